import { readdirSync } from 'node:fs';
import { utf8 } from '@vitne/ledger/bytes';
import { durableFiles } from '@vitne/service-kit/durable-files';
import { messagesPerFile } from '../src/archive/archived-messages.ts';
import { messageArchive } from '../src/archive/message-archive.ts';

/*
 * A process whose file system calls are made one after another, by the single thread that UV_THREADPOOL_SIZE=1 leaves it: so a flush
 * that is asked for in the moment in which a full file is left comes to its end before the next file is open, each time. It writes how
 * many files were left open: those that are, and those that only the collector closed.
 */

const messagesAt = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    position: first + index,
    stored: { subject: 'events.catacloud', headerBlock: new Uint8Array(0), data: utf8(`${first + index}`) },
  }));
const openDescriptors = (): number => readdirSync('/dev/fd').length;

let collected = 0;
process.on('warning', ({ name, message }) => {
  if (name === 'Warning' && message.includes('garbage collection')) collected += 1;
});

const archive = messageArchive(durableFiles(process.argv[2] ?? ''));
await archive.reopen(0);
await archive.append(messagesAt(1, 1));
await archive.flush();
const before = openDescriptors();
for (let file = 0; file < 20; file += 1) {
  const next = 2 + file * messagesPerFile;
  await archive.append(messagesAt(next, messagesPerFile - 1));
  // The file is full, and not flushed. The next message opens its successor, and meanwhile it is.
  const left = archive.append(messagesAt(next + messagesPerFile - 1, 1));
  await Promise.all([archive.flush(), left]);
  await archive.flush();
}
const leftOpen = openDescriptors() - before + collected;
process.stdout.write(String(leftOpen));
await archive.close();
