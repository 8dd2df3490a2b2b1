import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildConsistencyProof,
  buildInclusionProof,
  collectConsistencyProof,
  collectInclusionProof,
  type ProofCollector,
  readRoot,
} from '../src/build-proof.ts';
import { appendLeaf, appendLeaves, emptyRange, mergeRanges, restoreRange, rootOf } from '../src/compact-range.ts';
import { portableHashing } from '../src/hashing.ts';
import { nodeHashing as hashing } from '../src/node-hashing.ts';
import { verifyConsistency } from '../src/verify-consistency.ts';
import { verifyInclusion } from '../src/verify-inclusion.ts';
import { MTH, PATH, PROOF } from './recursive-oracle.ts';
import { hex, keptTree, sampleEntries } from './sample-tree.ts';

const most = 300;
const entries = sampleEntries(most);
const { leafHashes, readNodes } = keptTree(entries);
const roots = Array.from({ length: most + 1 }, (_, size) => MTH(entries.slice(0, size)));
const root = (size: number): Uint8Array => roots[size] as Uint8Array;
const leaf = (index: number): Uint8Array => leafHashes[index] as Uint8Array;

const collected = (collector: ProofCollector, size: number) => {
  for (const leafHash of leafHashes.slice(0, size)) collector.append(leafHash);
  return collector.proof();
};

describe('the tree is that of RFC 6962, judged by the recursive definition', () => {
  it('has the published roots of Certificate Transparency for its eight sample leaves', () => {
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const leaves = inputs.map((input) => hashing.leaf(Buffer.from(input, 'hex')));
    const known = Array.from({ length: 9 }, (_, size) =>
      hex(rootOf(appendLeaves(emptyRange(), leaves.slice(0, size), hashing), hashing)),
    );
    expect(known).toEqual([
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ]);
  });

  it(`gives the same root for every size up to ${most}, leaf by leaf and read from kept nodes`, async () => {
    let range = emptyRange();
    for (let size = 0; size <= most; size += 1) {
      expect(hex(rootOf(range, hashing))).toBe(hex(root(size)));
      expect(hex(await readRoot(size, readNodes, hashing))).toBe(hex(root(size)));
      if (size < most) range = appendLeaf(range, leaf(size), hashing);
    }
  });

  it('gives the same inclusion proof for every leaf of every size up to 48 and of some larger ones, and takes it', async () => {
    const sizes = [...Array.from({ length: 48 }, (_, index) => index + 1), 127, 128, 129];
    for (const size of sizes) {
      const tree = entries.slice(0, size);
      for (let index = 0; index < size; index += 1) {
        const proof = await buildInclusionProof(index, size, readNodes, hashing);
        expect(proof.map(hex)).toEqual(PATH(index, tree).map(hex));
        const claim = { leafHash: leaf(index), index, size, root: root(size), proof };
        expect(verifyInclusion(claim, hashing)).toEqual({ valid: true });
      }
    }
  });

  it('gives the same consistency proof between all sizes up to 48 and between some larger ones, and takes it', async () => {
    const sizes = [...Array.from({ length: 49 }, (_, index) => index), 127, 128, 129, 256, 257, most];
    for (const newSize of sizes) {
      for (const oldSize of sizes.filter((size) => size <= newSize)) {
        const proof = await buildConsistencyProof(oldSize, newSize, readNodes, hashing);
        const expected = oldSize === 0 || oldSize === newSize ? [] : PROOF(oldSize, entries.slice(0, newSize));
        expect(proof.map(hex)).toEqual(expected.map(hex));
        const claim = { oldSize, oldRoot: root(oldSize), newSize, newRoot: root(newSize), proof };
        expect(verifyConsistency(claim, hashing)).toEqual({ valid: true });
      }
    }
  });

  it('collects the same proofs while leaves pass by once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: most }), fc.nat(), fc.nat(), (size, anyIndex, anyOld) => {
        const [index, oldSize] = [anyIndex % size, 1 + (anyOld % size)];
        const tree = entries.slice(0, size);
        expect(collected(collectInclusionProof(index, size, hashing), size).map(hex)).toEqual(
          PATH(index, tree).map(hex),
        );
        const consistency = collected(collectConsistencyProof(oldSize, size, hashing), size);
        expect(consistency.map(hex)).toEqual(PROOF(oldSize, tree).map(hex));
      }),
    );
    expect(() => collected(collectInclusionProof(3, 5, hashing), 4)).toThrow('needs 5 leaves, and 4 have passed');
  });

  it('holds for large random trees too', async () => {
    const many = sampleEntries(5_011);
    const tree = keptTree(many);
    const newRoot = MTH(many);
    expect(hex(rootOf(appendLeaves(emptyRange(), tree.leafHashes, hashing), hashing))).toBe(hex(newRoot));
    for (const index of [0, 2_047, 4_095, 4_096, 5_010]) {
      const proof = await buildInclusionProof(index, many.length, tree.readNodes, hashing);
      expect(proof.map(hex)).toEqual(PATH(index, many).map(hex));
    }
    for (const oldSize of [1, 255, 4_096, 4_345, 5_010]) {
      const proof = await buildConsistencyProof(oldSize, many.length, tree.readNodes, hashing);
      expect(proof.map(hex)).toEqual(PROOF(oldSize, many).map(hex));
      const claim = { oldSize, oldRoot: MTH(many.slice(0, oldSize)), newSize: many.length, newRoot, proof };
      expect(verifyConsistency(claim, hashing)).toEqual({ valid: true });
    }
  });
});

