import { z } from 'zod';
import { valueAt } from './field-path.ts';

export type SortOrder = Record<string, 1 | -1>;

/** A cursor that this order of documents did not give out. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
  readonly code = 'invalid-cursor';
}

/** Only scalars, so that a forged cursor cannot smuggle an operator into the query. */
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const cursorSchema = z.strictObject({ values: z.array(scalar).max(16), key: z.string().max(512) });
const longestCursor = 4_096;

/** Marks a document's place in an order of documents. */
export function cursorOf(sort: SortOrder, document: { _id: string }): string {
  const values = Object.keys(sort).map((path) => valueAt(document, path) ?? null);
  return Buffer.from(JSON.stringify({ values, key: document._id })).toString('base64url');
}

/**
 * The condition for what comes after a cursor. Null and a missing field sort alike, before every value.
 * @throws {InvalidCursor} when the text, which an attacker may have written, is not a cursor of this order.
 */
export function cursorFilter(sort: SortOrder, cursor: string): Record<string, unknown> {
  const { values, key } = parse(cursor);
  const fields = Object.entries(sort);
  if (values.length !== fields.length) throw new InvalidCursor('The cursor belongs to another order.');
  const alternatives = fields.flatMap(([path, direction], index) => {
    const same = fields.slice(0, index).map(([earlier], at) => ({ [earlier]: values[at] ?? null }));
    return beyond(path, direction, values[index] ?? null).map((step) => ({ $and: [...same, step] }));
  });
  const tie = { $and: [...fields.map(([path], at) => ({ [path]: values[at] ?? null })), { _id: { $gt: key } }] };
  return { $or: [...alternatives, tie] };
}

function beyond(path: string, direction: 1 | -1, value: unknown): Record<string, unknown>[] {
  if (direction === 1) return value === null ? [{ [path]: { $ne: null } }] : [{ [path]: { $gt: value } }];
  return value === null ? [] : [{ [path]: { $lt: value } }, { [path]: null }];
}

function parse(cursor: string): z.infer<typeof cursorSchema> {
  if (cursor.length > longestCursor) throw new InvalidCursor('The cursor is too long.');
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new InvalidCursor('The cursor cannot be read.');
  }
}
