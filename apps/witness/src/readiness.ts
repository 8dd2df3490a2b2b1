import type { VerifierKey } from '@vitne/ledger/verifier-key';
import type { CosignedHeads } from './cosigned-heads.ts';

/** What keeps the witness from cosigning, in sentences for whoever operates it; nothing when it can. */
export async function reasonsNotToCosign(
  logKeys: () => Promise<readonly VerifierKey[]>,
  heads: CosignedHeads,
): Promise<string[]> {
  let origins: Set<string>;
  try {
    origins = new Set((await logKeys()).map(({ name }) => name));
  } catch {
    return ['The list of logs cannot be read, or a line of it is no verifier key.'];
  }
  const reasons: string[] = [];
  for (const origin of origins)
    await heads.newest(origin).catch(() => reasons.push(`What was cosigned last of ${origin} cannot be read.`));
  return reasons;
}
