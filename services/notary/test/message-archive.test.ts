import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { utf8 } from '@vitne/ledger/bytes';
import { durableFiles } from '@vitne/service-kit/durable-files';
import { expect, test } from 'vitest';
import { messagesPerFile } from '../src/archive/archived-messages.ts';
import { messageArchive } from '../src/archive/message-archive.ts';

const messagesAt = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    position: first + index,
    stored: { subject: 'events.catacloud', headerBlock: new Uint8Array(0), data: utf8(`${first + index}`) },
  }));

const openDescriptors = (): number => readdirSync('/dev/fd').length;

test.each([
  ['flushed', async (append: () => Promise<void>, flush: () => Promise<void>) => append().then(flush)],
  [
    'left while it is flushed',
    async (append: () => Promise<void>, flush: () => Promise<void>) => {
      const appended = append();
      await Promise.all([flush(), setImmediate().then(flush), appended]);
    },
  ],
])('a file that is full and %s is not held open', async (_what, appendAndFlush) => {
  const root = mkdtempSync(join(tmpdir(), 'vitne-archive-'));
  const archive = messageArchive(durableFiles(root));
  try {
    await archive.reopen(0);
    const before = openDescriptors();
    for (let file = 0; file < 150; file += 1) {
      const messages = messagesAt(1 + file * messagesPerFile, messagesPerFile);
      await appendAndFlush(() => archive.append(messages), archive.flush);
    }
    await archive.flush();
    expect(openDescriptors() - before).toBeLessThan(3);
  } finally {
    await archive.close();
    rmSync(root, { recursive: true });
  }
});
