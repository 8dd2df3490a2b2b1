/** Paths listed of one document; beyond it the document is different enough. */
const mostPaths = 100;

/**
 * The paths at which two JSON values differ, as `a.b.0.c`; the order of keys does not matter, and a field that is
 * undefined is as good as none. Values are never part of the answer.
 */
export function differingPaths(expected: unknown, actual: unknown): string[] {
  const paths: string[] = [];
  walk(expected, actual, '', paths);
  return paths.sort();
}

function walk(expected: unknown, actual: unknown, path: string, paths: string[]): void {
  if (Object.is(expected, actual) || expected === actual || paths.length >= mostPaths) return;
  const [left, right] = [fieldsOf(expected), fieldsOf(actual)];
  if (!left || !right || Array.isArray(expected) !== Array.isArray(actual)) {
    paths.push(path);
    return;
  }
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    walk(left[name], right[name], path === '' ? name : `${path}.${name}`, paths);
  }
}

/** The fields of a plain object or an array; anything else (also what only a hand could have stored) has none. */
function fieldsOf(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const plain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return plain ? (value as Record<string, unknown>) : undefined;
}
