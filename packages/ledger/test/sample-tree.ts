import type { NodeReader } from '../src/build-proof.ts';
import { appendLeaves, emptyRange } from '../src/compact-range.ts';
import { nodeHashing } from '../src/node-hashing.ts';

/** Entries that differ in length and content. */
export const sampleEntries = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, index) => new TextEncoder().encode(`entry ${index}${'.'.repeat(index % 7)}`));

/** A tree kept whole in memory: every node that ever had two children. */
export function keptTree(entries: readonly Uint8Array[]): { leafHashes: Uint8Array[]; readNodes: NodeReader } {
  const leafHashes = entries.map(nodeHashing.leaf);
  const nodes = new Map<string, Uint8Array>(leafHashes.map((hash, index) => [`0/${index}`, hash]));
  appendLeaves(emptyRange(), leafHashes, nodeHashing, ({ level, index }, hash) => nodes.set(`${level}/${index}`, hash));
  return {
    leafHashes,
    readNodes: async (wanted) =>
      wanted.map(({ level, index }) => {
        const hash = nodes.get(`${level}/${index}`);
        if (!hash) throw new Error(`No node ${level}/${index} was ever complete.`);
        return hash;
      }),
  };
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
