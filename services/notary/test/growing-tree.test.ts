import { decodeEntryBundle, encodeEntryBundle } from '@vitne/ledger/entry-bundle';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { entryOf, leafHashOf } from '@vitne/ledger/stored-message';
import { tilePath, tileWidth } from '@vitne/ledger/tile-path';
import { trusted } from '@vitne/ledger/verdict';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyTree, growTree, rootOfTree } from '../src/archive/growing-tree.ts';
import { packLeaves } from '../src/archive/packed-leaves.ts';

const messageAt = (position: number) => ({
  position,
  stored: {
    subject: `ledger.kaukus.consent.consent.${position}${position % 7 === 0 ? 'å' : ''}`,
    headerBlock: new TextEncoder().encode(`NATS/1.0\r\nce-id: ${position}\r\n\r\n`),
    data: new Uint8Array(position % 40).fill(position),
  },
});
const most = 1_500;
const messages = Array.from({ length: most }, (_, index) => messageAt(index + 1));

/** The tree and its files after parts of these sizes, each with a checkpoint behind it. */
function grown(sizes: readonly number[]) {
  const files = new Map<string, Uint8Array>();
  let edge = emptyTree;
  let size = 0;
  for (const count of sizes) {
    const step = growTree(edge, packLeaves(messages.slice(size, size + count), nodeHashing), nodeHashing);
    for (const { path, bytes } of step.files) files.set(path, Uint8Array.from(bytes as Uint8Array));
    edge = step.edge;
    size = Math.min(size + count, most);
  }
  return { edge, files, size };
}

test('in whatever parts leaves come, tree, tiles and bundles are those of all leaves at once', () => {
  const sizes = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 250, max: 520 })), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(sizes, (parts) => {
      const step = grown(parts);
      const whole = grown([step.size]);
      expect(step.edge).toEqual(whole.edge);
      expect(rootOfTree(step.edge, nodeHashing)).toEqual(rootOfTree(whole.edge, nodeHashing));
      for (const [path, bytes] of whole.files) expect(step.files.get(path), path).toEqual(bytes);
    }),
    { numRuns: 30 },
  );
});

test('tiles and bundles hold what the ledger’s theory says of each message, one by one', () => {
  const { files } = grown([700, 100]);
  const entries = messages.slice(0, 800).map(({ stored }) => entryOf(stored, nodeHashing));
  for (let index = 0; index < 4; index += 1) {
    const own = entries.slice(index * tileWidth, Math.min((index + 1) * tileWidth, 800));
    const bundle = files.get(tilePath({ level: 'entries', index, width: own.length })) as Uint8Array;
    expect(bundle).toEqual(encodeEntryBundle(own));
    expect(trusted(decodeEntryBundle(bundle, own.length)).entries).toEqual(own);
    const tile = files.get(tilePath({ level: 0, index, width: own.length })) as Uint8Array;
    const leaves = messages.slice(index * tileWidth, index * tileWidth + own.length);
    expect(Buffer.from(tile)).toEqual(Buffer.concat(leaves.map(({ stored }) => leafHashOf(stored, nodeHashing))));
  }
});
