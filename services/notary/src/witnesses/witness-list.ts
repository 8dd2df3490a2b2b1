import { readFileSync } from 'node:fs';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { parseVerifierKey, signatureTypes, type VerifierKey } from '@vitne/ledger/verifier-key';

/** Somebody else's program that cosigns what only ever grew (C2SP tlog-witness). */
export type Witness = {
  /** Of type cosignature/v1; known from whoever runs the witness, not from the address. */
  readonly key: VerifierKey;
  /** The submission prefix: `add-checkpoint` is below it. */
  readonly url: string;
};

const mostWitnesses = 16;

/** What is wrong with a list of witnesses, in a sentence for whoever wrote it. */
export class WitnessListWrong extends Error {
  override readonly name = 'WitnessListWrong';
  /** What an operator mends, and no defect. */
  readonly code = 'witness-list-wrong';
}

/**
 * Witnesses as a file lists them: on each line a verifier key and an address, empty lines and those that begin with # aside. There
 * are none where no file is named, or by an empty name as an environment has it.
 * @throws {WitnessListWrong}
 */
export function witnessesIn(path: string | undefined): readonly Witness[] {
  if (!path) return [];
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new WitnessListWrong('The list of witnesses cannot be read.', { cause });
  }
  const witnesses = text.split('\n').flatMap((line, index) => {
    const [key = '', url = '', ...rest] = line.trim().split(/\s+/);
    if (key === '' || key.startsWith('#')) return [];
    const read = parseVerifierKey(key, nodeHashing.sha256);
    if (!read.valid || read.key.type !== signatureTypes.cosignature || !isAddress(url) || rest.length > 0)
      throw new WitnessListWrong(
        `Line ${index + 1} of the list of witnesses is not a verifier key of type cosignature/v1 and an http or https address.`,
      );
    return [{ key: read.key, url: url.replace(/\/+$/, '') }];
  });
  if (witnesses.length > mostWitnesses) throw new WitnessListWrong(`There are more than ${mostWitnesses} witnesses.`);
  return witnesses;
}

const isAddress = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');
