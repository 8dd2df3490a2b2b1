import { checkEvidence } from '@vitne/evidence/check-evidence';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { trusted } from '@vitne/ledger/verdict';
import { parseVerifierKey } from '@vitne/ledger/verifier-key';
import type { Answered } from './running-service.ts';

/**
 * A file with proof as a service gave it, checked as a stranger would who has the notary's key and nothing else.
 * @throws {Error} when it was not given, or is not valid
 */
export async function checkedEvidence({ status, body }: Answered, keys: readonly string[]) {
  if (status !== 200) throw new Error(`No file was given: ${status} ${JSON.stringify(body)}`);
  const known = keys.map((key) => trusted(parseVerifierKey(key, nodeHashing.sha256)).key);
  const bytes = Buffer.from(`${JSON.stringify(body, undefined, 2)}\n`);
  const checked = await checkEvidence(bytes, { keys: known }, nodeHashing);
  if (!checked.valid) throw new Error(`The file is not valid: ${checked.code}. ${checked.message}`);
  const { file, events, trust } = checked;
  return { kind: file.kind, id: file.id, trust, text: file.text, types: events.map(({ type }) => type), events };
}
