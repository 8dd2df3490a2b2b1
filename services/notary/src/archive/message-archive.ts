import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { StoredAt } from '@vitne/event-log/stored-messages';
import { ByteWriter } from '@vitne/ledger/byte-writer';
import type { StoredMessage } from '@vitne/ledger/stored-message';
import { type DurableFiles, syncFolder } from '@vitne/service-kit/durable-files';
import { decodeArchived, fileStart, messagesPath, messagesPerFile, writeArchived } from './archived-messages.ts';

/** Keeps the messages of one ledger in plain files, from position 1 without gaps. One writer at a time. */
export type MessageArchive = {
  /**
   * Goes on behind a position: what was written after it, and never signed, is taken away. False when the archive does
   * not hold the messages before it, so that it has to begin at position 1.
   */
  reopen(size: number): Promise<boolean>;
  /**
   * Adds the next messages; when it has answered, they are safe once `flush` has answered too. It takes their bytes at once, and takes
   * the next ones before it has answered.
   */
  append(messages: readonly StoredAt[]): Promise<void>;
  flush(): Promise<void>;
  close(): Promise<void>;
};

/** So many files wait for the disk together, because one commit of the file system's journal then serves many. */
const filesAtOnce = 64;
/** Files that wait stay open, and a process has a limit on these. */
const mostOpenFiles = 4 * filesAtOnce;
/** About a kilobyte of headers and data each. */
const usualMessageBytes = 1_200;
/** A buffer that grew beyond this, for messages of unusual size, is not used again. */
const mostKeptBytes = 2 * 1024 * 1024;

type OpenFile = { path: string; handle: FileHandle; length: number; isNew: boolean; isFull: boolean };

export function messageArchive(files: DurableFiles): MessageArchive {
  /** The last file while it is not full, when everything is written to it that it was given. */
  let current: Promise<OpenFile> | undefined;
  /** What is being written just now. */
  const writing = new Set<Promise<OpenFile>>();
  let unsynced: OpenFile[] = [];
  let last = 0;
  let flushing: Promise<void> = Promise.resolve();
  /** What was written before a flush that failed may be lost whatever the next one says, so none succeeds any more. */
  let failure: { readonly cause: unknown } | undefined;
  const folders = new Set<string>();
  const spareBuffers: ByteWriter[] = [];

  async function openAt(path: string, length: number): Promise<OpenFile> {
    const place = join(files.root, path);
    const folder = dirname(place);
    if (!folders.has(folder)) await mkdir(folder, { recursive: true, mode: 0o700 });
    folders.add(folder);
    const handle = await open(place, length === 0 ? 'w' : 'r+', 0o600);
    if (length > 0) await handle.truncate(length);
    const file = { path: place, handle, length, isNew: length === 0, isFull: false };
    unsynced.push(file);
    return file;
  }

  /** Writes messages behind those that a file has. The bytes are taken from them before it waits for anything. */
  async function write(opened: Promise<OpenFile>, messages: readonly StoredAt[], isFull: boolean): Promise<OpenFile> {
    const buffer = spareBuffers.pop() ?? new ByteWriter(messages.length * usualMessageBytes);
    if ((messages[0] as StoredAt).position % messagesPerFile === 1) buffer.bytes(fileStart);
    writeArchived(buffer, messages);
    const file = await opened;
    await writeAll(file, buffer.view());
    file.isFull = isFull;
    if (!unsynced.includes(file)) unsynced.push(file);
    if (buffer.capacity <= mostKeptBytes) spareBuffers.push(buffer.clear());
    return file;
  }

  async function closeAll(): Promise<void> {
    await Promise.allSettled(writing);
    writing.clear();
    await flushing.catch(() => undefined);
    const left = await current?.catch(() => undefined);
    const opened = new Set([...unsynced, ...(left ? [left] : [])]);
    unsynced = [];
    current = undefined;
    failure = undefined;
    folders.clear();
    for (const { handle } of opened) await handle.close();
  }

  async function flushWaiting(): Promise<void> {
    if (failure) throw failure.cause;
    const waiting = unsynced;
    unsynced = [];
    try {
      await Promise.all(waiting.map(({ handle }) => handle.sync()));
      const named = new Set(waiting.filter(({ isNew }) => isNew).map(({ path }) => dirname(path)));
      for (const folder of named) await syncUpTo(folder, files.root);
    } catch (cause) {
      failure = { cause };
      unsynced.push(...waiting);
      throw cause;
    }
    for (const file of waiting) {
      file.isNew = false;
      // What was added meanwhile waits for the next flush, which closes it then.
      if (file.isFull && !unsynced.includes(file)) await file.handle.close();
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
      const file = await openAt(path, end.end);
      current = Promise.resolve(file);
      return true;
    },

    async append(messages) {
      const gap = messages.find(({ position }, index) => position !== last + 1 + index);
      if (gap) throw new RangeError(`After ${last} comes ${gap.position}.`);
      const written: Promise<OpenFile>[] = [];
      for (let start = 0; start < messages.length; ) {
        const room = messagesPerFile - (last % messagesPerFile);
        const part = messages.slice(start, start + room);
        const isFull = part.length === room;
        const file = write(current ?? openAt(messagesPath(last + 1), 0), part, isFull);
        current = isFull ? undefined : file;
        written.push(file);
        writing.add(file);
        last += part.length;
        start += part.length;
      }
      const done = await Promise.allSettled(written);
      for (const file of written) writing.delete(file);
      for (const one of done) if (one.status === 'rejected') throw one.reason;
      // The disk works while more is read, until too much waits for it.
      if (unsynced.length >= filesAtOnce) flush().catch(() => undefined);
      if (unsynced.length >= mostOpenFiles) await flush();
    },

    flush,
    close: closeAll,
  };
}

async function writeAll(file: OpenFile, bytes: Uint8Array): Promise<void> {
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
