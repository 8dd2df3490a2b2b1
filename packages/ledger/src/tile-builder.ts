import { joinBytes } from './bytes.ts';
import { appendLeaves, emptyRange, rootOf } from './compact-range.ts';
import { hashBytes, type TreeHashing } from './hashing.ts';
import { nodesAtLevel, type Tile, tilePath, tileWidth } from './tile-path.ts';
import { hashesIn, readTile, type TileReader } from './tile-reader.ts';

/**
 * The right edge of a tiled log: for each level of tiles the hashes of its last, partial tile, one after another as in its file. At
 * most seven levels of 255 hashes, whatever the size. It is what must be kept to go on, and can be read back from the tiles.
 */
export type TileEdge = {
  readonly size: number;
  readonly levels: readonly Uint8Array[];
};

export type TileFile = { readonly tile: Tile; readonly path: string; readonly bytes: Uint8Array<ArrayBuffer> };

export const emptyEdge: TileEdge = { size: 0, levels: [] };

const tileBytes = tileWidth * hashBytes;

/**
 * Appends leaves and gives the tiles that came of it: each that became full, and the partial ones of the new size. All
 * must be durable before a checkpoint of that size is signed. A file that is there already has the same bytes or begins
 * with them under another name, so writing twice is harmless.
 * @param leafHashes one after another, 32 bytes each, as the tiles hold them
 * @throws {RangeError} when the bytes are no hashes
 */
export function extendTiles(
  edge: TileEdge,
  leafHashes: Uint8Array,
  hashing: TreeHashing,
): { readonly edge: TileEdge; readonly files: readonly TileFile[] } {
  if (leafHashes.length % hashBytes !== 0) throw new RangeError('A leaf hash has 32 bytes.');
  const size = edge.size + leafHashes.length / hashBytes;
  const files: TileFile[] = [];
  const levels: Uint8Array[] = [];
  let added = leafHashes;
  for (let level = 0; added.length > 0 || level < edge.levels.length; level += 1) {
    const row = joinBytes(edge.levels[level] ?? new Uint8Array(0), added);
    let index = Math.floor(nodesAtLevel(level, edge.size) / tileWidth);
    const above: Uint8Array[] = [];
    let start = 0;
    for (; start + tileBytes <= row.length; start += tileBytes, index += 1) {
      const bytes = row.subarray(start, start + tileBytes);
      files.push(tileFile({ level, index, width: tileWidth }, bytes));
      above.push(rootOfTile(bytes, hashing));
    }
    const rest = row.slice(start);
    if (rest.length > 0 && added.length > 0)
      files.push(tileFile({ level, index, width: rest.length / hashBytes }, rest));
    levels.push(rest);
    added = joinBytes(...above);
  }
  return { edge: { size, levels }, files };
}

/** The root above a full tile: rows of nodes, each half as long as the one below it. */
function rootOfTile(hashes: Uint8Array, hashing: TreeHashing): Uint8Array {
  let row = hashes;
  while (row.length > hashBytes) {
    const above = new Uint8Array(row.length / 2);
    for (let place = 0; place < row.length; place += 2 * hashBytes) {
      const middle = place + hashBytes;
      above.set(hashing.node(row.subarray(place, middle), row.subarray(middle, middle + hashBytes)), place / 2);
    }
    row = above;
  }
  return row;
}

/**
 * The edge of a log of `size` leaves, read from its tiles. They are whoever's who wrote them: compare
 * `rootOfEdge` with a signed root before you go on from it.
 * @throws {TileFault} when a tile is missing or has another length
 */
export async function readEdge(size: number, read: TileReader): Promise<TileEdge> {
  const levels: Uint8Array[] = [];
  for (let level = 0; nodesAtLevel(level, size) > 0; level += 1) {
    const nodes = nodesAtLevel(level, size);
    const [index, width] = [Math.floor(nodes / tileWidth), nodes % tileWidth];
    levels.push(joinBytes(...(width === 0 ? [] : await readTile({ level, index, width }, read))));
  }
  return { size, levels };
}

/** The root of the tree whose right edge it is. */
export function rootOfEdge({ size, levels }: TileEdge, hashing: TreeHashing): Uint8Array {
  if (size === 0) return hashing.emptyRoot;
  // Each level's last tile stands right of everything above it, so their subtrees go from the top level to the lowest.
  const hashes = levels.flatMap((row) => [appendLeaves(emptyRange(), hashesIn(row), hashing).hashes]).toReversed();
  return rootOf({ hashes: hashes.flat() }, hashing);
}

const tileFile = (tile: Tile, bytes: Uint8Array<ArrayBuffer>): TileFile => ({ tile, path: tilePath(tile), bytes });
