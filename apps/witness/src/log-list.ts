import { readFile } from 'node:fs/promises';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { parseVerifierKey, signatureTypes, type VerifierKey } from '@vitne/ledger/verifier-key';

const mostCharacters = 1_000_000;

/**
 * The logs of a file: one verifier key a line, empty lines and those that begin with # aside. During a change of keys a log has
 * two lines. The file is read anew for each call, so a log that is added needs no restart.
 * @throws {Error} naming the line that is no key of a log
 */
export async function readLogs(path: string): Promise<VerifierKey[]> {
  const text = await readFile(path, 'utf8');
  if (text.length > mostCharacters) throw new Error(`${path} has more than ${mostCharacters} characters.`);
  return text.split('\n').flatMap((line, index) => {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    const read = parseVerifierKey(trimmed, nodeHashing.sha256);
    if (!read.valid || read.key.type !== signatureTypes.ed25519)
      throw new Error(`Line ${index + 1} of the list of logs is no verifier key of a log.`);
    return [read.key];
  });
}
