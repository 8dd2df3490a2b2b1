import { fromDecimal } from './bytes.ts';
import { fault, type Verdict } from './verdict.ts';

/** A tile is a subtree of this height; it holds the hashes of its 256 lowest nodes. */
export const tileHeight = 8;
export const tileWidth = 256;

/**
 * A file of a tiled log (C2SP tlog-tiles): hashes of one level, or the entries under a tile of level 0. Level `l` of tiles
 * holds nodes of level `8 * l` of the tree.
 */
export type Tile = {
  readonly level: number | 'entries';
  /** The place within the level, from 0. */
  readonly index: number;
  /** Hashes or entries in it: 256, or fewer in the last tile of a level. */
  readonly width: number;
};

const highestLevel = 63;

/** The path of a tile below the log's prefix: `tile/0/x001/x234/067`, and `….p/17` for a partial one. */
export function tilePath({ level, index, width }: Tile): string {
  const groups = [index % 1000];
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) groups.unshift(rest % 1000);
  const digits = groups.map((group) => String(group).padStart(3, '0'));
  const name = digits.map((group, place) => (place < digits.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${name}${width === tileWidth ? '' : `.p/${width}`}`;
}

const shape = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/;

/** Reads a path, of which each tile has only one. A server may use it for what comes from outside. */
export function parseTilePath(path: string): Verdict<{ readonly tile: Tile }> {
  const malformed = fault(
    'path-malformed',
    'A path is tile/<level or entries>/<index in groups of three digits>[.p/<width>].',
  );
  const [, levelText = '', name = '', widthText] = shape.exec(path) ?? [];
  const level = levelText === 'entries' ? ('entries' as const) : fromDecimal(levelText);
  const index = Number(name.replaceAll(/[x/]/g, ''));
  const width = widthText === undefined ? tileWidth : fromDecimal(widthText);
  if (name === '' || level === undefined || !Number.isSafeInteger(index) || !width) return malformed;
  if (typeof level === 'number' && level > highestLevel) return malformed;
  if (widthText !== undefined && width >= tileWidth) return malformed;
  const tile = { level, index, width };
  return tilePath(tile) === path ? { valid: true, tile } : malformed;
}

/** How many nodes of a level of tiles a tree of `size` leaves has: those whose subtree is complete. */
export const nodesAtLevel = (level: number, size: number): number => Math.floor(size / tileWidth ** level);

/** The tile in which node `index` of a level lies in a tree of `size` leaves, as wide as it is there. */
export function tileOf(level: number, index: number, size: number): Tile {
  const tileIndex = Math.floor(index / tileWidth);
  return { level, index: tileIndex, width: Math.min(tileWidth, nodesAtLevel(level, size) - tileIndex * tileWidth) };
}
