import { parseStatement } from '@vitne/contracts/statement/parse-statement';
import type { Statement } from '@vitne/contracts/statement/schema';
import { type StatementName, statementOf } from './statement-files.ts';

type Parent = Record<string, unknown> | unknown[];
type Place = { kind: string; parent: Parent; key: string | number };

/** What a text may be replaced by, told from what it is: the edges of its kind, some beyond what can be run. */
const oddTexts: [like: RegExp, odd: readonly string[]][] = [
  [/^P(T?\d+[A-Z])+$/, ['P100Y', 'P1200M', 'PT99999H', 'PT1S', 'P1DT1H', 'PT90M', 'P9999Y', 'at-once', 'session']],
  [/^[A-Z][a-z]+\/[A-Z][a-z]+$/, ['Europe/Nowhere', 'Pacific/Kiritimati', 'Africa/Monrovia', 'Antarctica/Troll']],
  [/^\d{4}-\d\d-\d\d$/, ['0001-01-01', '9999-12-31', '2024-02-29']],
  [/^[A-Z]{2}$/, ['ZZ', 'US', 'GB']],
  [/^\d+(\(\w+\))*$/, ['6(1)(a)', '6(1)(c)', '6(1)(f)', '9(2)(a)', '46(2)(c)', '5(2)', '99']],
  [/^(dpv|pd):/, ['dpv:Nothing', 'pd:Nothing', 'dpv:SellProducts', 'dpv:DirectMarketing']],
  [/^(processor|sub-processor|third-party|public-authority)$/, ['sub-processor', 'public-authority', 'third-party']],
  [/^(at-once|session|until-next-visit)$/, ['P100Y', 'PT90M', 'P9999Y', 'PT1S', 'until-next-visit']],
  [
    /^(erase|person|form|provided|cookie|login)$/,
    ['anonymise', 'person-and-company', 'third-party', 'web', 'statistics'],
  ],
  [/-/, ['accounting-year-ended', 'purpose-ended', 'constructor', 'data-protection-officer', 'person-and-company']],
  [/ /, ['<b>&"\'', 'x', 'x'.repeat(200), 'x'.repeat(4000)]],
  [/./, ['constructor', 'Necessary', 'marketing', 'letter', 'x'.repeat(60)]],
];
const oddAdditions: [key: string, value: unknown][] = [
  ['expires', 'P100Y'],
  ['askAgainAfter', 'P100Y'],
  ['noticeBefore', 'P100Y'],
  ['shownFor', 'P9999Y'],
  ['atMost', 'P100Y'],
  ['atLeast', 'P1D'],
  ['transfer', { article: '46(2)(c)', instrument: 'x'.repeat(200) }],
  ['agreement', { kind: 'data-processing-agreement', signed: '0001-01-01', expires: '9999-12-31' }],
  ['material', 'secondary'],
  ['actsForCompany', true],
  ['anonymous', true],
  ['keyPeriod', 'month'],
  ['readFromDevice', true],
  ['directMarketing', true],
  ['stopsWhen', 'customer.converted'],
];

/** A real statement in which about every third kind of part is odd, each as the check lets it pass; by the seed. */
export function oddStatement(name: StatementName, seed: number): Statement {
  const below = drawing(seed);
  let statement = statementOf(name);
  for (const kind of new Set(placesIn(statement).map((place) => place.kind))) {
    if (below(3) > 0) continue;
    const next = structuredClone(statement);
    const places = placesIn(next).filter((place) => place.kind === kind);
    const place = places[below(places.length)];
    if (place) change(place, below);
    const parsed = parseStatement(next);
    if (parsed.ok) statement = parsed.statement;
  }
  return statement;
}

/** Places are of one kind when only their positions in lists tell them apart. */
function placesIn(value: unknown, under = ''): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const kind = `${under}/${Array.isArray(value) ? '*' : key}`;
    return [{ kind, parent: value as Parent, key: Array.isArray(value) ? Number(key) : key }, ...placesIn(part, kind)];
  });
}

function change({ parent, key }: Place, below: (limit: number) => number): void {
  const of = parent as Record<string | number, unknown>;
  const value = of[key];
  const one = <Value>(values: readonly Value[]): Value => values[below(values.length)] as Value;
  if (typeof value === 'string') of[key] = one(oddTexts.find(([like]) => like.test(value))?.[1] ?? ['']);
  else if (typeof value === 'boolean') of[key] = !value;
  else if (typeof value === 'number') of[key] = one([0, 1, 13, 16, 999_999]);
  else if (Array.isArray(value)) of[key] = one<unknown[]>([[], [...value, ...value.slice(0, 1)], value.slice(1)]);
  else if (below(3) > 0) Object.assign(value as object, Object.fromEntries([one(oddAdditions)]));
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete of[key];
}

/** The same seed draws the same numbers. */
function drawing(seed: number): (limit: number) => number {
  let state = seed >>> 0 || 1;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
