import { joinBytes } from './bytes.ts';
import { appendLeaves, emptyRange, rootOf } from './compact-range.ts';
import type { TreeHashing } from './hashing.ts';
import { nodesAtLevel, type Tile, tilePath, tileWidth } from './tile-path.ts';
import { readTile, type TileReader } from './tile-reader.ts';

/**
 * The right edge of a tiled log: for each level of tiles the hashes of its last, partial tile. At most seven levels of
 * 255 hashes, whatever the size. It is what must be kept to go on, and can be read back from the tiles.
 */
export type TileEdge = {
  readonly size: number;
  readonly levels: readonly (readonly Uint8Array[])[];
};

export type TileFile = { readonly tile: Tile; readonly path: string; readonly bytes: Uint8Array<ArrayBuffer> };

export const emptyEdge: TileEdge = { size: 0, levels: [] };

/**
 * Appends leaves and gives the tiles that came of it: each that became full, and the partial ones of the new size. All
 * must be durable before a checkpoint of that size is signed. A file that is there already has the same bytes or begins
 * with them under another name, so writing twice is harmless.
 */
export function extendTiles(
  edge: TileEdge,
  leafHashes: readonly Uint8Array[],
  hashing: TreeHashing,
): { readonly edge: TileEdge; readonly files: readonly TileFile[] } {
  const size = edge.size + leafHashes.length;
  const files: TileFile[] = [];
  const levels: Uint8Array[][] = [];
  let added: readonly Uint8Array[] = leafHashes;
  for (let level = 0; added.length > 0 || level < edge.levels.length; level += 1) {
    const before = edge.levels[level] ?? [];
    const row = [...before, ...added];
    let index = Math.floor(nodesAtLevel(level, edge.size) / tileWidth);
    const full: Uint8Array[] = [];
    let start = 0;
    for (; start + tileWidth <= row.length; start += tileWidth, index += 1) {
      const hashes = row.slice(start, start + tileWidth);
      files.push(tileFile({ level, index, width: tileWidth }, hashes));
      full.push(rootOf(appendLeaves(emptyRange(), hashes, hashing), hashing));
    }
    const rest = row.slice(start);
    if (rest.length > 0 && added.length > 0) files.push(tileFile({ level, index, width: rest.length }, rest));
    levels.push(rest);
    added = full;
  }
  return { edge: { size, levels }, files };
}

/**
 * The edge of a log of `size` leaves, read from its tiles. They are whoever's who wrote them: compare
 * `rootOfEdge` with a signed root before you go on from it.
 * @throws {TileFault} when a tile is missing or has another length
 */
export async function readEdge(size: number, read: TileReader): Promise<TileEdge> {
  const levels: (readonly Uint8Array[])[] = [];
  for (let level = 0; nodesAtLevel(level, size) > 0; level += 1) {
    const nodes = nodesAtLevel(level, size);
    const [index, width] = [Math.floor(nodes / tileWidth), nodes % tileWidth];
    levels.push(width === 0 ? [] : await readTile({ level, index, width }, read));
  }
  return { size, levels };
}

/** The root of the tree whose right edge it is. */
export function rootOfEdge({ size, levels }: TileEdge, hashing: TreeHashing): Uint8Array {
  if (size === 0) return hashing.emptyRoot;
  // Each level's last tile stands right of everything above it, so their subtrees go from the top level to the lowest.
  const hashes = levels.flatMap((row) => [appendLeaves(emptyRange(), row, hashing).hashes]).toReversed();
  return rootOf({ hashes: hashes.flat() }, hashing);
}

const tileFile = (tile: Tile, hashes: readonly Uint8Array[]): TileFile => ({
  tile,
  path: tilePath(tile),
  bytes: joinBytes(...hashes),
});
