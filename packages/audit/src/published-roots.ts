import type { Tenant } from '@vitne/contracts/channels';
import { openCheckpoint, parseUnverifiedCheckpoint } from '@vitne/ledger/checkpoint';
import { parseUnverifiedNote } from '@vitne/ledger/signed-note';
import type { VerifierKey } from '@vitne/ledger/verifier-key';
import type { LedgerFinding } from './ledger-finding.ts';
import type { LedgerSource } from './ledger-source.ts';
import type { KeptRoot } from './verify-ledger.ts';

/** The roots that the notary has published of a ledger, for comparing the ledger with each. */
export type PublishedRoots = {
  kept: KeptRoot[];
  /** The names of the keys whose signatures were verified; none where the auditor brought no key of this ledger. */
  signedBy: string[];
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
): Promise<PublishedRoots> {
  const logKeys = keys.filter(({ name }) => name.endsWith(`/${tenant}`));
  const published: PublishedRoots = { kept: [], signedBy: [], findings: [] };
  const names = new Set<string>();
  for await (const note of source.checkpoints(tenant)) {
    const opened = await readNote(note, logKeys);
    if (!opened.valid) {
      const detail = `A published checkpoint cannot be relied on (${opened.code}): ${opened.message}`;
      published.findings.push({ code: 'checkpoint-unreliable', detail });
      continue;
    }
    const { size, root } = opened.checkpoint;
    published.kept.push({ size, root: Buffer.from(root).toString('hex') });
    for (const { name } of opened.signedBy) names.add(name);
  }
  published.signedBy = [...names];
  return published;
}

async function readNote(note: string, logKeys: readonly VerifierKey[]) {
  const [key] = logKeys;
  if (key) return openCheckpoint(note, { origin: key.name, logKeys });
  const parsed = parseUnverifiedNote(note);
  const read = parsed.valid ? parseUnverifiedCheckpoint(parsed.note.text) : parsed;
  return read.valid ? { ...read, signedBy: [] } : read;
}
