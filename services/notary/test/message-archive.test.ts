import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utf8 } from '@vitne/ledger/bytes';
import { durableFiles } from '@vitne/service-kit/durable-files';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { messagesPath, messagesPerFile } from '../src/archive/archived-messages.ts';
import { archivedMessages, messageArchive } from '../src/archive/message-archive.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vitne-archive-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const messagesAt = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    position: first + index,
    stored: { subject: 'events.catacloud', headerBlock: new Uint8Array(0), data: utf8(`${first + index}`) },
  }));

const openDescriptors = (): number => readdirSync('/dev/fd').length;

async function held(): Promise<{ position: number; text: string }[]> {
  const all = [];
  for await (const messages of archivedMessages(durableFiles(root)))
    all.push(
      ...messages.map(({ position, stored }) => ({ position, text: Buffer.from(stored.data).toString('utf8') })),
    );
  return all;
}

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ position: index + 1, text: String(index + 1) }));

test('files that are full and flushed are not held open', async () => {
  const archive = messageArchive(durableFiles(root));
  await archive.reopen(0);
  const before = openDescriptors();
  for (let file = 0; file < 150; file += 1) {
    await archive.append(messagesAt(1 + file * messagesPerFile, messagesPerFile));
    await archive.flush();
  }
  expect(openDescriptors() - before).toBeLessThan(3);
  await archive.close();
});

test('a full file that is left in the very moment in which it is flushed is not held open', () => {
  const program = join(import.meta.dirname, 'archive-left-while-flushed.ts');
  const environment = { ...process.env, UV_THREADPOOL_SIZE: '1' };
  const open = execFileSync(process.execPath, [program, root], { encoding: 'utf8', env: environment });
  expect(open).toBe('0');
});

test('in whatever parts messages come, and however many files at once, each stands at its place', async () => {
  const archive = messageArchive(durableFiles(root));
  await archive.reopen(0);
  let last = 0;
  for (const count of [1, 255, 256, 1, 254, 2, 4_000, 300, 1_000, 7]) {
    await archive.append(messagesAt(last + 1, count));
    last += count;
    if (count % 2 === 0) void archive.flush();
  }
  await archive.flush();
  await archive.close();
  expect(await held()).toEqual(numbered(last));
});

test('what was written behind a position is taken away when it is opened there, within a file too', async () => {
  for (const size of [5_000, 300, 256, 10]) {
    const archive = messageArchive(durableFiles(root));
    expect(await archive.reopen(size === 5_000 ? 0 : size)).toBe(true);
    const next = size === 5_000 ? 1 : size + 1;
    await archive.append(messagesAt(next, 4_999));
    await archive.close();
    expect((await held()).slice(0, size + 1)).toEqual(numbered(size === 5_000 ? 4_999 : size + 1));
  }
});

test('messages that do not follow on the last one are refused, and nothing of them is written', async () => {
  const archive = messageArchive(durableFiles(root));
  await archive.reopen(0);
  await archive.append(messagesAt(1, 10));
  await expect(archive.append(messagesAt(12, 3))).rejects.toThrow('After 10 comes 12.');
  await archive.close();
  expect(readFileSync(join(root, messagesPath(1))).includes('12')).toBe(false);
});

test('after a flush that failed none says that messages are safe, until the archive is opened again', async () => {
  const archive = messageArchive(durableFiles(root));
  await archive.reopen(0);
  await archive.append(messagesAt(1, 300));
  rmSync(join(root, 'messages'), { recursive: true });
  await expect(archive.flush()).rejects.toThrow('ENOENT');
  await expect(archive.flush()).rejects.toThrow('ENOENT');
  expect(await archive.reopen(0)).toBe(true);
  await archive.append(messagesAt(1, 300));
  await archive.flush();
  await archive.close();
  expect(await held()).toEqual(numbered(300));
});
