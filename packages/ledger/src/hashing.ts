import { sha256 as portableSha256 } from './sha256.ts';

/** SHA-256 (FIPS 180-4) of the bytes: 32 bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export const hashBytes = 32;

/**
 * The three hashes of RFC 6962, section 2.1. The prefixes keep a leaf and an inner node apart, so that nobody can show
 * an inner node as if it were a leaf.
 */
export type TreeHashing = {
  readonly sha256: Sha256;
  /** The root of the tree without leaves: SHA-256 of nothing. */
  readonly emptyRoot: Uint8Array;
  /** SHA-256(0x00 || entry). */
  readonly leaf: (entry: Uint8Array) => Uint8Array;
  /** SHA-256(0x01 || left || right), both of 32 bytes. */
  readonly node: (left: Uint8Array, right: Uint8Array) => Uint8Array;
};

/** The tree's hashes over an implementation of SHA-256: `nodeHashing` in Node, `portableHashing` in a browser. */
export function treeHashing(sha256: Sha256): TreeHashing {
  // One buffer serves every node and one every leaf, because SHA-256 is computed before the call returns.
  const pair = new Uint8Array(1 + 2 * hashBytes);
  pair[0] = 0x01;
  // The entries of this platform are shorter; another one gets memory of its own.
  const short = new Uint8Array(1024);
  return {
    sha256,
    emptyRoot: sha256(new Uint8Array(0)),
    leaf(entry) {
      const length = 1 + entry.length;
      const input = length <= short.length ? short.subarray(0, length) : new Uint8Array(length);
      input.set(entry, 1);
      return sha256(input);
    },
    node(left, right) {
      if (left.length !== hashBytes || right.length !== hashBytes)
        throw new RangeError('A node of the tree has two children of 32 bytes.');
      pair.set(left, 1);
      pair.set(right, 1 + hashBytes);
      return sha256(pair);
    },
  };
}

/** The tree's hashes in plain JavaScript, for browsers: WebCrypto's digest answers later, and a proof needs it now. */
export const portableHashing: TreeHashing = treeHashing(portableSha256);
