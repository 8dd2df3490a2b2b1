import type { Tenant } from '@vitne/contracts/channels';
import { openCheckpoint, parseUnverifiedCheckpoint } from '@vitne/ledger/checkpoint';
import { type Cosignature, verifyCosignatures } from '@vitne/ledger/cosignature';
import { parseUnverifiedNote } from '@vitne/ledger/signed-note';
import type { VerifierKey } from '@vitne/ledger/verifier-key';
import type { LedgerFinding } from './ledger-finding.ts';
import type { LedgerSource } from './ledger-source.ts';
import type { KeptRoot } from './verify-ledger.ts';

/** The largest checkpoint that a witness cosigned, and when, by its own clock. */
export type Witnessed = { name: string; size: number; time: string };

/** The roots that the notary has published of a ledger, for comparing the ledger with each. */
export type PublishedRoots = {
  kept: KeptRoot[];
  /** The names of the keys whose signatures were verified; none where the auditor brought no key of this ledger. */
  signedBy: string[];
  /** What each witness whose key the auditor brought has seen at most. */
  witnessed: Witnessed[];
  findings: LedgerFinding[];
};

/**
 * Reads every checkpoint that was ever published. With keys of this ledger each has to be signed by one of them; a ledger's name,
 * and that of its keys, ends with its tenant.
 */
export async function publishedRoots(
  source: Pick<LedgerSource, 'checkpoints'>,
  tenant: Tenant,
  keys: readonly VerifierKey[],
  witnessKeys: readonly VerifierKey[] = [],
): Promise<PublishedRoots> {
  const logKeys = keys.filter(({ name }) => name.endsWith(`/${tenant}`));
  const published: PublishedRoots = { kept: [], signedBy: [], witnessed: [], findings: [] };
  const names = new Set<string>();
  const seen = new Map<string, Witnessed>();
  for await (const note of source.checkpoints(tenant)) {
    const opened = await readNote(note, logKeys, witnessKeys);
    if (!opened.valid) {
      const detail = `A published checkpoint cannot be relied on (${opened.code}): ${opened.message}`;
      published.findings.push({ code: 'checkpoint-unreliable', detail });
      continue;
    }
    const { size, root } = opened.checkpoint;
    const one = { size, root: Buffer.from(root).toString('hex') };
    // A checkpoint that was cosigned stands there once more.
    const last = published.kept.at(-1);
    if (last?.size !== one.size || last.root !== one.root) published.kept.push(one);
    for (const { key, timeS } of opened.cosignatures)
      if ((seen.get(key.name)?.size ?? 0) <= size)
        seen.set(key.name, { name: key.name, size, time: new Date(timeS * 1_000).toISOString() });
    for (const { name } of opened.signedBy) names.add(name);
  }
  published.signedBy = [...names];
  published.witnessed = [...seen.values()];
  return published;
}

async function readNote(note: string, logKeys: readonly VerifierKey[], cosignerKeys: readonly VerifierKey[]) {
  const [key] = logKeys;
  if (key) return openCheckpoint(note, { origin: key.name, logKeys, cosignerKeys });
  const parsed = parseUnverifiedNote(note);
  if (!parsed.valid) return parsed;
  const { text, signatures } = parsed.note;
  const read = parseUnverifiedCheckpoint(text);
  if (!read.valid) return read;
  const cosigned = await verifyCosignatures(text, signatures, cosignerKeys);
  return cosigned.valid ? { ...read, signedBy: [], cosignatures: cosigned.cosignatures as Cosignature[] } : cosigned;
}
