import { resolve } from 'node:path';

/** A path as whoever called meant it: npm changes to the root of the repository first, and says where it was called from. */
export const fromCaller = (path: string): string => resolve(process.env['VITNE_CALLED_FROM'] ?? '.', path);
