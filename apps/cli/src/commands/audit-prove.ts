import { writeFileSync } from 'node:fs';
import { proveEvent } from '@vitne/audit/prove-event';
import { RootDiffers } from '@vitne/audit/write-export';
import { fromCaller } from '../called-from.ts';
import { checkpointFor, type KeyOptions } from '../checkpoint-file.ts';
import { type LedgerOptions, withLedgers } from '../ledgers.ts';
import { progressLine } from '../progress-line.ts';
import { UsageError } from '../usage-error.ts';

export type ProveOptions = LedgerOptions & KeyOptions & { checkpoint?: string; out?: string };

/**
 * Writes the proof of one event to a file, and says where.
 * @throws {UsageError} when it cannot be proved
 */
export async function auditProve(position: number, options: ProveOptions): Promise<string> {
  const { tenant, out = `${tenant}-${position}.tlog-proof` } = options;
  const file = await withLedgers(options, async (source) => {
    const line = progressLine();
    const onProgress = (events: number, newest: number): void => line.show(tenant, events, newest);
    const signed = await checkpointFor(source, tenant, options);
    if (!signed) throw new UsageError('Nobody has signed a checkpoint of this ledger yet: name one with --checkpoint.');
    const proof = await proveEvent(source, tenant, position, signed, { onProgress });
    line.end();
    return proof;
  }).catch((error: unknown) => {
    if (error instanceof RootDiffers) throw new UsageError(error.message);
    throw error;
  });
  writeFileSync(fromCaller(out), file);
  return out;
}

/** The number of an event. @throws {UsageError} */
export function positionNamed(text: string): number {
  const position = Number(text);
  if (/^[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(position)) return position;
  throw new UsageError('A position is the number of an event in its ledger, from 1.');
}
