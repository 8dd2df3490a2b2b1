import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Files below one folder, each of which is there whole or not at all, whatever happens to the process or the power. */
export type DurableFiles = {
  /** Writes files so that they are on the disk under their names when it answers. A file that is there is replaced. */
  write(files: readonly DurableFile[]): Promise<void>;
  /** undefined when it is not there. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Removes folders and all that is in them; nothing where one is not there. */
  remove(paths: readonly string[]): Promise<void>;
  readonly root: string;
};
export type DurableFile = { readonly path: string; readonly bytes: Uint8Array | string };

/** One commit of the file system's journal then serves many files, and their handles stay far below a process's limit. */
const filesAtOnce = 128;

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
      for (let start = 0; start < places.length; start += filesAtOnce)
        await writeSynced(places.slice(start, start + filesAtOnce));
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
    async remove(paths) {
      await inParallel(await thatAreThere(root, paths), async (path) => {
        const folder = join(root, path);
        for (const one of known) if (one === folder || one.startsWith(`${folder}/`)) known.delete(one);
        await rm(folder, { recursive: true, force: true });
      });
    },
  };
}

/** Most are not there when many are asked for, and one look at the folder above costs less than one at each. */
async function thatAreThere(root: string, paths: readonly string[]): Promise<string[]> {
  const there: string[] = [];
  for (const [folder, inside] of Map.groupBy(paths, dirname)) {
    const names = new Set(await readdir(join(root, folder)).catch(none));
    there.push(...inside.filter((path) => names.has(basename(path))));
  }
  return there;
}

function none(error: unknown): string[] {
  if (isMissing(error)) return [];
  throw error;
}

/** Writes files beside their names; all of them are on the disk when it answers. */
async function writeSynced(places: readonly { to: string; bytes: Uint8Array | string }[]): Promise<void> {
  const opened = await Promise.allSettled(places.map(({ to }) => open(`${to}.new`, 'w', 0o600)));
  const files = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  try {
    for (const one of opened) if (one.status === 'rejected') throw one.reason;
    await Promise.all(
      files.map((file, index) => file.writeFile((places[index] as { bytes: Uint8Array | string }).bytes)),
    );
    await Promise.all(files.map((file) => file.sync()));
  } finally {
    await Promise.all(files.map((file) => file.close()));
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