describe('compact ranges', () => {
  const cuts = fc
    .uniqueArray(fc.integer({ min: 0, max: most }), { minLength: 2, maxLength: 6 })
    .map((found) => found.sort((a, b) => a - b));

  it('merge to the same whole, however the leaves are cut into neighbours, and in whatever order they are merged', () => {
    fc.assert(
      fc.property(cuts, fc.boolean(), (places, fromTheRight) => {
        const parts = places.slice(1).map((end, place) => {
          const begin = places[place] as number;
          return appendLeaves(emptyRange(begin), leafHashes.slice(begin, end), hashing);
        });
        const merged = fromTheRight
          ? parts.reduceRight((right, left) => mergeRanges(left, right, hashing))
          : parts.reduce((left, right) => mergeRanges(left, right, hashing));
        const [begin = 0, end = 0] = [places[0], places.at(-1)];
        const whole = appendLeaves(emptyRange(begin), leafHashes.slice(begin, end), hashing);
        expect(merged).toEqual(whole);
        expect(restoreRange(merged)).toEqual(whole);
      }),
    );
  });

  it('hold no more hashes than the size has binary digits', () => {
    for (const size of [1, 255, 256, most]) {
      const { hashes } = appendLeaves(emptyRange(), leafHashes.slice(0, size), hashing);
      expect(hashes).toHaveLength(size.toString(2).replaceAll('0', '').length);
    }
  });

  it('refuse neighbours that are none, and hashes that do not fit', () => {
    const [left, right] = [emptyRange(3), emptyRange(4)];
    expect(() => mergeRanges(left, right, hashing)).toThrow(RangeError);
    expect(() => restoreRange({ begin: 0, end: 3, hashes: [leaf(0)] })).toThrow(RangeError);
    expect(() => restoreRange({ begin: 0, end: 1, hashes: [new Uint8Array(31)] })).toThrow(RangeError);
  });
});

