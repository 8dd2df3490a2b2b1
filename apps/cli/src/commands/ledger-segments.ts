import { createWriteStream, existsSync, mkdirSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { LedgerSource } from '@vitne/audit/ledger-source';
import { exportLines, RootDiffers } from '@vitne/audit/write-export';
import { type Segment, segmentsOf } from '../audit/segments.ts';
import { fromCaller } from '../called-from.ts';
import { checkpointFor, type KeyOptions, type SignedRoot } from '../checkpoint-file.ts';
import { type LedgerOptions, withLedgers } from '../ledgers.ts';
import { progressLine } from '../progress-line.ts';
import { UsageError } from '../usage-error.ts';

export type SegmentsOptions = Omit<LedgerOptions, 'tenant'> & KeyOptions & { events?: string; out?: string };

/** A segment, and the file that it was written to or stood in before. */
export type StoredSegment = Segment & { file?: string };

/** As many as two levels of tiles hold, so that a segment is one perfect subtree. */
const usualLength = 65_536;

/**
 * Says of each segment of a ledger whether anything in it can still be opened, and writes those in which nothing can to
 * files for cold storage, each an export that proves itself.
 * @throws {UsageError} when they cannot be read, or nobody has signed what is to be written
 */
export async function ledgerSegments(tenant: string, options: SegmentsOptions): Promise<StoredSegment[]> {
  const length = options.events === undefined ? usualLength : Number(options.events);
  if (!Number.isSafeInteger(length) || length < 1) throw new UsageError('A segment has a whole number of events.');
  return withLedgers({ ...options, tenant }, async (source) => {
    const line = progressLine();
    const onProgress = (events: number, newest: number): void => line.show(tenant, events, newest);
    const segments = await segmentsOf(source, tenant, length, { onProgress });
    line.end();
    if (options.out === undefined) return segments;
    const signed = await checkpointFor(source, tenant, options);
    if (!signed) throw new UsageError('Nobody has signed a checkpoint of this ledger yet: its segments prove nothing.');
    const folder = fromCaller(options.out);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stored: StoredSegment[] = [];
    for (const segment of segments) stored.push(await store(source, tenant, segment, { length, signed, folder }));
    return stored;
  });
}

type Storing = { length: number; signed: SignedRoot; folder: string };

/** Writes a segment that is full, signed and opens nowhere; the file has its name when it is whole. */
async function store(
  source: LedgerSource,
  tenant: string,
  segment: Segment,
  { length, signed, folder }: Storing,
): Promise<StoredSegment> {
  const { from, to, keysLeft } = segment;
  if (keysLeft > 0 || to - from + 1 < length || to > signed.size) return segment;
  const file = join(folder, `${tenant}-${from}-${to}.ndjson`);
  if (existsSync(file)) return { ...segment, file };
  const partial = `${file}.${process.pid}`;
  try {
    const lines = Readable.from(exportLines(source, tenant, { from, to, signed }), { objectMode: false });
    await pipeline(lines, createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true }));
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    if (error instanceof RootDiffers) throw new UsageError(error.message);
    throw error;
  }
  return { ...segment, file };
}

/** What a person at a terminal reads: a line for each segment. */
export const describeSegments = (segments: readonly StoredSegment[]): string =>
  segments
    .map(({ from, to, began, ended, keys, keysLeft, file }) => {
      const opens = keysLeft === 0 ? `${keys} keys, all destroyed` : `${keysLeft} of ${keys} keys still open it`;
      return `${from} to ${to}  ${began.slice(0, 10)} to ${ended.slice(0, 10)}  ${opens}${file === undefined ? '' : `  ${file}`}`;
    })
    .join('\n');
