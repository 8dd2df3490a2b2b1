import { reject } from '../decider.ts';
import type { LawRejected } from './moments.ts';
import { isRejected, readDate } from './moments.ts';

/** From when a country has had which age, newest first. */
type AgeRule = { since: string; age: number; source: string };

/** A change of the law is a new row in front; the rows below stay, for consents given while they were the law. */
const ages: ReadonlyMap<string, readonly AgeRule[]> = new Map([
  ['NO', [{ since: '2018-07-20', age: 13, source: 'personopplysningsloven § 5, GDPR 8(1)' }]],
]);

/**
 * The age from which a child consents to an online service itself, on a local date and in a country (ISO 3166 alpha-2).
 * @returns `country-unknown` for a country whose age is not recorded, `date-out-of-range` before its law was in force.
 */
export function ageOfConsent(date: string, country: string): (AgeRule & { country: string }) | LawRejected {
  const day = readDate(date);
  if (isRejected(day)) return day;
  const rules = ages.get(country);
  if (!rules) return reject('country-unknown', `Name a country whose age is recorded: ${[...ages.keys()].join(', ')}.`);
  const rule = rules.find(({ since }) => since <= date);
  return rule ? { ...rule, country } : reject('date-out-of-range', 'The age was not set by law on that date.');
}
