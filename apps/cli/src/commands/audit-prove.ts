import { createReadStream, writeFileSync } from 'node:fs';
import { linesOf } from '@vitne/audit/lines';
import { proveEvent } from '@vitne/audit/prove-event';
import { ExportProvesNothing, proveFromExport } from '@vitne/audit/prove-from-export';
import { RootDiffers } from '@vitne/audit/write-export';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { verifyProofFile } from '@vitne/ledger/proof-file';
import { fromCaller } from '../called-from.ts';
import { checkpointFor, type KeyOptions, policyOf } from '../checkpoint-file.ts';
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
  const { export: file, checkpoint } = options;
  const proof = await (file !== undefined && checkpoint === undefined
    ? provedByExport(position, fromCaller(file), options)
    : provedByLedger(position, options));
  writeFileSync(fromCaller(out), proof);
  return out;
}

/** Also from a part of a ledger, as cold storage has them. */
async function provedByExport(
  position: number,
  path: string,
  { tenant, ...options }: ProveOptions,
): Promise<Uint8Array> {
  try {
    const proof = await proveFromExport(linesOf(createReadStream(path)), tenant, position);
    if (!options.key) return proof;
    const checked = await verifyProofFile(proof, policyOf(options), nodeHashing);
    if (checked.valid) return proof;
    throw new UsageError(`The checkpoint in the export cannot be relied on (${checked.code}): ${checked.message}`);
  } catch (error) {
    if (error instanceof ExportProvesNothing) throw new UsageError(error.message);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new UsageError(`${path} is not there.`);
    throw error;
  }
}

async function provedByLedger(position: number, options: ProveOptions): Promise<Uint8Array> {
  const { tenant } = options;
  return withLedgers(options, async (source) => {
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
}

/** The number of an event. @throws {UsageError} */
export function positionNamed(text: string): number {
  const position = Number(text);
  if (/^[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(position)) return position;
  throw new UsageError('A position is the number of an event in its ledger, from 1.');
}
