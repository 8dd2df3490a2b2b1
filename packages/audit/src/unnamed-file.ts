import { closeSync, mkdtempSync, openSync, read, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The temporary folder is full, or nobody may write there. What was asked for cannot be said without it. */
export class TemporaryFolderUnusable extends Error {
  override readonly name = 'TemporaryFolderUnusable';
}

/**
 * A file for what does not fit into memory, below the temporary folder (`TMPDIR`). It has a name for an instant only, in a
 * folder that nobody else may enter: when the process ends, in whatever way, nothing of it is left. Every method throws
 * {@link TemporaryFolderUnusable}.
 */
export class UnnamedFile {
  readonly #file: number = usable(openUnnamed);
  #length = 0;

  /** Answers when the operating system has taken it. */
  append(bytes: Uint8Array): void {
    for (let written = 0; written < bytes.length; ) {
      const count = usable(() => writeSync(this.#file, bytes, written, bytes.length - written, this.#length));
      written += count;
      this.#length += count;
    }
  }

  /** Everything from the beginning, in pieces as long as the buffer but for the last; each is good until the next. */
  async *pieces(buffer: Uint8Array): AsyncGenerator<Uint8Array, void> {
    for (let place = 0; place < this.#length; ) {
      const wanted = Math.min(buffer.length, this.#length - place);
      for (let taken = 0; taken < wanted; ) {
        const { bytesRead } = await readAt(this.#file, buffer, taken, wanted - taken, place + taken).catch(asUnusable);
        if (bytesRead === 0)
          throw new TemporaryFolderUnusable('A temporary file is shorter than what was written to it.');
        taken += bytesRead;
      }
      place += wanted;
      yield buffer.subarray(0, wanted);
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

const readAt = promisify(read);

function openUnnamed(): number {
  const folder = mkdtempSync(join(tmpdir(), 'vitne-'));
  try {
    return openSync(join(folder, 'unnamed'), 'wx+', 0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function usable<Done>(work: () => Done): Done {
  try {
    return work();
  } catch (error) {
    return asUnusable(error);
  }
}

function asUnusable(error: unknown): never {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  const because = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code) ? 'has no room left' : 'cannot be used';
  throw new TemporaryFolderUnusable(
    `The temporary folder ${tmpdir()} ${because} (${code}): name another with TMPDIR.`,
    { cause: error },
  );
}
