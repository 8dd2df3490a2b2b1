import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const keyBytes = 32;

export type KeyFolder = ReturnType<typeof keyFolder>;

/** A folder of key files that appear whole or not at all, and outlive a power loss; it is made when it is missing. */
export function keyFolder(parent: string, name: string) {
  const folder = join(parent, name);
  const made = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined) syncUpTo(folder, dirname(made));
  return {
    names: (): string[] => readdirSync(folder),
    read: (file: string): KeyObject | undefined => readIfThere(join(folder, file)),
    /** Whoever comes second reads what the first one wrote. */
    readOrMake(file: string): KeyObject {
      const path = join(folder, file);
      const known = readIfThere(path);
      if (known) return known;
      const draft = `${path}.${randomBytes(6).toString('hex')}`;
      write(draft, 'wx', randomBytes(keyBytes));
      try {
        linkSync(draft, path);
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      } finally {
        unlinkSync(draft);
      }
      sync(folder);
      return createSecretKey(readFileSync(path));
    },
    /** Takes the files out of use, overwrites them and deletes them, with every draft that a crash left of them. */
    destroy(isMeant: (file: string) => boolean): void {
      for (const file of readdirSync(folder).filter(isMeant)) {
        const path = join(folder, file);
        const outOfUse = file.endsWith('.destroyed') ? path : `${path}.destroyed`;
        unlessGone(() => {
          renameSync(path, outOfUse);
          write(outOfUse, 'r+', Buffer.alloc(keyBytes));
          unlinkSync(outOfUse);
        });
      }
      sync(folder);
    },
  };
}

function readIfThere(path: string): KeyObject | undefined {
  const bytes = unlessGone(() => readFileSync(path));
  // Opened just before it was destroyed, and read just after.
  const isOverwritten = bytes?.every((byte) => byte === 0) ?? true;
  return bytes && !isOverwritten ? createSecretKey(bytes) : undefined;
}

/** Another process can be destroying the same file. */
function unlessGone<Answer>(work: () => Answer): Answer | undefined {
  try {
    return work();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function write(path: string, flags: 'wx' | 'r+', bytes: Buffer): void {
  const file = openSync(path, flags, 0o600);
  writeSync(file, bytes);
  fsyncSync(file);
  closeSync(file);
}

function sync(folder: string): void {
  const file = openSync(folder, 'r');
  fsyncSync(file);
  closeSync(file);
}

/** A folder survives a power loss only when the folders above it have been synced as well. */
function syncUpTo(folder: string, last: string): void {
  sync(folder);
  if (folder !== last) syncUpTo(dirname(folder), last);
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
