import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { exportLines, RootDiffers } from '@vitne/audit/write-export';
import { Encrypter } from 'age-encryption';
import { fromCaller } from '../called-from.ts';
import { checkpointFor, type KeyOptions } from '../checkpoint-file.ts';
import { type LedgerOptions, withLedgers } from '../ledgers.ts';
import { progressLine } from '../progress-line.ts';
import { UsageError } from '../usage-error.ts';
import { positionNamed } from './audit-prove.ts';

export type ExportOptions = LedgerOptions &
  KeyOptions & { from?: string; to?: string; out: string; checkpoint?: string; encryptTo?: string[] };

/**
 * Writes a ledger, or a part of it, to one file that proves itself, encrypted where somebody is named to read it.
 * @throws {UsageError} when it cannot be exported; no file is left then
 */
export async function auditExport(options: ExportOptions): Promise<string> {
  const { tenant, out, encryptTo } = options;
  const path = fromCaller(out);
  try {
    return await withLedgers(options, async (source) => {
      const signed = await checkpointFor(source, tenant, options);
      const { newest } = await source.state(tenant);
      const from = options.from === undefined ? 1 : positionNamed(options.from);
      const to = options.to === undefined ? (signed?.size ?? newest) : positionNamed(options.to);
      if (from > to) throw new UsageError(`There is nothing from position ${from} to ${to}.`);
      const line = progressLine();
      const onProgress = (events: number, all: number): void => line.show(tenant, events, all);
      const lines = Readable.from(exportLines(source, tenant, { from, to, signed, onProgress }), { objectMode: false });
      const bytes = encryptTo === undefined ? lines : await encrypted(lines, encryptTo);
      await pipeline(bytes, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      line.end();
      return `${out}: events ${from} to ${to} of ${tenant}${signed ? ', under the checkpoint' : ', signed by nobody'}`;
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new UsageError(`${out} is there already: name another file.`);
    await rm(path, { force: true });
    if (error instanceof RootDiffers) throw new UsageError(error.message);
    throw error;
  }
}

/** In the age format (C2SP age), chunk by chunk. */
async function encrypted(lines: Readable, recipients: readonly string[]): Promise<Readable> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw new UsageError('A recipient is a public key of age: age1 and what follows.');
    }
  }
  const plain = Readable.toWeb(lines) as ReadableStream<Uint8Array>;
  return Readable.fromWeb((await encrypter.encrypt(plain)) as NodeReadableStream);
}