describe('no proof is taken for what it does not prove', () => {
  const flips = { byte: fc.nat({ max: 31 }), bit: fc.nat({ max: 7 }) };
  const flipped = (hash: Uint8Array, { byte, bit }: { byte: number; bit: number }): Uint8Array =>
    hash.map((value, index) => (index === byte ? value ^ (1 << bit) : value));

  it('refuses every inclusion proof with one bit, one hash, the place or the size changed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: most }),
        fc.nat(),
        fc.nat(),
        fc.record(flips),
        async (size, i, j, flip) => {
          const index = i % size;
          const proof = await buildInclusionProof(index, size, readNodes, hashing);
          const claim = { leafHash: leaf(index), index, size, root: root(size), proof };
          const place = j % proof.length;
          const wrong = [
            { ...claim, root: flipped(claim.root, flip) },
            { ...claim, leafHash: flipped(claim.leafHash, flip) },
            { ...claim, proof: proof.map((hash, at) => (at === place ? flipped(hash, flip) : hash)) },
            { ...claim, proof: proof.toSpliced(place, 1) },
            { ...claim, proof: proof.toSpliced(place, 0, proof[place] as Uint8Array) },
            { ...claim, index: (index + 1 + (j % (size - 1))) % size },
            { ...claim, index: -1 },
            { ...claim, index: size },
          ];
          for (const claimed of wrong) expect(verifyInclusion(claimed, hashing).valid).toBe(false);
        },
      ),
    );
  });

  it('refuses every consistency proof with one bit or one hash changed, or another size of the old tree', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 3, max: most }),
        fc.nat(),
        fc.nat(),
        fc.record(flips),
        async (newSize, i, j, flip) => {
          const oldSize = 1 + (i % (newSize - 1));
          const proof = await buildConsistencyProof(oldSize, newSize, readNodes, hashing);
          const claim = { oldSize, oldRoot: root(oldSize), newSize, newRoot: root(newSize), proof };
          const place = j % proof.length;
          const wrong = [
            { ...claim, oldRoot: flipped(claim.oldRoot, flip) },
            { ...claim, newRoot: flipped(claim.newRoot, flip) },
            { ...claim, proof: proof.map((hash, at) => (at === place ? flipped(hash, flip) : hash)) },
            { ...claim, proof: proof.toSpliced(place, 1) },
            { ...claim, proof: proof.toSpliced(place, 0, proof[place] as Uint8Array) },
            { ...claim, oldRoot: root(oldSize - 1) },
            { ...claim, oldSize: newSize, newSize: oldSize },
          ];
          for (const claimed of wrong) expect(verifyConsistency(claimed, hashing).valid).toBe(false);
        },
      ),
    );
  });

  it('says what is wrong with two roots of one size: the log shows two histories', () => {
    const claim = { oldSize: 5, oldRoot: root(5), newSize: 5, newRoot: root(6), proof: [] };
    expect(verifyConsistency(claim, hashing)).toMatchObject({ code: 'new-root-differs' });
  });

  it('does not take an empty old tree with a root of its own', () => {
    const claim = { oldSize: 0, oldRoot: root(1), newSize: 6, newRoot: root(6), proof: [] };
    expect(verifyConsistency(claim, hashing)).toMatchObject({ code: 'old-root-differs' });
    expect(verifyConsistency({ ...claim, oldRoot: root(0) }, hashing)).toEqual({ valid: true });
  });

  it('handles sizes near the largest whole number, where a logarithm is rounded', async () => {
    // Every subtree of one repeated leaf is known by its level alone, so a tree of any size can be computed.
    const byLevel = [leaf(0)];
    for (let level = 1; level <= 53; level += 1)
      byLevel.push(hashing.node(byLevel[level - 1] as Uint8Array, byLevel[level - 1] as Uint8Array));
    const same = async (nodes: readonly { level: number }[]) => nodes.map(({ level }) => byLevel[level] as Uint8Array);
    for (const oldSize of [2 ** 52, 2 ** 52 + 1, 2 ** 52 - 1, 2 ** 31, 2 ** 32 + 1, 2 ** 33 - 1]) {
      const newSize = Number.MAX_SAFE_INTEGER;
      const [oldRoot, newRoot] = [await readRoot(oldSize, same, hashing), await readRoot(newSize, same, hashing)];
      const proof = await buildConsistencyProof(oldSize, newSize, same, hashing);
      expect(verifyConsistency({ oldSize, oldRoot, newSize, newRoot, proof }, hashing)).toEqual({ valid: true });
      const path = await buildInclusionProof(oldSize, newSize, same, hashing);
      const claim = { leafHash: leaf(0), index: oldSize, size: newSize, root: newRoot, proof: path };
      expect(verifyInclusion(claim, hashing)).toEqual({ valid: true });
    }
  });
});

describe('SHA-256 in plain JavaScript', () => {
  it('has the values of FIPS 180-4', () => {
    const of = (text: string) => hex(portableHashing.sha256(new TextEncoder().encode(text)));
    expect(of('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(of('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')).toBe(
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    );
  });

  it("equals Node's for bytes of every length around the blocks, and for any bytes", () => {
    for (let length = 0; length <= 260; length += 1) {
      const bytes = new Uint8Array(length).fill(length);
      expect(hex(portableHashing.sha256(bytes))).toBe(hex(hashing.sha256(bytes)));
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), (bytes) => {
        expect(hex(portableHashing.sha256(bytes))).toBe(hex(hashing.sha256(bytes)));
      }),
    );
  });
});
