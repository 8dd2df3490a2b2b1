/*
 * Which subtrees a Merkle tree of a given size is made of, by numbers alone (RFC 6962, section 2.1). Positions count from
 * 0. Numbers are whole and at most 2^53 - 1, so they are halved by division: JavaScript's bit operators keep 32 bits.
 */

/** Leaves from `begin` up to, and without, `end`. */
export type LeafRange = { readonly begin: number; readonly end: number };

/** A perfect subtree: leaves `index * 2^level` up to `(index + 1) * 2^level`. */
export type TreeNode = { readonly level: number; readonly index: number };

/** @throws {RangeError} when the number is no size of a tree */
export function requireSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`${size} is no size of a tree.`);
}

/** The largest power of two below `count`, where the tree splits; `count` is at least 2. */
export function splitPoint(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/**
 * The perfect subtrees that make up a range, from left to right, each as large as its place allows: at most two of
 * each level. For a range from 0 they are the binary digits of its size.
 * @throws {RangeError} when the range is none
 */
export function perfectSubtrees({ begin, end }: LeafRange): TreeNode[] {
  requireSize(begin);
  requireSize(end);
  if (begin > end) throw new RangeError(`A range cannot go from ${begin} to ${end}.`);
  const nodes: TreeNode[] = [];
  let start = begin;
  while (start < end) {
    let level = 0;
    while (start % 2 ** (level + 1) === 0 && start + 2 ** (level + 1) <= end) level += 1;
    nodes.push({ level, index: start / 2 ** level });
    start += 2 ** level;
  }
  return nodes;
}

/**
 * The ranges whose roots prove that the leaf at `index` is in the tree of `size` leaves, from the leaf's sibling up: the
 * audit path PATH(m, D[n]) of RFC 6962, section 2.1.1.
 * @throws {RangeError} when there is no such leaf
 */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  requireSize(size);
  if (!Number.isSafeInteger(index) || index < 0 || index >= size)
    throw new RangeError(`A tree of ${size} leaves has no leaf ${index}.`);
  const fromTheTop: LeafRange[] = [];
  let [begin, end] = [0, size];
  while (end - begin > 1) {
    const middle = begin + splitPoint(end - begin);
    if (index < middle) {
      fromTheTop.push({ begin: middle, end });
      end = middle;
    } else {
      fromTheTop.push({ begin, end: middle });
      begin = middle;
    }
  }
  return fromTheTop.toReversed();
}

/**
 * The ranges whose roots prove that the tree of `newSize` leaves begins with the tree of `oldSize`: PROOF(m, D[n]) of
 * RFC 6962, section 2.1.2. None when the sizes are equal or the old tree was empty.
 * @throws {RangeError} when the old tree is larger
 */
export function consistencyRanges(oldSize: number, newSize: number): LeafRange[] {
  requireSize(oldSize);
  requireSize(newSize);
  if (oldSize > newSize) throw new RangeError(`A tree of ${oldSize} leaves does not grow to ${newSize}.`);
  if (oldSize === 0 || oldSize === newSize) return [];
  const fromTheTop: LeafRange[] = [];
  let [begin, end] = [0, newSize];
  while (end !== oldSize) {
    const middle = begin + splitPoint(end - begin);
    if (oldSize <= middle) {
      fromTheTop.push({ begin: middle, end });
      end = middle;
    } else {
      fromTheTop.push({ begin, end: middle });
      begin = middle;
    }
  }
  // The subtree that is left is the whole old tree, whose root the verifier has, or its right border, whose root it has not.
  if (begin > 0) fromTheTop.push({ begin, end });
  return fromTheTop.toReversed();
}
