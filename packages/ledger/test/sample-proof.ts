import { buildInclusionProof } from '../src/build-proof.ts';
import { type CheckpointPolicy, signCheckpoint } from '../src/checkpoint.ts';
import { appendLeaves, emptyRange, rootOf } from '../src/compact-range.ts';
import { cosign } from '../src/cosignature.ts';
import { signerFromSeed } from '../src/ed25519.ts';
import { nodeHashing as hashing } from '../src/node-hashing.ts';
import { formatProofFile } from '../src/proof-file.ts';
import { entryOf, type StoredMessage } from '../src/stored-message.ts';
import { signatureTypes, verifierKey } from '../src/verifier-key.ts';
import { keptTree } from './sample-tree.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const seedOf = (text: string): Uint8Array => hashing.sha256(utf8(text));

export const origin = 'vitne.example/ledger/acme';
export const sampleMessage = (number: number): StoredMessage => ({
  subject: `ledger.acme.consent.consent.e${number}`,
  headerBlock: utf8(`NATS/1.0\r\nce-type: consent.given.v1\r\nNats-Msg-Id: event-${number}\r\n\r\n`),
  data: utf8(JSON.stringify({ facts: { number }, sealed: [] })),
});

/** A key and who signs with it, from a text: the same at every run. */
export async function namedSigner(name: string, seed: string, isWitness = false) {
  const signer = await signerFromSeed(seedOf(seed));
  const type = isWitness ? signatureTypes.cosignature : signatureTypes.ed25519;
  return { key: verifierKey(name, signer.publicKey, hashing.sha256, type), signer };
}

/** A ledger of `size` messages, signed and cosigned, and the proof file of the message at `index`. */
export async function sampleProof({ size = 11, index = 6, name = origin, seed = 'log' } = {}) {
  const log = await namedSigner(name, seed);
  const witness = await namedSigner('witness.example/w1', 'witness', true);
  const messages = Array.from({ length: size }, (_, number) => sampleMessage(number));
  const { leafHashes, readNodes } = keptTree(messages.map((message) => entryOf(message, hashing)));
  const root = rootOf(appendLeaves(emptyRange(), leafHashes, hashing), hashing);
  const signed = await signCheckpoint({ origin: name, size, root, extensions: [] }, [log]);
  const checkpoint = await cosign(signed, witness.key, witness.signer, 1_795_670_400);
  const proof = await buildInclusionProof(index, size, readNodes, hashing);
  const policy: CheckpointPolicy = {
    origin: name,
    logKeys: [log.key],
    cosignerKeys: [witness.key],
    cosignersRequired: 1,
  };
  const message = messages[index] as StoredMessage;
  return {
    message,
    index,
    proof,
    checkpoint,
    root,
    policy,
    file: formatProofFile(message, { index, proof, checkpoint }),
  };
}
