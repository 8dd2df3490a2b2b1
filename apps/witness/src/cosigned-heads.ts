import { createHash } from 'node:crypto';
import { textOf } from '@vitne/ledger/bytes';
import { type Checkpoint, parseUnverifiedCheckpoint } from '@vitne/ledger/checkpoint';
import { parseUnverifiedNote } from '@vitne/ledger/signed-note';
import { trusted } from '@vitne/ledger/verdict';
import type { DurableFiles } from '@vitne/service-kit/durable-files';

/** The newest checkpoint that was cosigned of each log, on the disk. */
export type CosignedHeads = {
  /** undefined before the first. @throws {Error} when the file is there and cannot be read: nothing may be cosigned then */
  newest(origin: string): Promise<Checkpoint | undefined>;
  /** Answers when the note is on the disk as the newest one. */
  keep(origin: string, note: string): Promise<void>;
  /**
   * Keeps a checkpoint that the log signed and that contradicts the newest one, beside that: together they show that the log
   * has two histories. A hundred of a log are kept.
   */
  keepContradiction(origin: string, note: string): Promise<void>;
};

const mostContradictions = 100;

/** @param files below the witness's own folder, which no other witness uses */
export function cosignedHeads(files: DurableFiles): CosignedHeads {
  const folderOf = (origin: string): string => `logs/${digestOf(origin)}`;

  async function noteOf(origin: string): Promise<string | undefined> {
    const bytes = await files.read(`${folderOf(origin)}/newest`);
    return bytes && (textOf(bytes) ?? '');
  }

  return {
    async newest(origin) {
      const note = await noteOf(origin);
      if (note === undefined) return undefined;
      const { checkpoint } = trusted(parseUnverifiedCheckpoint(trusted(parseUnverifiedNote(note)).note.text));
      if (checkpoint.origin !== origin) throw new Error('What was cosigned last is of another log.');
      return checkpoint;
    },
    keep: (origin, note) => files.write([{ path: `${folderOf(origin)}/newest`, bytes: note }]),
    async keepContradiction(origin, note) {
      for (let slot = 1; slot <= mostContradictions; slot += 1) {
        const path = `${folderOf(origin)}/contradictions/${String(slot).padStart(3, '0')}`;
        const there = await files.read(`${path}-refused`);
        if (there && textOf(there) === note) return;
        if (there) continue;
        const cosigned = (await noteOf(origin)) ?? '';
        return files.write([
          { path: `${path}-cosigned`, bytes: cosigned },
          { path: `${path}-refused`, bytes: note },
        ]);
      }
    },
  };
}

/** A name for a file: an origin has slashes. */
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
