import { canonicalJson } from './canonical-json.ts';
import type { LocalisedText, Statement } from './schema.ts';

/** One place where two statements say different things; `at` is the path in steps, ids in place of list positions. */
export type Difference = {
  readonly at: readonly string[];
  readonly kind: 'added' | 'removed' | 'changed';
  /** Undefined where the older one says nothing. */
  readonly before: unknown;
  /** Undefined where the newer one says nothing. */
  readonly after: unknown;
};

/** Every place where two statements differ. The order of lists and the layout of the files mean nothing. */
export function differencesBetween(older: Statement, newer: Statement): Difference[] {
  return between([], older, newer);
}

/** Whether a value of a statement is a sentence for people: both languages and nothing else. */
export function isText(value: unknown): value is LocalisedText {
  return isObject(value) && Object.keys(value).length === 2 && 'nb' in value && 'en' in value;
}

function between(at: readonly string[], before: unknown, after: unknown): Difference[] {
  if (before === after) return [];
  if (before === undefined) return [{ at, kind: 'added', before, after }];
  if (after === undefined) return [{ at, kind: 'removed', before, after }];
  if (Array.isArray(before) && Array.isArray(after)) return betweenLists(at, before, after);
  if (isObject(before) && isObject(after) && !isText(before)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => between([...at, key], before[key], after[key]));
  }
  return canonicalJson(before) === canonicalJson(after) ? [] : [{ at, kind: 'changed', before, after }];
}

function betweenLists(at: readonly string[], before: readonly unknown[], after: readonly unknown[]): Difference[] {
  const these = byName(before);
  const those = byName(after);
  return [...new Set([...these.keys(), ...those.keys()])].flatMap((name) =>
    between(isNamed(before, after) ? [...at, name] : at, these.get(name), those.get(name)),
  );
}

/** Items with a name are compared with their namesake; others are there or not. */
function byName(list: readonly unknown[]): Map<string, unknown> {
  return new Map(list.map((item) => [nameOf(item) ?? canonicalJson(item), item]));
}

const isNamed = (...lists: (readonly unknown[])[]) => lists.flat().some((item) => nameOf(item) !== undefined);

function nameOf(item: unknown): string | undefined {
  if (!isObject(item)) return undefined;
  const name = item['id'] ?? item['identifier'] ?? item['right'];
  return typeof name === 'string' ? name : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
