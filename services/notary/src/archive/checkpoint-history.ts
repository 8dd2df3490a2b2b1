import { mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { textOf } from '@vitne/ledger/bytes';
import { parseUnverifiedNote } from '@vitne/ledger/signed-note';
import { type DurableFiles, isMissing, syncFolder } from '@vitne/service-kit/durable-files';

/** Every checkpoint that was ever published of a ledger, in plain files of the archive: one for each day, only ever added to. */
export type CheckpointHistory = {
  /** Answers when the note is on the disk. One that was kept just now is not kept again. One writer at a time. */
  keep(note: string): Promise<void>;
  /** Every note that is whole, oldest first. */
  all(): AsyncGenerator<string, void>;
};

const folder = 'checkpoints';
const day = /^\d{4}-\d{2}-\d{2}$/;
/** A crash repeats the newest note, with and without cosignatures. */
const mostRecent = 8;

/**
 * A file holds notes with an empty line between two. A note has one empty line itself, before its signatures, and no other.
 * @param now RFC 3339; says to which day's file a note is added
 */
export function checkpointHistory(files: DurableFiles, now: () => string): CheckpointHistory {
  let known = { path: '', length: -1, recent: [] as string[] };
  let queue: Promise<unknown> = Promise.resolve();

  async function keep(note: string): Promise<void> {
    const path = join(files.root, folder, now().slice(0, 10));
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, 'a+', 0o600);
    try {
      // Another instance may have added to it, and a crash may have left half a note.
      const { size } = await file.stat();
      if (known.path !== path || known.length !== size) {
        const { notes, end } = notesIn(await file.readFile());
        if (end < size) await file.truncate(end);
        known = { path, length: end, recent: notes.slice(-mostRecent) };
      }
      if (known.recent.includes(note)) return;
      const bytes = Buffer.from(known.length === 0 ? note : `\n${note}`);
      const isNew = known.length === 0;
      await file.appendFile(bytes);
      await file.sync();
      if (isNew) for (const one of [dirname(path), files.root]) await syncFolder(one);
      known = { path, length: known.length + bytes.length, recent: [...known.recent, note].slice(-mostRecent) };
    } finally {
      await file.close();
    }
  }

  return {
    keep(note) {
      const kept = queue.then(() => keep(note));
      queue = kept.catch(() => undefined);
      return kept;
    },
    async *all() {
      const names = await readdir(join(files.root, folder)).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw error;
      });
      for (const name of names.filter((one) => day.test(one)).toSorted()) {
        const bytes = await files.read(`${folder}/${name}`);
        if (bytes) yield* notesIn(bytes).notes;
      }
    },
  };
}

/** The notes of a file up to the first that is none, and where that one begins. */
function notesIn(bytes: Uint8Array): { notes: string[]; end: number } {
  const text = textOf(bytes) ?? Buffer.from(bytes).toString('utf8');
  const notes: string[] = [];
  let end = 0;
  for (let start = 0; start < text.length; ) {
    const signatures = text.indexOf('\n\n', start);
    const next = signatures < 0 ? -1 : text.indexOf('\n\n', signatures + 2);
    const note = text.slice(start, next < 0 ? text.length : next + 1);
    if (!parseUnverifiedNote(note).valid) break;
    // Before each but the first stands the empty line that parts it from the one before.
    end += Buffer.byteLength(note) + (notes.length === 0 ? 0 : 1);
    notes.push(note);
    start += note.length + 1;
  }
  return { notes, end };
}

/**
 * Takes into an empty history what the bus has: the archive is new, or was lost, or is from before there was a history.
 * @param published every note on the bus, oldest first
 */
export async function fillHistory(history: CheckpointHistory, published: AsyncIterable<string>): Promise<void> {
  for await (const _ of history.all()) return;
  for await (const note of published) await history.keep(note);
}
