import { createHash } from 'node:crypto';

/**
 * 32 hexadecimal digits that the same parts give again: the id of a command, or of something that a command makes, which is
 * recognised as the same however often it is begun. The parts are JSON-quoted, so that no two lists give the same text.
 */
export const derivedId = (...parts: readonly (string | number | undefined)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
