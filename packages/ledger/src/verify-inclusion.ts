import type { Proof } from './build-proof.ts';
import { equalBytes } from './bytes.ts';
import { hashBytes, type TreeHashing } from './hashing.ts';
import { fault, type Verdict } from './verdict.ts';

export type InclusionClaim = {
  readonly leafHash: Uint8Array;
  /** Place of the leaf, from 0; a ledger's position minus one. */
  readonly index: number;
  /** Number of leaves of the tree. */
  readonly size: number;
  /** The root that somebody signed. */
  readonly root: Uint8Array;
  readonly proof: Proof;
};

const half = (value: number): number => Math.floor(value / 2);
const isOdd = (value: number): boolean => value % 2 === 1;

/**
 * Whether the leaf is in the tree, at that place and no other. Everything but `root` and `size` may come from an attacker;
 * these two must come from a checkpoint whose signature was verified.
 * @see RFC 9162, section 2.1.3.2, whose letters are kept (it proves what RFC 6962 defines)
 */
export function verifyInclusion(claim: InclusionClaim, hashing: TreeHashing): Verdict<object> {
  const { leafHash, index, size, root, proof } = claim;
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index) || index < 0 || index >= size)
    return fault('index-beyond-size', `A tree of ${size} leaves has no leaf ${index}.`);
  if ([leafHash, root, ...proof].some(({ length }) => length !== hashBytes))
    return fault('hash-malformed', 'Every hash of an inclusion proof has 32 bytes.');
  let [fn, sn, r] = [index, size - 1, leafHash];
  for (const [place, p] of proof.entries()) {
    if (sn === 0) return fault('proof-too-long', `The root is reached after ${place} of ${proof.length} hashes.`);
    if (isOdd(fn) || fn === sn) {
      r = hashing.node(p, r);
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      r = hashing.node(r, p);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  if (sn !== 0) return fault('proof-too-short', `After ${proof.length} hashes the root is not reached.`);
  if (!equalBytes(r, root))
    return fault('root-differs', 'The leaf and the proof lead to another root than the one that was signed.');
  return { valid: true };
}
