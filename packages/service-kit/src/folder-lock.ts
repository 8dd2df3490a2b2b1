import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another living process has taken the folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
}

/** SQLITE_BUSY: another connection, of whichever process, holds the lock. */
const isBusy = (error: unknown): boolean => error instanceof Error && 'errcode' in error && error.errcode === 5;

/**
 * Takes a folder for one process alone, and makes it when it is not there; what is answered gives it back. The operating system
 * keeps the lock, on an empty file `in-use`, and ends it with the process, however that ends: nothing is left behind that
 * somebody would have to call stale, as a file with a process id would be, which in containers is the same for everybody. Node has
 * no call for such a lock, and its SQLite takes one.
 * @throws {FolderInUse}
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(join(folder, 'in-use'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new FolderInUse(
      `The folder ${folder} is in use by another process: end that one first, or name another folder.`,
    );
  }
  return () => lock.close();
}
