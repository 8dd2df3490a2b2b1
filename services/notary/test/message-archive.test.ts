import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

test('a file that is full and flushed is not held open', async () => {
  const root = mkdtempSync(join(tmpdir(), 'vitne-archive-'));
  const archive = messageArchive(durableFiles(root));
  try {
    await archive.reopen(0);
    const before = openDescriptors();
    for (let file = 0; file < 40; file += 1) {
      await archive.append(messagesAt(1 + file * messagesPerFile, messagesPerFile));
      await archive.flush();
    }
    expect(openDescriptors() - before).toBeLessThan(5);
  } finally {
    await archive.close();
    rmSync(root, { recursive: true });
  }
});
