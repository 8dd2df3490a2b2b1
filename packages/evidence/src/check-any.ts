import { textOf } from '@vitne/ledger/bytes';
import type { TreeHashing } from '@vitne/ledger/hashing';
import { type ProvedMessage, verifyProofFile } from '@vitne/ledger/proof-file';
import { type CheckedEvidence, checkEvidence, type KnownKeys } from './check-evidence.ts';
import { type EvidenceVerdict, evidenceFault } from './evidence-verdict.ts';

export type CheckedFile =
  | ({ readonly is: 'evidence' } & CheckedEvidence)
  | ({ readonly is: 'proof' } & Omit<ProvedMessage, 'valid'>);

/** Verifies a file of evidence, or the proof of one event as `vitne audit prove` writes it, which holds no key of its own. */
export async function checkAnyFile(
  bytes: Uint8Array,
  known: KnownKeys,
  hashing: TreeHashing,
): Promise<EvidenceVerdict<CheckedFile>> {
  if (!textOf(bytes.subarray(0, 64))?.startsWith('c2sp.org/tlog-proof@v1')) {
    const checked = await checkEvidence(bytes, known, hashing);
    return checked.valid ? { ...checked, is: 'evidence' } : checked;
  }
  const [key] = known.keys ?? [];
  if (!key) return evidenceFault('key-unknown', 'A proof of one event holds no key: give the one of the notary.');
  const { keys: logKeys = [], ...rest } = known;
  const policy = { origin: key.name, logKeys, ...rest };
  const proved = await verifyProofFile(bytes, policy, hashing);
  return proved.valid ? { ...proved, is: 'proof' } : proved;
}
