import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Files below one folder, each of which is there whole or not at all, whatever happens to the process or the power. */
export type DurableFiles = {
  /** Writes files so that they are on the disk under their names when it answers. A file that is there is replaced. */
  write(files: readonly DurableFile[]): Promise<void>;
  /** undefined when it is not there. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Removes a folder and all that is in it; nothing when it is not there. */
  remove(path: string): Promise<void>;
  readonly root: string;
};
export type DurableFile = { readonly path: string; readonly bytes: Uint8Array | string };

const filesAtOnce = 16;

/**
 * @param root absolute; made when it is not there
 * @param beforeNaming told when files are on the disk and not under their names yet; for fault tests
 */
export function durableFiles(root: string, beforeNaming: (paths: readonly string[]) => void = () => {}): DurableFiles {
  const known = new Set<string>();

  async function makeFolder(path: string): Promise<void> {
    if (known.has(path)) return;
    const first = await mkdir(path, { recursive: true, mode: 0o700 });
    // Each folder that was made is a new entry of the one above it.
    const made = first === undefined ? Number.POSITIVE_INFINITY : first.length;
    for (let entry = path; entry.length >= made; entry = dirname(entry)) await syncFolder(dirname(entry));
    known.add(path);
  }

  return {
    root,
    async write(files) {
      const places = files.map(({ path, bytes }) => ({ to: join(root, path), bytes }));
      const folders = [...new Set(places.map(({ to }) => dirname(to)))];
      for (const folder of folders) await makeFolder(folder);
      await inParallel(places, ({ to, bytes }) => writeSynced(`${to}.new`, bytes));
      beforeNaming(files.map(({ path }) => path));
      await inParallel(places, ({ to }) => rename(`${to}.new`, to));
      await inParallel(folders, syncFolder);
    },
    async read(path) {
      try {
        return new Uint8Array(await readFile(join(root, path)));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async remove(path) {
      const folder = join(root, path);
      for (const one of known) if (one.startsWith(folder)) known.delete(one);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function writeSynced(path: string, bytes: Uint8Array | string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A name in a folder is on the disk when the folder is. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function inParallel<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += filesAtOnce)
    await Promise.all(items.slice(start, start + filesAtOnce).map(act));
}

/** Whether an error of the file system says that nothing is there. */
export const isMissing = (error: unknown): boolean =>
  error instanceof Error && ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
