import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { checkpointKey } from './collection-names.ts';
import type { Projection } from './projection.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- A fold does not look into the documents that it carries.
export type AnyProjection = Projection<any>;

/** A document as a fold holds it; `doc` is undefined when it was removed, or never made. */
export type FoldedDocument = { doc: object | undefined; position: number };

/** What a projection has to do with a batch: its events in order, each with the documents it changes. */
export type Work = { event: AnyRecordedEvent; keys: string[] }[];

/** The part of a batch after `position` that the projection handles. */
export function workOf(projection: AnyProjection, events: readonly AnyRecordedEvent[], position: number): Work {
  const handles = new Set(projection.handles);
  const work: Work = [];
  for (const event of events) {
    if (event.position <= position || !handles.has(event.meta.type)) continue;
    const keys = [...new Set(projection.keysOf(event))];
    if (keys.some((key) => key === checkpointKey || key === '')) {
      throw new TypeError(`${projection.name} gives a document the reserved key of the checkpoint, or none.`);
    }
    if (keys.length > 0) work.push({ event, keys });
  }
  return work;
}

/**
 * Evolves documents in ledger order, in place. An event at or below a document's position is already in it and changes
 * nothing.
 * @returns the keys that were changed.
 */
export function foldWork(projection: AnyProjection, work: Work, documents: Map<string, FoldedDocument>): Set<string> {
  const changed = new Set<string>();
  for (const { event, keys } of work) {
    for (const key of keys) {
      const before = documents.get(key);
      if (before && before.position >= event.position) continue;
      documents.set(key, { doc: projection.evolve(before?.doc, event, key), position: event.position });
      changed.add(key);
    }
  }
  return changed;
}

/**
 * The document as it comes back from the database: plain JSON without undefined fields, `_id` and `position`.
 * A fold in memory and a fold over stored documents could differ otherwise.
 * @throws {TypeError} when a projection makes something else (a Date, a Map, NaN); that is its defect.
 */
export function storable(doc: object): Record<string, unknown> {
  const { _id, position: _position, ...rest } = plain(doc, 0) as Record<string, unknown>;
  return rest;
}

const deepest = 64;

function plain(value: unknown, depth: number): unknown {
  if (depth > deepest) throw new TypeError(`A document is nested deeper than ${deepest}.`);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number' && Number.isFinite(value)) return value === 0 ? 0 : value;
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? null : plain(item, depth + 1)));
  if (typeof value !== 'object') throw new TypeError(`A document holds a ${typeof value}, which is not JSON.`);
  const prototype = Object.getPrototypeOf(value) as unknown;
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError('A document holds a class instance.');
  const result: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    if (item !== undefined) result[name] = plain(item, depth + 1);
  }
  return result;
}
