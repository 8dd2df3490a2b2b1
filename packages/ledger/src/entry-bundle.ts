import { ByteWriter } from './byte-writer.ts';
import { readParts } from './bytes.ts';
import type { TreeHashing } from './hashing.ts';
import { type StoredMessage, writeEntry } from './stored-message.ts';
import { tileWidth } from './tile-path.ts';
import { fault, type Verdict } from './verdict.ts';

const longestEntry = 0xffff;

/**
 * Entries as tlog-tiles bundles them: each after its length as uint16.
 * @throws {RangeError} when there are none, more than 256, or one that is longer than 65,535 bytes
 */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  if (entries.length < 1 || entries.length > tileWidth) throw new RangeError('A bundle holds 1 to 256 entries.');
  const bundle = new ByteWriter();
  for (const entry of entries) {
    bundle.uint16(allowed(entry.length));
    bundle.bytes(entry);
  }
  return bundle.copy();
}

/**
 * Writes the entry of a message as a bundle holds it, behind those before it.
 * @returns the entry, in the writer's buffer: it is good until something is written
 * @throws {RangeError} when it is longer than 65,535 bytes
 */
export function writeBundled(to: ByteWriter, message: StoredMessage, hashing: TreeHashing): Uint8Array {
  const start = to.length;
  to.uint16(0);
  writeEntry(to, message, hashing);
  to.setUint16(start, allowed(to.length - start - 2));
  return to.view(start + 2);
}

function allowed(length: number): number {
  if (length > longestEntry) throw new RangeError(`An entry has at most ${longestEntry} bytes.`);
  return length;
}

/** The entries of a bundle, which must be exactly `width`. Whether they are the log's is for the tree to say. */
export function decodeEntryBundle(
  bytes: Uint8Array,
  width: number,
): Verdict<{ readonly entries: readonly Uint8Array[] }> {
  const parts = readParts(bytes);
  const entries: Uint8Array[] = [];
  while (entries.length < width) {
    const entry = parts.next(2);
    if (!entry) return fault('bundle-malformed', `The bundle ends after ${entries.length} of ${width} entries.`);
    entries.push(entry);
  }
  if (!parts.isAtEnd()) return fault('bundle-malformed', `Bytes follow the ${width} entries of the bundle.`);
  return { valid: true, entries };
}
