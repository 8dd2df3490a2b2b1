/** Found nothing at the path; a value of its own, because null and undefined can stand in a file. */
export const NOTHING = Symbol('nothing at this path');

/**
 * The value at a path such as `purposes/newsletter/bases` of a statement, parsed or not.
 * Objects are entered by key; list items by their `id` (of a cookie its `identifier`, of a right its `right`), or by number from 0.
 */
export function valueAt(root: unknown, path: string): unknown {
  let value: unknown = root;
  for (const step of path.split('/')) {
    value = stepInto(value, step);
    if (value === NOTHING) return NOTHING;
  }
  return value;
}

/** Writes keys and list positions as a path, naming list items by their id wherever they have one. */
export function pathOf(root: unknown, keys: readonly PropertyKey[]): string {
  let value: unknown = root;
  const steps: string[] = [];
  for (const key of keys) {
    const next = stepInto(value, String(key));
    steps.push((Array.isArray(value) && nameOf(next)) || String(key));
    value = next;
  }
  return steps.join('/');
}

/** The keys and list positions of a path, as the YAML document addresses its nodes; as far as they exist. */
export function keysOf(root: unknown, path: string): (string | number)[] {
  let value: unknown = root;
  const keys: (string | number)[] = [];
  for (const step of path.split('/')) {
    const next = stepInto(value, step);
    if (next === NOTHING) break;
    keys.push(Array.isArray(value) ? value.indexOf(next) : step);
    value = next;
  }
  return keys;
}

function stepInto(value: unknown, step: string): unknown {
  if (Array.isArray(value)) {
    const named = value.find((item) => nameOf(item) === step);
    if (named !== undefined) return named;
    return /^\d+$/.test(step) && Number(step) < value.length ? value[Number(step)] : NOTHING;
  }
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, step)) {
    return (value as Record<string, unknown>)[step];
  }
  return NOTHING;
}

function nameOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  for (const key of ['id', 'identifier', 'right']) {
    const name = Object.hasOwn(item, key) ? (item as Record<string, unknown>)[key] : undefined;
    if (typeof name === 'string' && name !== '' && !name.includes('/')) return name;
  }
  return undefined;
}
