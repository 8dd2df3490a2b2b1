import { writeFileSync } from 'node:fs';
import { formatProofFile, formatTlogProof } from '../src/proof-file.ts';
import type { FaultCode } from '../src/verdict.ts';
import { origin, sampleMessage, sampleProof } from './sample-proof.ts';

/** What was done to a good proof file, and the code that must be said of it. */
export const corruptions: Record<string, FaultCode> = {
  'root-bit-flipped': 'signature-invalid',
  'proof-hash-bit-flipped': 'root-differs',
  'proof-truncated': 'proof-too-short',
  'proof-extra-node': 'proof-too-long',
  'proof-nodes-swapped': 'root-differs',
  'leaf-swapped': 'root-differs',
  'message-byte-changed': 'root-differs',
  'index-off-by-one': 'root-differs',
  'index-beyond-size': 'index-beyond-size',
  'index-with-leading-zero': 'proof-file-malformed',
  'size-off-by-one': 'signature-invalid',
  'signature-bit-flipped': 'signature-invalid',
  'signature-of-other-origin': 'origin-differs',
  'unknown-key': 'key-unknown',
  'cosignature-missing': 'too-few-cosigners',
  'cosignature-time-changed': 'signature-invalid',
  'note-without-newline': 'note-without-newline',
  'note-with-trailing-garbage': 'signature-malformed',
  'extension-line-added': 'signature-invalid',
  'message-left-out': 'message-missing',
  'message-with-trailing-bytes': 'message-malformed',
  'base64-with-loose-bits': 'proof-file-malformed',
  'line-breaks-of-windows': 'proof-file-malformed',
};

/** Every corrupt file by its name, made anew: the same bytes at every run, since Ed25519 takes no chance. */
export async function corruptFiles(): Promise<Record<string, string>> {
  const good = await sampleProof();
  const other = await sampleProof({ name: 'vitne.example/ledger/other' });
  const stranger = await sampleProof({ seed: 'somebody else' });
  const { index, proof, checkpoint, message } = good;
  const text = new TextDecoder().decode(good.file);
  const rest = { index, proof, checkpoint };
  const made = (changed: Partial<typeof rest>, of = message) =>
    new TextDecoder().decode(formatProofFile(of, { ...rest, ...changed }));
  const flip = (bytes: Uint8Array, at: number) => bytes.map((byte, place) => (place === at ? byte ^ 1 : byte));
  const [body = '', ...signatureLines] = checkpoint.split('\u2014 ');
  const [, , rootLine = ''] = body.split('\n');
  const changed = (line: number, at: number) => {
    const [, encoded = ''] = (signatureLines[line] ?? '').trimEnd().split(' ');
    return checkpoint.replace(encoded, Buffer.from(flip(Buffer.from(encoded, 'base64'), at)).toString('base64'));
  };
  const extra = Buffer.from(text.split('\n')[1]?.slice('extra '.length) ?? '', 'base64');
  const [first] = proof;
  return {
    'root-bit-flipped': made({
      checkpoint: checkpoint.replace(rootLine, Buffer.from(flip(good.root, 5)).toString('base64')),
    }),
    'proof-hash-bit-flipped': made({ proof: proof.map((hash, at) => (at === 1 ? flip(hash, 9) : hash)) }),
    'proof-truncated': made({ proof: proof.slice(0, -1) }),
    'proof-extra-node': made({ proof: [...proof, first as Uint8Array] }),
    'proof-nodes-swapped': made({ proof: proof.toSpliced(0, 2, proof[1] as Uint8Array, first as Uint8Array) }),
    'leaf-swapped': made({}, sampleMessage(index + 1)),
    'message-byte-changed': made({}, { ...message, data: flip(message.data, 3) }),
    'index-off-by-one': made({ index: index + 1 }),
    'index-beyond-size': made({ index: 11 }),
    'index-with-leading-zero': text.replace(`index ${index}`, `index 0${index}`),
    'size-off-by-one': made({ checkpoint: checkpoint.replace('\n11\n', '\n12\n') }),
    'signature-bit-flipped': made({ checkpoint: changed(0, 20) }),
    'signature-of-other-origin': new TextDecoder().decode(other.file),
    'unknown-key': new TextDecoder().decode(stranger.file),
    'cosignature-missing': made({ checkpoint: `${body}\u2014 ${signatureLines[0]}` }),
    'cosignature-time-changed': made({ checkpoint: changed(1, 11) }),
    'note-without-newline': text.slice(0, -1),
    'note-with-trailing-garbage': `${text}garbage\n`,
    'extension-line-added': made({ checkpoint: checkpoint.replace(`${rootLine}\n`, `${rootLine}\nmore\n`) }),
    'message-left-out': formatTlogProof(rest),
    'message-with-trailing-bytes': formatTlogProof({ ...rest, extra: Buffer.concat([extra, Buffer.from([0])]) }),
    'base64-with-loose-bits': text.replace(
      /([A-Za-z0-9+/])=\n/,
      (_, last: string) => `${last === 'A' ? 'B' : nextOf(last)}=\n`,
    ),
    'line-breaks-of-windows': text.replaceAll('\n', '\r\n'),
  };
}

/** The next letter of base64: in a last place before padding it decodes to the same bytes, with bits that nobody reads. */
const nextOf = (letter: string): string => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  return letters[letters.indexOf(letter) + 1] ?? '/';
};

/** `node packages/ledger/test/make-corruptions.ts` writes the files anew. */
if (import.meta.main) {
  const folder = `${import.meta.dirname}/vectors/corruptions`;
  writeFileSync(`${folder}/nothing-changed.tlog-proof`, (await sampleProof()).file);
  for (const [name, text] of Object.entries(await corruptFiles())) writeFileSync(`${folder}/${name}.tlog-proof`, text);
  process.stdout.write(`wrote the proof files of ${origin}\n`);
}
