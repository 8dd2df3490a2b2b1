import { hash } from 'node:crypto';
import { buildInclusionProof, type Proof } from '@vitne/ledger/build-proof';
import { joinBytes } from '@vitne/ledger/bytes';
import { appendLeaf, emptyRange, rootOf } from '@vitne/ledger/compact-range';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { leafHashOf, type StoredMessage } from '@vitne/ledger/stored-message';
import { emptyEdge, extendTiles } from '@vitne/ledger/tile-builder';
import { nodesFromTiles } from '@vitne/ledger/tile-reader';
import { verifyInclusion } from '@vitne/ledger/verify-inclusion';

const messages = 50_000;
const proofs = 300;
const rounds = 5;
const message: StoredMessage = {
  subject: 'ledger.acme.consent.consent.e1234567890',
  headerBlock: new Uint8Array(600).fill(65),
  data: new Uint8Array(300).fill(66),
};

/**
 * Measures the Merkle tree over messages of 300 bytes with 600 bytes of headers: leaves hashed and appended, against the bare
 * SHA-256 of the same bytes in turns, and proofs built from tiles in memory and verified. Medians over the rounds.
 */
export async function evidenceLines(): Promise<string[]> {
  const bare: number[] = [];
  const appended: number[] = [];
  const bytes = new Uint8Array(message.headerBlock.length + message.data.length);
  const leafHashes: Uint8Array[] = [];
  for (let round = 0; round < rounds; round += 1) {
    bare.push(rate(messages, () => hash('sha256', bytes, 'buffer')));
    let range = emptyRange();
    leafHashes.length = 0;
    const append = (): void => {
      const leafHash = leafHashOf(message, nodeHashing);
      range = appendLeaf(range, leafHash, nodeHashing);
      leafHashes.push(leafHash);
    };
    appended.push(rate(messages, append));
  }
  const { edge, files } = extendTiles(emptyEdge, joinBytes(...leafHashes), nodeHashing);
  const tiles = new Map(files.map((file) => [file.path, file.bytes]));
  const readNodes = nodesFromTiles(edge.size, async (path) => tiles.get(path), nodeHashing);
  const started = performance.now();
  const built: { index: number; proof: Proof }[] = [];
  for (let count = 0; count < proofs; count += 1) {
    const index = (count * 7_919) % messages;
    built.push({ index, proof: await buildInclusionProof(index, messages, readNodes, nodeHashing) });
  }
  const builtPerSecond = (proofs / (performance.now() - started)) * 1_000;
  const root = rootOf(
    leafHashes.reduce((range, leaf) => appendLeaf(range, leaf, nodeHashing), emptyRange()),
    nodeHashing,
  );
  let turn = 0;
  const verifiedPerSecond = rate(proofs * 20, () => {
    const { index, proof } = built[(turn += 1) % proofs] ?? { index: 0, proof: [] };
    const claim = { leafHash: leafHashes[index] as Uint8Array, index, size: messages, root, proof };
    if (!verifyInclusion(claim, nodeHashing).valid) throw new Error('A proof that was just built does not hold.');
  });
  const [leaves, raw] = [median(appended), median(bare)];
  return [
    '\nEvidence: messages of 300 bytes with 600 bytes of headers, on one thread',
    `leaves hashed and appended ${Math.round(leaves)}/s, bare SHA-256 of the same bytes ${Math.round(raw)}/s, ratio ${(leaves / raw).toFixed(2)}`,
    `inclusion proofs from tiles of ${messages} leaves ${Math.round(builtPerSecond)}/s, verified ${Math.round(verifiedPerSecond)}/s`,
  ];
}

function rate(count: number, work: () => unknown): number {
  const started = performance.now();
  for (let done = 0; done < count; done += 1) work();
  return (count / (performance.now() - started)) * 1_000;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

if (import.meta.main) for (const line of await evidenceLines()) process.stdout.write(`${line}\n`);
