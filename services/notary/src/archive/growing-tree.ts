import { decodeEntryBundle, encodeEntryBundle } from '@vitne/ledger/entry-bundle';
import type { TreeHashing } from '@vitne/ledger/hashing';
import { emptyEdge, extendTiles, readEdge, rootOfEdge, type TileEdge } from '@vitne/ledger/tile-builder';
import { nodesAtLevel, tilePath, tileWidth } from '@vitne/ledger/tile-path';
import { TileFault } from '@vitne/ledger/tile-reader';
import type { DurableFile, DurableFiles } from '@vitne/service-kit/durable-files';

/** A leaf before it is in the tree: its entry, and the hash of that. */
export type Leaf = { readonly entry: Uint8Array; readonly hash: Uint8Array };

/** The right edge of a ledger's tree, and of its entry bundles: what is needed to go on. */
export type TreeEdge = { readonly tiles: TileEdge; readonly entries: readonly Uint8Array[] };

export type GrownTree = {
  readonly edge: TreeEdge;
  /** Tiles and bundles that are new. */
  readonly files: readonly DurableFile[];
  /** Folders of partial tiles and bundles whose full ones are among the files. */
  readonly outgrown: readonly string[];
};

export const emptyTree: TreeEdge = { tiles: emptyEdge, entries: [] };

export const rootOfTree = ({ tiles }: TreeEdge, hashing: TreeHashing): Uint8Array => rootOfEdge(tiles, hashing);

/** The tree with more leaves, and the files of C2SP tlog-tiles that came of it. */
export function growTree(edge: TreeEdge, leaves: readonly Leaf[], hashing: TreeHashing): GrownTree {
  const grown = extendTiles(
    edge.tiles,
    leaves.map(({ hash }) => hash),
    hashing,
  );
  const files: DurableFile[] = grown.files.map(({ path, bytes }) => ({ path, bytes }));
  const outgrown = grown.files.filter(({ tile }) => tile.width === tileWidth).map(({ path }) => `${path}.p`);
  const row = [...edge.entries, ...leaves.map(({ entry }) => entry)];
  let index = Math.floor(edge.tiles.size / tileWidth);
  let start = 0;
  for (; start + tileWidth <= row.length; start += tileWidth, index += 1) {
    const path = tilePath({ level: 'entries', index, width: tileWidth });
    files.push({ path, bytes: encodeEntryBundle(row.slice(start, start + tileWidth)) });
    outgrown.push(`${path}.p`);
  }
  const entries = row.slice(start);
  if (entries.length > 0 && leaves.length > 0)
    files.push({
      path: tilePath({ level: 'entries', index, width: entries.length }),
      bytes: encodeEntryBundle(entries),
    });
  return { edge: { tiles: grown.edge, entries }, files, outgrown };
}

/** The edge as the files have it; undefined when they do not hold a tree of that size and root. */
export async function readTree(
  files: DurableFiles,
  size: number,
  root: Uint8Array,
  hashing: TreeHashing,
): Promise<TreeEdge | undefined> {
  try {
    const tiles = await readEdge(size, files.read);
    if (!Buffer.from(rootOfEdge(tiles, hashing)).equals(root)) return undefined;
    const width = size % tileWidth;
    if (width === 0) return { tiles, entries: [] };
    const index = Math.floor(nodesAtLevel(0, size) / tileWidth);
    const bytes = await files.read(tilePath({ level: 'entries', index, width }));
    const bundle = bytes && decodeEntryBundle(bytes, width);
    return bundle?.valid ? { tiles, entries: bundle.entries } : undefined;
  } catch (error) {
    if (error instanceof TileFault) return undefined;
    throw error;
  }
}
