import { ByteWriter } from '@vitne/ledger/byte-writer';
import { equalBytes, joinBytes } from '@vitne/ledger/bytes';
import { decodeEntryBundle } from '@vitne/ledger/entry-bundle';
import type { TreeHashing } from '@vitne/ledger/hashing';
import { emptyEdge, extendTiles, readEdge, rootOfEdge, type TileEdge } from '@vitne/ledger/tile-builder';
import { nodesAtLevel, tilePath, tileWidth } from '@vitne/ledger/tile-path';
import { TileFault } from '@vitne/ledger/tile-reader';
import type { DurableFile, DurableFiles } from '@vitne/service-kit/durable-files';
import type { PackedLeaves } from './packed-leaves.ts';

/** The right edge of a ledger's tree: its tiles', and the bytes of its last, partial entry bundle. What is needed to go on. */
export type TreeEdge = { readonly tiles: TileEdge; readonly bundle: Uint8Array };

export type GrownTree = {
  readonly edge: TreeEdge;
  /** Tiles and bundles that are new. */
  readonly files: readonly DurableFile[];
  /** Folders of partial tiles and bundles whose full ones are among the files. */
  readonly outgrown: readonly string[];
};

export const emptyTree: TreeEdge = { tiles: emptyEdge, bundle: new Uint8Array(0) };

export const rootOfTree = ({ tiles }: TreeEdge, hashing: TreeHashing): Uint8Array => rootOfEdge(tiles, hashing);

/** The tree with more leaves, which follow on it in their order, and the files of C2SP tlog-tiles that came of it. */
export function growTree(edge: TreeEdge, leaves: readonly PackedLeaves[], hashing: TreeHashing): GrownTree {
  const hashes = new ByteWriter();
  for (const part of leaves) hashes.bytes(part.hashes);
  const { files, edge: tiles } = extendTiles(edge.tiles, hashes.view(), hashing);
  const bundles = extendBundles(edge, leaves);
  const full = [...files.map(({ tile, path }) => ({ ...tile, path })), ...bundles.files].filter(
    ({ width }) => width === tileWidth,
  );
  return {
    edge: { tiles, bundle: bundles.rest },
    files: [...files, ...bundles.files].map(({ path, bytes }) => ({ path, bytes })),
    outgrown: full.map(({ path }) => `${path}.p`),
  };
}

/** The entry bundles that came of it, as the tiles of level 0 above them. */
function extendBundles({ tiles, bundle }: TreeEdge, leaves: readonly PackedLeaves[]) {
  const files: { width: number; path: string; bytes: Uint8Array }[] = [];
  let index = Math.floor(tiles.size / tileWidth);
  let width = tiles.size % tileWidth;
  let parts = width === 0 ? [] : [bundle];
  const joined = (): Uint8Array => (parts.length === 1 && parts[0] ? parts[0] : joinBytes(...parts));
  const add = (): void =>
    void files.push({ width, path: tilePath({ level: 'entries', index, width }), bytes: joined() });
  for (const { count, entries } of leaves) {
    parts.push(entries);
    width += count;
    if (width < tileWidth) continue;
    add();
    parts = [];
    width = 0;
    index += 1;
  }
  if (width > 0 && leaves.length > 0) add();
  return { files, rest: joined() };
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
    if (!equalBytes(rootOfEdge(tiles, hashing), root)) return undefined;
    const width = size % tileWidth;
    if (width === 0) return { tiles, bundle: new Uint8Array(0) };
    const index = Math.floor(nodesAtLevel(0, size) / tileWidth);
    const bytes = await files.read(tilePath({ level: 'entries', index, width }));
    return bytes && decodeEntryBundle(bytes, width).valid ? { tiles, bundle: bytes } : undefined;
  } catch (error) {
    if (error instanceof TileFault) return undefined;
    throw error;
  }
}
