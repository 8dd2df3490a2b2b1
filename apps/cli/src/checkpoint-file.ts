import { readFileSync } from 'node:fs';
import type { LedgerSource } from '@vitne/audit/ledger-source';
import type { KeptRoot } from '@vitne/audit/roots-in-passes';
import { type CheckpointPolicy, openCheckpoint, parseUnverifiedCheckpoint } from '@vitne/ledger/checkpoint';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { parseUnverifiedNote } from '@vitne/ledger/signed-note';
import { parseVerifierKey, signatureTypes, type VerifierKey } from '@vitne/ledger/verifier-key';
import { fromCaller } from './called-from.ts';
import { UsageError } from './usage-error.ts';

/** What an auditor knows of a ledger's signers, from elsewhere than the evidence. */
export type KeyOptions = {
  /** Keys as C2SP writes them; one after a change of keys is enough. */
  key?: string[];
  /** The ledger's name in checkpoints; the key's own name where it is not said. */
  origin?: string;
};

/** Witnesses that the auditor knows, and how many of them have to have cosigned. */
export type WitnessOptions = { witness?: string[]; witnessesRequired?: string };

export type SignedRoot = { origin: string; size: number; root: Uint8Array; note: string };

/** @throws {UsageError} for a key that is none, or when there is none */
export function policyOf({ key = [], origin, ...witnesses }: KeyOptions & WitnessOptions): CheckpointPolicy {
  const logKeys = key.map(keyNamed);
  const name = origin ?? logKeys[0]?.name;
  if (name === undefined)
    throw new UsageError("Give the notary's verifier key with --key: it has to come from elsewhere than the evidence.");
  return { origin: name, logKeys, ...witnessesOf(witnesses) };
}

/**
 * The witnesses of a policy; naming some asks for one of them at least.
 * @throws {UsageError} for what is no witness's key, or no number of them
 */
export function witnessesOf({ witness = [], witnessesRequired }: WitnessOptions) {
  const cosignerKeys = witness.map(keyNamed);
  if (cosignerKeys.some(({ type }) => type !== signatureTypes.cosignature))
    throw new UsageError('A witness has a verifier key of type cosignature/v1, which GET / of the witness shows.');
  const cosignersRequired = Number(witnessesRequired ?? Math.min(1, witness.length));
  if (!Number.isInteger(cosignersRequired) || cosignersRequired < 0 || cosignersRequired > witness.length)
    throw new UsageError('--witnesses-required is a number, and at most as many as are named with --witness.');
  return { cosignerKeys, cosignersRequired };
}

export function keyNamed(text: string): VerifierKey {
  const read = parseVerifierKey(text.trim(), nodeHashing.sha256);
  if (!read.valid) throw new UsageError(read.message);
  return read.key;
}

/** Reads a checkpoint from a file, and verifies who signed it. @throws {UsageError} when it cannot be relied on */
export const checkpointIn = (path: string, options: KeyOptions): Promise<SignedRoot> =>
  signedRoot(textOf(path), options);

/** Reads a checkpoint; with a key it has to be signed by it. @throws {UsageError} when it cannot be relied on */
export async function signedRoot(note: string, options: KeyOptions): Promise<SignedRoot> {
  if (options.key) {
    const opened = await openCheckpoint(note, policyOf(options));
    if (!opened.valid) throw new UsageError(`The checkpoint cannot be relied on (${opened.code}): ${opened.message}`);
    return { ...opened.checkpoint, note };
  }
  const parsed = parseUnverifiedNote(note);
  const read = parsed.valid ? parseUnverifiedCheckpoint(parsed.note.text) : parsed;
  if (!read.valid) throw new UsageError(`The file is no checkpoint (${read.code}): ${read.message}`);
  return { ...read.checkpoint, note };
}

/** The checkpoint that was named, or else the newest that the notary published. @throws {UsageError} */
export async function checkpointFor(
  source: Pick<LedgerSource, 'newestCheckpoint'>,
  tenant: string,
  { checkpoint, ...options }: KeyOptions & { checkpoint?: string },
): Promise<SignedRoot | undefined> {
  if (checkpoint !== undefined) return checkpointIn(checkpoint, options);
  const note = await source.newestCheckpoint(tenant);
  return note === undefined ? undefined : signedRoot(note, options);
}

function textOf(path: string): string {
  try {
    return readFileSync(fromCaller(path), 'utf8');
  } catch {
    throw new UsageError(`${path} cannot be read.`);
  }
}

/**
 * Checkpoints that were kept, as roots that the ledgers must have again. A ledger's name ends with its tenant.
 * @throws {UsageError} when one cannot be relied on, or no key says whose they are
 */
export async function rootsSigned(
  paths: readonly string[],
  key: string[] | undefined,
): Promise<Record<string, KeptRoot[]>> {
  const kept: Record<string, KeptRoot[]> = {};
  for (const path of paths) {
    const { logKeys } = policyOf({ key: key ?? [] });
    const { origin, size, root } = await checkpointIn(path, {});
    const opened = await openCheckpoint(textOf(path), { origin, logKeys });
    if (!opened.valid) throw new UsageError(`${path} cannot be relied on (${opened.code}): ${opened.message}`);
    (kept[origin.slice(origin.lastIndexOf('/') + 1)] ??= []).push({ size, root: Buffer.from(root).toString('hex') });
  }
  return kept;
}
