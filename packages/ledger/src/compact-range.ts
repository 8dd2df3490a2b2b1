import type { TreeHashing } from './hashing.ts';
import { perfectSubtrees, type TreeNode } from './tree-shape.ts';

/**
 * What one must remember of consecutive leaves to go on building the tree: the roots of their perfect subtrees, from left to
 * right. At most two for each doubling, so a ledger of a thousand million events is remembered in 30 hashes.
 */
export type CompactRange = {
  readonly begin: number;
  readonly end: number;
  /** The roots of `perfectSubtrees({ begin, end })`, in that order. */
  readonly hashes: readonly Uint8Array[];
};

/** Called with each node above the leaves when its second child is known; for whoever keeps nodes. */
export type NodeVisitor = (node: TreeNode, hash: Uint8Array) => void;

/** The range without leaves, before leaf `begin`. */
export const emptyRange = (begin = 0): CompactRange => ({ begin, end: begin, hashes: [] });

/** A range as it was kept. @throws {RangeError} when the number of hashes does not fit the range */
export function restoreRange({ begin, end, hashes }: CompactRange): CompactRange {
  const wanted = perfectSubtrees({ begin, end }).length;
  if (hashes.length !== wanted || hashes.some((hash) => hash.length !== 32))
    throw new RangeError(`The range from ${begin} to ${end} has ${wanted} hashes of 32 bytes.`);
  return { begin, end, hashes };
}

/** The range with one leaf more; half of all calls compute no node, and on average there is one. */
export function appendLeaf(
  range: CompactRange,
  leafHash: Uint8Array,
  hashing: TreeHashing,
  visit?: NodeVisitor,
): CompactRange {
  const hashes = [...range.hashes];
  pushSubtree(hashes, range.begin, { level: 0, index: range.end }, leafHash, hashing, visit);
  return { begin: range.begin, end: range.end + 1, hashes };
}

/** The range with many leaves more, in order; what is held meanwhile does not grow with their number. */
export function appendLeaves(
  range: CompactRange,
  leafHashes: Iterable<Uint8Array>,
  hashing: TreeHashing,
  visit?: NodeVisitor,
): CompactRange {
  const hashes = [...range.hashes];
  let { end } = range;
  for (const leafHash of leafHashes) {
    pushSubtree(hashes, range.begin, { level: 0, index: end }, leafHash, hashing, visit);
    end += 1;
  }
  return { begin: range.begin, end, hashes };
}

/**
 * Two neighbouring ranges as one, so that parts of a ledger can be hashed apart from each other.
 * @throws {RangeError} when the right one does not begin where the left one ends
 */
export function mergeRanges(
  left: CompactRange,
  right: CompactRange,
  hashing: TreeHashing,
  visit?: NodeVisitor,
): CompactRange {
  if (left.end !== right.begin) throw new RangeError(`A range from ${right.begin} does not follow one to ${left.end}.`);
  const hashes = [...left.hashes];
  perfectSubtrees(right).forEach((node, place) =>
    pushSubtree(hashes, left.begin, node, right.hashes[place] as Uint8Array, hashing, visit),
  );
  return { begin: left.begin, end: right.end, hashes };
}

/**
 * The root of what a range covers, MTH(D[begin:end]) of RFC 6962; of no leaves, the root of the empty tree. For a range that does
 * not begin at 0 it is a root of the tree only where the tree splits: the ranges of `tree-shape.ts` are such.
 */
export function rootOf({ hashes }: Pick<CompactRange, 'hashes'>, hashing: TreeHashing): Uint8Array {
  if (hashes.length === 0) return hashing.emptyRoot;
  return hashes.reduceRight((right, left) => hashing.node(left, right));
}

/** Puts a subtree behind the others, and joins it with its left sibling as long as that lies within the range. */
function pushSubtree(
  hashes: Uint8Array[],
  begin: number,
  place: TreeNode,
  subtreeHash: Uint8Array,
  hashing: TreeHashing,
  visit: NodeVisitor | undefined,
): void {
  let { level, index } = place;
  let hash = subtreeHash;
  while (index % 2 === 1 && (index - 1) * 2 ** level >= begin) {
    hash = hashing.node(hashes.pop() as Uint8Array, hash);
    index = (index - 1) / 2;
    level += 1;
    visit?.({ level, index }, hash);
  }
  hashes.push(hash);
}
