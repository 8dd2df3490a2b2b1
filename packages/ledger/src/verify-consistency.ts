import type { Proof } from './build-proof.ts';
import { equalBytes } from './bytes.ts';
import { hashBytes, type TreeHashing } from './hashing.ts';
import { fault, type Verdict } from './verdict.ts';

export type ConsistencyClaim = {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly newSize: number;
  readonly newRoot: Uint8Array;
  readonly proof: Proof;
};

const half = (value: number): number => Math.floor(value / 2);
const isOdd = (value: number): boolean => value % 2 === 1;
/** By halving, because a logarithm is rounded. */
const isPowerOfTwo = (value: number): boolean => value === 1 || (!isOdd(value) && isPowerOfTwo(value / 2));

/**
 * Whether the newer tree begins with the older one, leaf for leaf: nothing was changed, removed or put in between. Sizes and
 * roots must come from checkpoints whose signatures were verified; the proof may come from an attacker.
 *
 * Of an empty old tree there is nothing to prove: its root must be that of no leaves, and the proof empty.
 * @see RFC 9162, section 2.1.4.2, whose letters are kept
 */
export function verifyConsistency(claim: ConsistencyClaim, hashing: TreeHashing): Verdict<object> {
  const { oldSize, oldRoot, newSize, newRoot, proof } = claim;
  if (!Number.isSafeInteger(oldSize) || !Number.isSafeInteger(newSize) || oldSize < 0 || oldSize > newSize)
    return fault('sizes-reversed', `A tree of ${oldSize} leaves does not grow to ${newSize}.`);
  if ([oldRoot, newRoot, ...proof].some(({ length }) => length !== hashBytes))
    return fault('hash-malformed', 'Every hash of a consistency proof has 32 bytes.');
  if (oldSize === 0 && !equalBytes(oldRoot, hashing.emptyRoot))
    return fault('old-root-differs', 'The root of an empty tree is the hash of nothing.');
  if (oldSize === newSize && !equalBytes(oldRoot, newRoot))
    return fault('new-root-differs', `Two different roots are claimed for the one size ${newSize}.`);
  if (oldSize === 0 || oldSize === newSize) {
    if (proof.length > 0) return fault('proof-too-long', 'Between these trees there is nothing to prove.');
    return { valid: true };
  }
  return foldBoth(claim, hashing);
}

/** Computes both roots from the one proof: for 0 < oldSize < newSize. */
function foldBoth({ oldSize, oldRoot, newSize, newRoot, proof }: ConsistencyClaim, hashing: TreeHashing) {
  // An old tree of a power of two is a subtree of the new one, and its root, which is known, is left out of the proof.
  const isPerfect = isPowerOfTwo(oldSize);
  const [first, ...rest] = isPerfect ? [oldRoot, ...proof] : proof;
  if (first === undefined) return fault('proof-too-short', 'The proof has no hashes.');
  let [fn, sn] = [oldSize - 1, newSize - 1];
  while (isOdd(fn)) [fn, sn] = [half(fn), half(sn)];
  let [fr, sr] = [first, first];
  for (const c of rest) {
    if (sn === 0) return fault('proof-too-long', 'The root of the new tree is reached before the proof ends.');
    if (isOdd(fn) || fn === sn) {
      fr = hashing.node(c, fr);
      sr = hashing.node(c, sr);
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      sr = hashing.node(sr, c);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  if (sn !== 0) return fault('proof-too-short', 'After the proof the root of the new tree is not reached.');
  if (!equalBytes(fr, oldRoot)) return fault('old-root-differs', 'The proof leads to another root of the old tree.');
  if (!equalBytes(sr, newRoot)) return fault('new-root-differs', 'The proof leads to another root of the new tree.');
  return { valid: true } as const;
}
