import { createPublicKey } from 'node:crypto';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { buildInclusionProof } from '../src/build-proof.ts';
import { formatCheckpoint, signCheckpoint } from '../src/checkpoint.ts';
import { appendLeaves, emptyRange, rootOf } from '../src/compact-range.ts';
import { nodeHashing as hashing } from '../src/node-hashing.ts';
import { entryOf } from '../src/stored-message.ts';
import { namedSigner, origin, sampleMessage } from './sample-proof.ts';
import { keptTree } from './sample-tree.ts';

type Entry = {
  canonicalizedBody: Buffer;
  inclusionProof: { logIndex: string; hashes: Buffer[]; checkpoint: { envelope: string } };
};
type TlogCheckpoint = { origin: string; logSize: bigint; logHash: Buffer };
type TlogAuthority = { logID: Buffer; baseURL: string; publicKey: ReturnType<typeof createPublicKey> };
// The checks that npm itself makes of packages' provenance; they are files of the library, not its front door.
const require = createRequire(import.meta.url);
const { verifyCheckpoint } = require('@sigstore/verify/dist/tlog/checkpoint') as {
  verifyCheckpoint: (entry: Entry, tlogs: TlogAuthority[]) => TlogCheckpoint;
};
const { verifyMerkleInclusion } = require('@sigstore/verify/dist/tlog/merkle') as {
  verifyMerkleInclusion: (entry: Entry, checkpoint: TlogCheckpoint) => void;
};

const ed25519Spki = Buffer.from('302a300506032b6570032100', 'hex');
const { key, signer } = await namedSigner(origin, 'log');
const authority: TlogAuthority = {
  logID: Buffer.from(key.keyId),
  baseURL: `https://${origin}`,
  publicKey: createPublicKey({ key: Buffer.concat([ed25519Spki, key.publicKey]), format: 'der', type: 'spki' }),
};

describe('the verifier of sigstore, which is not ours, is convinced by what we make', () => {
  it('of checkpoint and inclusion for every leaf of ledgers of many sizes, and of nothing that was changed', async () => {
    for (const size of [1, 2, 3, 7, 8, 13, 64, 100]) {
      const entries = Array.from({ length: size }, (_, number) => entryOf(sampleMessage(number), hashing));
      const { leafHashes, readNodes } = keptTree(entries);
      const root = rootOf(appendLeaves(emptyRange(), leafHashes, hashing), hashing);
      const checkpoint = { origin, size, root, extensions: [] };
      const envelope = await signCheckpoint(checkpoint, [{ key, signer }]);
      for (let index = 0; index < size; index += 1) {
        const proof = await buildInclusionProof(index, size, readNodes, hashing);
        const entry: Entry = {
          canonicalizedBody: Buffer.from(entries[index] as Uint8Array),
          inclusionProof: {
            logIndex: String(index),
            hashes: proof.map((hash) => Buffer.from(hash)),
            checkpoint: { envelope },
          },
        };
        const read = verifyCheckpoint(entry, [authority]);
        expect(read).toMatchObject({ origin, logSize: BigInt(size) });
        verifyMerkleInclusion(entry, read);
        const other = { ...entry, canonicalizedBody: Buffer.from(entryOf(sampleMessage(size), hashing)) };
        expect(() => verifyMerkleInclusion(other, read)).toThrow('does not match');
      }
      const forged = envelope.replace(
        formatCheckpoint(checkpoint),
        formatCheckpoint({ ...checkpoint, size: size + 1 }),
      );
      const entry = { inclusionProof: { checkpoint: { envelope: forged } } } as Entry;
      expect(() => verifyCheckpoint(entry, [authority])).toThrow('invalid checkpoint signature');
    }
  });
});
