import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { StoredAt } from '@vitne/event-log/stored-messages';
import type { StoredMessage } from '@vitne/ledger/stored-message';
import { type DurableFiles, syncFolder } from '@vitne/service-kit/durable-files';
import { decodeArchived, encodeArchived, fileStart, messagesPath, messagesPerFile } from './archived-messages.ts';

/** Keeps the messages of one ledger in plain files, from position 1 without gaps. One writer at a time. */
export type MessageArchive = {
  /**
   * Goes on behind a position: what was written after it, and never signed, is taken away. False when the archive does
   * not hold the messages before it, so that it has to begin at position 1.
   */
  reopen(size: number): Promise<boolean>;
  /** Adds the next messages; they are safe when `flush` has answered. */
  append(messages: readonly StoredAt[]): Promise<void>;
  flush(): Promise<void>;
  close(): Promise<void>;
};

/** Files that wait for their flush stay open, and a process has a limit on these. */
const mostOpenFiles = 256;

type OpenFile = { path: string; handle: FileHandle; length: number; isNew: boolean };

export function messageArchive(files: DurableFiles): MessageArchive {
  let current: OpenFile | undefined;
  let unsynced: OpenFile[] = [];
  let last = 0;
  let flushing: Promise<void> = Promise.resolve();

  async function openAt(path: string, length: number): Promise<OpenFile> {
    const place = join(files.root, path);
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    const handle = await open(place, length === 0 ? 'w' : 'r+', 0o600);
    const file = { path: place, handle, length, isNew: length === 0 };
    if (file.isNew) await write(file, fileStart);
    else await handle.truncate(length);
    unsynced.push(file);
    return file;
  }

  async function closeAll(): Promise<void> {
    await flushing.catch(() => undefined);
    const opened = new Set([...unsynced, ...(current ? [current] : [])]);
    unsynced = [];
    current = undefined;
    for (const { handle } of opened) await handle.close();
  }

  async function flushWaiting(): Promise<void> {
    const waiting = unsynced;
    unsynced = [];
    await Promise.all(waiting.map(({ handle }) => handle.sync()));
    const folders = new Set(waiting.filter(({ isNew }) => isNew).map(({ path }) => dirname(path)));
    for (const folder of folders) await syncUpTo(folder, files.root);
    for (const file of waiting) {
      file.isNew = false;
      // What was added meanwhile waits for the next flush.
      if (file !== current && !unsynced.includes(file)) await file.handle.close();
    }
  }

  function flush(): Promise<void> {
    flushing = flushing.catch(() => undefined).then(flushWaiting);
    return flushing;
  }

  return {
    async reopen(size) {
      await closeAll();
      last = size;
      const inLastFile = size % messagesPerFile;
      if (inLastFile === 0) return size === 0 || (await holds(files, size));
      const path = messagesPath(size);
      const found = decodeArchived((await files.read(path)) ?? new Uint8Array(0));
      const end = found?.messages[inLastFile - 1];
      if (end?.position !== size) return false;
      current = await openAt(path, end.end);
      return true;
    },

    async append(messages) {
      for (let start = 0; start < messages.length; ) {
        const room = messagesPerFile - (last % messagesPerFile);
        const part = messages.slice(start, start + room);
        if (part[0]?.position !== last + 1) throw new RangeError(`After ${last} comes ${part[0]?.position}.`);
        if (room === messagesPerFile || !current) {
          const left = current;
          current = await openAt(messagesPath(last + 1), 0);
          // It may have been flushed whole, also in this moment, when it was the current one still: the next flush closes it.
          if (left && !unsynced.includes(left)) unsynced.push(left);
        }
        await write(current, encodeArchived(part));
        if (!unsynced.includes(current)) unsynced.push(current);
        last += part.length;
        start += part.length;
        if (unsynced.length >= mostOpenFiles) await flush();
      }
    },

    flush,
    close: closeAll,
  };
}

async function write(file: OpenFile, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.handle.write(bytes, written, bytes.length - written, file.length + written);
    written += bytesWritten;
  }
  file.length += bytes.length;
}

/** A file that is new may lie in folders that are new. */
async function syncUpTo(folder: string, root: string): Promise<void> {
  for (let path = folder; path.length >= dirname(root).length; path = dirname(path)) await syncFolder(path);
}

async function holds(files: DurableFiles, position: number): Promise<boolean> {
  const found = decodeArchived((await files.read(messagesPath(position))) ?? new Uint8Array(0));
  return found?.messages.at(-1)?.position === position;
}

/** The message at a position; undefined when the archive does not hold it. */
export async function archivedMessage(files: DurableFiles, position: number): Promise<StoredMessage | undefined> {
  const found = decodeArchived((await files.read(messagesPath(position))) ?? new Uint8Array(0));
  return found?.messages.find((message) => message.position === position)?.stored;
}

/** Every message from position 1 on, file by file, as far as the archive goes without a gap. */
export async function* archivedMessages(files: DurableFiles): AsyncGenerator<readonly StoredAt[], void> {
  for (let next = 1; ; ) {
    const found = decodeArchived((await files.read(messagesPath(next))) ?? new Uint8Array(0));
    const messages = found?.messages ?? [];
    const gap = messages.findIndex(({ position }, index) => position !== next + index);
    const whole = gap < 0 ? messages : messages.slice(0, gap);
    if (whole.length > 0) yield whole;
    if (whole.length < messagesPerFile) return;
    next += messagesPerFile;
  }
}
