import type { StoredAt } from '@vitne/event-log/stored-messages';
import { ByteWriter } from '@vitne/ledger/byte-writer';
import { writeBundled } from '@vitne/ledger/entry-bundle';
import { hashBytes, type TreeHashing } from '@vitne/ledger/hashing';
import { tileWidth } from '@vitne/ledger/tile-path';

/** A subject of 60 characters, two hashes and lengths. */
const usualEntryBytes = 192;

/** Leaves that follow one another below one tile, as its files will hold them. */
export type PackedLeaves = {
  readonly count: number;
  /** Their hashes, one after another. */
  readonly hashes: Uint8Array;
  /** Their entries, as an entry bundle holds them. */
  readonly entries: Uint8Array;
};

/**
 * Packs messages that follow one another: one part for each tile that they belong to. A ledger that is caught up on has millions
 * of leaves, and objects for each cost more than their hashes.
 */
export function packLeaves(messages: readonly StoredAt[], hashing: TreeHashing): PackedLeaves[] {
  const packed: PackedLeaves[] = [];
  const entries = new ByteWriter(Math.min(messages.length, tileWidth) * usualEntryBytes);
  for (let start = 0; start < messages.length; ) {
    const index = (messages[start] as StoredAt).position - 1;
    const count = Math.min(tileWidth - (index % tileWidth), messages.length - start);
    const hashes = new Uint8Array(count * hashBytes);
    entries.clear();
    for (let place = 0; place < count; place += 1) {
      const entry = writeBundled(entries, (messages[start + place] as StoredAt).stored, hashing);
      hashes.set(hashing.leaf(entry), place * hashBytes);
    }
    packed.push({ count, hashes, entries: entries.copy() });
    start += count;
  }
  return packed;
}
