import { laterOf } from './moments.ts';
import type { PersonFacts } from './person-facts.ts';

/**
 * The facts of a person together with those of the visitors that the person was. What they asked for and opted out of
 * counts; what is held about a visitor stays held under the visitor's id.
 */
export function withVisitors(facts: PersonFacts, visitors: readonly PersonFacts[]): PersonFacts {
  if (visitors.length === 0) return facts;
  const all = [facts, ...visitors];
  const optedOut: Record<string, number> = {};
  for (const [purpose, position] of all.flatMap((one) => Object.entries(one.optedOut))) {
    optedOut[purpose] = Math.max(position, optedOut[purpose] ?? 0);
  }
  const newest = all.flatMap((one) => one.newest ?? []).reduce<string | undefined>(laterOf, undefined);
  const requests = Object.fromEntries(all.flatMap((one) => Object.entries(one.requests)));
  const position = Math.max(...all.map((one) => one.position ?? 0));
  const before = [...new Set(all.flatMap((one) => one.saidNoBefore ?? []))].sort();
  return {
    ...facts,
    requests,
    optedOut,
    ...(before.length > 0 && { saidNoBefore: before }),
    ...(newest !== undefined && { newest }),
    position,
  };
}
