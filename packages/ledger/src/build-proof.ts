import { appendLeaf, type CompactRange, emptyRange, rootOf } from './compact-range.ts';
import type { TreeHashing } from './hashing.ts';
import { consistencyRanges, inclusionRanges, type LeafRange, perfectSubtrees, type TreeNode } from './tree-shape.ts';

/** Hashes of a proof, in the order of RFC 6962: for an inclusion from the leaf's sibling up to the root's child. */
export type Proof = readonly Uint8Array[];

/** Answers with the roots of perfect subtrees, in the order asked: a store of nodes, or of tiles. */
export type NodeReader = (nodes: readonly TreeNode[]) => Promise<readonly Uint8Array[]>;

/**
 * The proof that leaf `index` is in the tree of `size` leaves (RFC 6962, section 2.1.1).
 * @throws {RangeError} when there is no such leaf; what the reader throws
 */
export const buildInclusionProof = (
  index: number,
  size: number,
  readNodes: NodeReader,
  hashing: TreeHashing,
): Promise<Proof> => rootsOf(inclusionRanges(index, size), readNodes, hashing);

/**
 * The proof that the tree of `newSize` leaves begins with that of `oldSize` (RFC 6962, section 2.1.2).
 * @throws {RangeError} when the old tree is larger; what the reader throws
 */
export const buildConsistencyProof = (
  oldSize: number,
  newSize: number,
  readNodes: NodeReader,
  hashing: TreeHashing,
): Promise<Proof> => rootsOf(consistencyRanges(oldSize, newSize), readNodes, hashing);

/** The root of the tree of `size` leaves. */
export async function readRoot(size: number, readNodes: NodeReader, hashing: TreeHashing): Promise<Uint8Array> {
  const [root] = await rootsOf([{ begin: 0, end: size }], readNodes, hashing);
  return root as Uint8Array;
}

async function rootsOf(ranges: readonly LeafRange[], readNodes: NodeReader, hashing: TreeHashing): Promise<Proof> {
  const subtrees = ranges.map(perfectSubtrees);
  const hashes = await readNodes(subtrees.flat());
  let place = 0;
  return subtrees.map((nodes) => rootOf({ hashes: hashes.slice(place, (place += nodes.length)) }, hashing));
}

/**
 * A proof collected while the ledger passes by once, for whoever keeps no nodes: an auditor with a copy of the
 * stream. It holds a few hashes for each doubling of the ledger, whatever its size.
 */
export type ProofCollector = {
  /** Takes the hash of the next leaf, from leaf 0 on. */
  append(leafHash: Uint8Array): void;
  /** @throws {Error} before every leaf of the tree has passed */
  proof(): Proof;
};

/** Collects the proof that leaf `index` is in the tree of `size` leaves. @throws {RangeError} when there is no such leaf */
export const collectInclusionProof = (index: number, size: number, hashing: TreeHashing): ProofCollector =>
  collectRoots(inclusionRanges(index, size), size, hashing);

/** Collects the proof that the tree of `newSize` begins with that of `oldSize`. @throws {RangeError} when the old is larger */
export const collectConsistencyProof = (oldSize: number, newSize: number, hashing: TreeHashing): ProofCollector =>
  collectRoots(consistencyRanges(oldSize, newSize), newSize, hashing);

function collectRoots(ranges: readonly LeafRange[], size: number, hashing: TreeHashing): ProofCollector {
  const collected: CompactRange[] = ranges.map(({ begin }) => emptyRange(begin));
  let passed = 0;
  return {
    append(leafHash) {
      const place = ranges.findIndex(({ begin, end }) => begin <= passed && passed < end);
      const range = collected[place];
      if (range) collected[place] = appendLeaf(range, leafHash, hashing);
      passed += 1;
    },
    proof() {
      if (passed < size) throw new Error(`The proof needs ${size} leaves, and ${passed} have passed.`);
      return collected.map((range) => rootOf(range, hashing));
    },
  };
}
