import type { core } from 'zod';
import type { Aside } from './check-references.ts';
import { checkStatement } from './check-statement.ts';
import type { Finding, FindingCode } from './findings.ts';
import { type Statement, statementSchema } from './schema.ts';
import { SKELETON } from './statement-skeleton.ts';

/** Putting a part aside can leave a list too short, which is seen only when the rest is read again. */
const MOST_ROUNDS = 3;

/**
 * What else is found in a file whose shape is broken, so that nobody has to mend it error by error: the broken parts are
 * put aside, and the rest is checked. Nothing is said that putting a part aside may itself have brought about.
 */
export function checkWhatStands(value: unknown): Finding[] {
  const asides = { whole: value, names: new Map<string, string[]>(), parts: new Set<string>() };
  const statement = rest(value, asides);
  if (!statement) return [];
  const touched = new Set([...asides.names.keys(), ...asides.parts]);
  return checkStatement(statement, asides).filter(({ code, path }) => {
    const [part = ''] = path.split('/');
    if (asides.parts.has(part)) return false;
    if (code === 'resolution-answers-nothing') return touched.size === 0;
    return !(restsOn[code] ?? []).some((other) => touched.has(other));
  });
}

/** Parts beside its own that a finding is about: what is missing there may only have been put aside. */
const restsOn: Partial<Record<FindingCode, readonly (keyof Statement)[]>> = {
  'data-without-retention': ['retention', 'dataCategories'],
  'device-access-without-consent': ['cookies'],
  'cookie-consent-without-purpose': ['purposes'],
  'colliding-retention-rules': ['resolutions'],
  'empty-recipients': ['recipients'],
  'transfer-without-basis': ['transfers'],
  'transfer-against-promise': ['transfers'],
  'agreement-expired': ['statement'],
  'missing-right': ['requests', 'purposes', 'automatedDecisions'],
  'right-without-basis': ['purposes'],
  'no-complaint-route': ['complaints'],
  'no-privacy-contact': ['contacts'],
  'purpose-without-activity': ['activities'],
};

type Parts = Record<string, unknown>;
type Asides = Aside & { names: Map<string, string[]>; parts: Set<string> };

function rest(value: unknown, asides: Asides): Statement | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const parts: Parts = structuredClone(value) as Parts;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const read = statementSchema.safeParse(parts);
    if (read.success) return read.data;
    const dropped = new Map<string, Set<number>>();
    for (const issue of read.error.issues) putAside(parts, issue, dropped, asides);
    for (const [list, places] of dropped) drop(parts, list, places, asides);
  }
  return undefined;
}

function putAside(
  parts: Parts,
  issue: core.$ZodIssue,
  dropped: Map<string, Set<number>>,
  { parts: gone }: Asides,
): void {
  const [part, at] = issue.path;
  if (issue.code === 'unrecognized_keys') {
    // The owner may have been put aside by another issue already.
    const owner = issue.path.reduce<unknown>((of, key) => (of as Parts | null | undefined)?.[String(key)], parts);
    for (const key of issue.keys) if (typeof owner === 'object' && owner !== null) Reflect.deleteProperty(owner, key);
  } else if (typeof at === 'number' && Array.isArray(parts[String(part)])) {
    dropped.set(String(part), (dropped.get(String(part)) ?? new Set()).add(at));
  } else if (part !== undefined) {
    gone.add(String(part));
    parts[String(part)] = structuredClone((SKELETON as Parts)[String(part)]);
  }
}

function drop(parts: Parts, list: string, places: ReadonlySet<number>, { names }: Asides): void {
  const items = parts[list] as unknown[];
  const known = [...places].map((at) => (items[at] as { id?: unknown } | null | undefined)?.id);
  names.set(list, [...(names.get(list) ?? []), ...known.filter((id) => typeof id === 'string')]);
  parts[list] = items.filter((_, at) => !places.has(at));
}
