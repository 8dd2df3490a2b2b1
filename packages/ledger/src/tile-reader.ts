import type { NodeReader } from './build-proof.ts';
import { appendLeaves, emptyRange, rootOf } from './compact-range.ts';
import { hashBytes, type TreeHashing } from './hashing.ts';
import { type Tile, tileHeight, tileOf, tilePath, tileWidth } from './tile-path.ts';
import type { FaultCode } from './verdict.ts';

/** Fetches a file of a tiled log by its path, from a folder or over HTTP; undefined when it is not there. */
export type TileReader = (path: string) => Promise<Uint8Array | undefined>;

/** A tile that a log of this size must have is missing, or is none. An exception, because a reader has no proof to show then. */
export class TileFault extends Error {
  override readonly name = 'TileFault';
  readonly code: Extract<FaultCode, 'tile-missing' | 'tile-malformed'>;

  constructor(code: TileFault['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * The hashes of a tile. A log may drop a partial tile once the full one is there, so that is asked for next.
 * @throws {TileFault} when neither is there, or one has another length
 */
export async function readTile(tile: Tile, read: TileReader): Promise<Uint8Array[]> {
  const exact = await read(tilePath(tile));
  const bytes = exact ?? (await read(tilePath({ ...tile, width: tileWidth })));
  if (!bytes) throw new TileFault('tile-missing', `${tilePath(tile)} is missing.`);
  if (bytes.length !== (exact ? tile.width : tileWidth) * hashBytes)
    throw new TileFault('tile-malformed', `${tilePath(tile)} has ${bytes.length} bytes.`);
  return hashesIn(bytes.subarray(0, tile.width * hashBytes));
}

/** The hashes of a tile's bytes. */
export const hashesIn = (bytes: Uint8Array): Uint8Array[] =>
  Array.from({ length: bytes.length / hashBytes }, (_, place) =>
    bytes.slice(place * hashBytes, (place + 1) * hashBytes),
  );

/**
 * Reads nodes of the tree of `size` leaves from its tiles, for `buildInclusionProof` and `buildConsistencyProof`. Each tile is
 * fetched once. What tiles say is proved by nothing but the proof that is built from them: verify that.
 * @throws {TileFault} from the reader it gives
 */
export function nodesFromTiles(size: number, read: TileReader, hashing: TreeHashing): NodeReader {
  return async (nodes) => {
    const tiles = new Map<string, Promise<Uint8Array[]>>();
    const hashesOf = (tile: Tile): Promise<Uint8Array[]> => {
      const path = tilePath(tile);
      const hashes = tiles.get(path) ?? readTile(tile, read);
      tiles.set(path, hashes);
      return hashes;
    };
    return Promise.all(
      nodes.map(async ({ level, index }) => {
        // The node lies above 2^rise hashes of its tile, which are its own leaves within the tile.
        const rise = level % tileHeight;
        const first = index * 2 ** rise;
        const hashes = await hashesOf(tileOf((level - rise) / tileHeight, first, size));
        const own = hashes.slice(first % tileWidth, (first % tileWidth) + 2 ** rise);
        return rootOf(appendLeaves(emptyRange(), own, hashing), hashing);
      }),
    );
  };
}
