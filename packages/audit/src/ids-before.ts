import { hash, randomBytes } from 'node:crypto';
import { DigestSet, digestWords } from './digest-set.ts';
import { Partitions, recordWords } from './partitions.ts';

/** So many ids are kept in memory, in 8 MB. Whatever is more waits in temporary files, in 24 bytes for each id and each cause. */
const mostInMemory = 262_144;

export type WrongIds = {
  /** The cause that stands at this position is no id of before. */
  causeUnknown(position: number): void;
  /** The id at this position is one of before. */
  repeated(position: number): void;
};

/**
 * Finds ids that were used before, and causes that are the id of nothing before, in memory that does not grow with the ledger.
 * Up to a bound it remembers the ids and tells at once. Beyond it, ids and causes go to partitions by their digests, and each
 * partition is looked through in the same way after all of them came, with partitions of its own where it is too large too.
 */
export class IdsBefore {
  readonly #salt = randomBytes(16).toString('hex');
  readonly #root: Level;
  readonly #record = new Uint32Array(recordWords);

  /** @param most at least 1 */
  constructor(wrong: WrongIds, most: number = mostInMemory) {
    this.#root = new Level({ wrong, most, known: new DigestSet() }, 0);
  }

  /** An event's cause, before its own id. */
  cause(id: string, position: number): void {
    this.#note(id, position, true);
  }

  id(id: string, position: number): void {
    this.#note(id, position, false);
  }

  /** When no more comes: tells what it could not tell before, piece by piece. @throws {TemporaryFolderUnusable} */
  settle(): AsyncGenerator<void, void> {
    return this.#root.settle();
  }

  close(): void {
    this.#root.close();
  }

  #note(id: string, position: number, isCause: boolean): void {
    const digest = hash('sha256', this.#salt + id, 'buffer');
    for (let word = 0; word < digestWords; word += 1) this.#record[word] = digest.readUInt32LE(4 * word);
    this.#record[digestWords - 1] ||= 1;
    this.#record[digestWords] = position % 2 ** 32;
    this.#record[digestWords + 1] = 2 * Math.floor(position / 2 ** 32) + Number(isCause);
    this.#root.note(this.#record);
  }
}

/** One set for all levels: only one of them remembers at a time. */
type Looking = { readonly wrong: WrongIds; readonly most: number; readonly known: DigestSet };

class Level {
  readonly #looking: Looking;
  readonly #level: number;
  #partitions: Partitions | undefined;

  constructor(looking: Looking, level: number) {
    this.#looking = looking;
    this.#level = level;
    looking.known.clear();
  }

  note(words: Uint32Array, from = 0): void {
    if (this.#partitions) return this.#partitions.add(words, from);
    const { wrong, most, known } = this.#looking;
    const high = words[from + digestWords + 1] as number;
    const position = Math.floor(high / 2) * 2 ** 32 + (words[from + digestWords] as number);
    if (high % 2 === 1) {
      if (!known.has(words, from)) wrong.causeUnknown(position);
    } else if (!known.add(words, from)) wrong.repeated(position);
    else if (known.size > most) this.#part();
  }

  async *settle(): AsyncGenerator<void, void> {
    if (!this.#partitions) return;
    for await (const pieces of this.#partitions.take()) {
      const below = new Level(this.#looking, this.#level + 1);
      try {
        for await (const records of pieces) {
          for (let from = 0; from < records.length; from += recordWords) below.note(records, from);
          yield;
        }
        yield* below.settle();
      } finally {
        below.close();
      }
    }
  }

  close(): void {
    this.#partitions?.close();
  }

  /** What is known goes before everything that comes, at no position: nothing is ever said of it any more. */
  #part(): void {
    this.#partitions = new Partitions(this.#level);
    const record = new Uint32Array(recordWords);
    for (const digest of this.#looking.known) {
      record.set(digest);
      this.#partitions.add(record);
    }
    this.#looking.known.clear();
  }
}
