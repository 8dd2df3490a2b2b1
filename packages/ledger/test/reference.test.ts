import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildConsistencyProof, buildInclusionProof, readRoot } from '../src/build-proof.ts';
import { fromBase64, joinBytes, toBase64 } from '../src/bytes.ts';
import { openCheckpoint, signCheckpoint } from '../src/checkpoint.ts';
import { appendLeaves, emptyRange } from '../src/compact-range.ts';
import { cosign } from '../src/cosignature.ts';
import { signerFromSeed } from '../src/ed25519.ts';
import { nodeHashing as hashing } from '../src/node-hashing.ts';
import { formatTlogProof, parseUnverifiedProofFile } from '../src/proof-file.ts';
import { emptyEdge, extendTiles, readEdge, rootOfEdge } from '../src/tile-builder.ts';
import { nodesFromTiles } from '../src/tile-reader.ts';
import { trusted } from '../src/verdict.ts';
import { formatVerifierKey, parseVerifierKey, signatureTypes, verifierKey } from '../src/verifier-key.ts';
import { verifyConsistency } from '../src/verify-consistency.ts';
import { verifyInclusion } from '../src/verify-inclusion.ts';

/** Made by the implementations that the format's authors wrote: see vectors/reference/main.go. */
type Reference = {
  size: number;
  roots: Record<string, string>;
  inclusions: { Index: number; Size: number; Proof: string[] | null }[];
  consistencies: { Old: number; New: number; Proof: string[] | null }[];
  tiles: { Path: string; Sha256: string }[];
  middleRange: { begin: number; end: number; hashes: string[] };
  log: { origin: string; seed: string; vkey: string; newSeed: string; newVkey: string };
  witness: { seed: string; vkey: string; timeS: number };
  checkpoint: string;
  rotating: string;
  cosigned: string;
  tlogProof: string;
};
const reference = JSON.parse(readFileSync(`${import.meta.dirname}/vectors/reference.json`, 'utf8')) as Reference;
const bytes = (text: string): Uint8Array => fromBase64(text) as Uint8Array;
const entry = (index: number): Uint8Array => new TextEncoder().encode(`reference entry ${index}`);
const rootOfSize = (size: number): Uint8Array => bytes(reference.roots[size] as string);

const leafHashes = Array.from({ length: reference.size }, (_, index) => hashing.leaf(entry(index)));
const { edge, files } = extendTiles(emptyEdge, joinBytes(...leafHashes), hashing);
const tiles = new Map(files.map(({ path, bytes: content }) => [path, content as Uint8Array]));
const readTile = async (path: string) => tiles.get(path);
const readNodes = nodesFromTiles(reference.size, readTile, hashing);
const { log, witness } = reference;
const key = trusted(parseVerifierKey(log.vkey, hashing.sha256)).key;
const newKey = trusted(parseVerifierKey(log.newVkey, hashing.sha256)).key;
const witnessKey = trusted(parseVerifierKey(witness.vkey, hashing.sha256)).key;

