import { digestWords } from './digest-set.ts';
import { UnnamedFile } from './unnamed-file.ts';

/** A digest, and where in the ledger and as what it stands there, in two more words. */
export const recordWords = digestWords + 2;

const parts = 16;
const bitsOfPart = 4;
const partsOfWord = 32 / bitsOfPart;
const recordsAtOnce = 2_048;

type Partition = { file: UnnamedFile; waiting: Uint32Array<ArrayBuffer>; count: number };

/** Records of the same digest lie in one file, in the order in which they came. */
export class Partitions {
  readonly #level: number;
  readonly #files: Partition[] = [];

  /** @param level how many partitions the records have been through: each goes by other bits of the digest */
  constructor(level: number) {
    this.#level = level;
  }

  /** @param from where in these words the record begins */
  add(words: Uint32Array, from = 0): void {
    const word = words[from + Math.floor(this.#level / partsOfWord)] as number;
    const part = (word >>> (bitsOfPart * (this.#level % partsOfWord))) & (parts - 1);
    while (this.#files.length < parts)
      this.#files.push({ file: new UnnamedFile(), waiting: new Uint32Array(recordsAtOnce * recordWords), count: 0 });
    const to = this.#files[part] as Partition;
    for (let at = 0; at < recordWords; at += 1) to.waiting[recordWords * to.count + at] = words[from + at] as number;
    to.count += 1;
    if (to.count === recordsAtOnce) write(to);
  }

  /** The partitions, one after the other, each as pieces of records that are good until the next. What was read of one is not there any more when the next one is asked for. */
  async *take(): AsyncGenerator<AsyncGenerator<Uint32Array, void>, void> {
    for (const one of this.#files) {
      write(one);
      one.waiting = new Uint32Array(0);
    }
    for (let one = this.#files.shift(); one; one = this.#files.shift()) {
      try {
        yield recordsOf(one.file);
      } finally {
        one.file.close();
      }
    }
  }

  close(): void {
    for (const { file } of this.#files.splice(0)) file.close();
  }
}

function write(to: Partition): void {
  to.file.append(new Uint8Array(to.waiting.buffer, 0, 4 * recordWords * to.count));
  to.count = 0;
}

async function* recordsOf(file: UnnamedFile): AsyncGenerator<Uint32Array, void> {
  const buffer = new Uint32Array(recordsAtOnce * recordWords);
  for await (const { length } of file.pieces(new Uint8Array(buffer.buffer))) yield buffer.subarray(0, length / 4);
}