describe('what this package makes is, byte for byte, what the reference implementations make', () => {
  it('the tiles of 70,000 leaves, and every root, inclusion proof and consistency proof from these tiles alone', async () => {
    for (const { Path, Sha256 } of reference.tiles)
      expect(Buffer.from(hashing.sha256(tiles.get(Path) as Uint8Array)).toString('hex'), Path).toBe(Sha256);
    expect(toBase64(rootOfEdge(edge, hashing))).toBe(reference.roots[reference.size]);
    expect(await readEdge(reference.size, readTile)).toEqual(edge);
    for (const [size, root] of Object.entries(reference.roots))
      expect(toBase64(await readRoot(Number(size), readNodes, hashing))).toBe(root);
    for (const { Index: index, Size: size, Proof } of reference.inclusions) {
      const proof = await buildInclusionProof(index, size, readNodes, hashing);
      expect(proof.map(toBase64)).toEqual(Proof ?? []);
      const claim = { leafHash: hashing.leaf(entry(index)), index, size, root: rootOfSize(size), proof };
      expect(verifyInclusion(claim, hashing)).toEqual({ valid: true });
    }
    for (const { Old: oldSize, New: newSize, Proof } of reference.consistencies) {
      const proof = await buildConsistencyProof(oldSize, newSize, readNodes, hashing);
      expect(proof.map(toBase64)).toEqual(Proof ?? []);
      const claim = { oldSize, oldRoot: rootOfSize(oldSize), newSize, newRoot: rootOfSize(newSize), proof };
      expect(verifyConsistency(claim, hashing)).toEqual({ valid: true });
    }
  });

  it('a compact range that begins in the middle', () => {
    const { begin, end, hashes } = reference.middleRange;
    const range = appendLeaves(emptyRange(begin), leafHashes.slice(begin, end), hashing);
    expect(range.hashes.map(toBase64)).toEqual(hashes);
  });

  it('keys, a signed checkpoint, and one that the old and the new key signed', async () => {
    const [signer, newSigner] = [await signerFromSeed(bytes(log.seed)), await signerFromSeed(bytes(log.newSeed))];
    expect(formatVerifierKey(verifierKey(log.origin, signer.publicKey, hashing.sha256))).toBe(log.vkey);
    const checkpoint = { origin: log.origin, size: reference.size, root: rootOfEdge(edge, hashing), extensions: [] };
    expect(await signCheckpoint(checkpoint, [{ key, signer }])).toBe(reference.checkpoint);
    const both = [
      { key, signer },
      { key: newKey, signer: newSigner },
    ];
    // The reference sorts signatures by key id.
    expect((await signCheckpoint(checkpoint, both)).split('\n').sort()).toEqual(reference.rotating.split('\n').sort());
    for (const logKeys of [[key], [newKey], [key, newKey]]) {
      const opened = trusted(await openCheckpoint(reference.rotating, { origin: log.origin, logKeys }));
      expect(opened.checkpoint).toEqual(checkpoint);
      expect(opened.signedBy).toHaveLength(logKeys.length);
    }
  });

  it('a cosignature of a witness with its time', async () => {
    const signer = await signerFromSeed(bytes(witness.seed));
    const own = verifierKey('witness.example/w1', signer.publicKey, hashing.sha256, signatureTypes.cosignature);
    expect(formatVerifierKey(own)).toBe(witness.vkey);
    expect(await cosign(reference.checkpoint, own, signer, witness.timeS)).toBe(reference.cosigned);
    const policy = { origin: log.origin, logKeys: [key], cosignerKeys: [witnessKey], cosignersRequired: 1 };
    const opened = trusted(await openCheckpoint(reference.cosigned, policy));
    expect(opened.cosignatures).toEqual([{ key: witnessKey, timeS: witness.timeS }]);
  });

  it('a proof file', () => {
    const { file } = trusted(parseUnverifiedProofFile(new TextEncoder().encode(reference.tlogProof)));
    expect(formatTlogProof(file)).toBe(reference.tlogProof);
    const leafHash = hashing.leaf(file.extra as Uint8Array);
    const claim = { leafHash, index: 4_321, size: reference.size, root: rootOfSize(reference.size), proof: file.proof };
    expect(verifyInclusion(claim, hashing)).toEqual({ valid: true });
  });
});

describe('tiles', () => {
  it('are the same whether leaves come at once or in parts, and a full tile serves where the partial one is gone', async () => {
    const grown = new Map<string, Uint8Array>();
    let at = emptyEdge;
    for (const end of [1, 200, 256, 257, 700, 66_000, reference.size]) {
      const step = extendTiles(at, joinBytes(...leafHashes.slice(at.size, end)), hashing);
      for (const { path, bytes: content } of step.files) grown.set(path, content);
      at = step.edge;
    }
    expect(at).toEqual(edge);
    for (const [path, content] of tiles) expect(grown.get(path), path).toEqual(content);
    for (const path of grown.keys()) if (path.includes('.p/') && grown.has(path.split('.p/')[0]!)) grown.delete(path);
    const read = nodesFromTiles(700, async (path) => grown.get(path), hashing);
    const before = nodesFromTiles(reference.size, readTile, hashing);
    expect(await buildInclusionProof(650, 700, read, hashing)).toEqual(
      await buildInclusionProof(650, 700, before, hashing),
    );
  });

  it('that are missing or cut short are told by their code', async () => {
    const without = nodesFromTiles(reference.size, async () => undefined, hashing);
    await expect(buildInclusionProof(0, 70_000, without, hashing)).rejects.toMatchObject({ code: 'tile-missing' });
    const short = nodesFromTiles(reference.size, async (path) => (await readTile(path))?.slice(1), hashing);
    await expect(buildInclusionProof(0, 70_000, short, hashing)).rejects.toMatchObject({ code: 'tile-malformed' });
  });
});
