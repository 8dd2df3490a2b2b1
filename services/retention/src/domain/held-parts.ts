import type { HeldPart } from '@vitne/contracts/catalogue/erasure-events';
import type { Holding } from './holding.ts';
import { dayAfter } from './moments.ts';
import type { PersonFile } from './person-state.ts';
import { type LegalHold, standingHolds } from './what-goes.ts';

/** How many parts an answer names at the most. */
export const mostHeldParts = 100;

/** What stays, one part for each reason and day, the same reason and day said once. */
export function heldParts(
  file: PersonFile,
  onDuty: readonly Holding[],
  notOurs: readonly Holding[],
  now: string,
): HeldPart[] {
  const parts: HeldPart[] = [
    ...onDuty.map(({ dataCategories, legalDuty, erasableFrom }) => ({
      dataCategories,
      because: 'legal-duty' as const,
      article: 'GDPR 17(3)(b)',
      ...(legalDuty !== undefined && { law: legalDuty }),
      ...(erasableFrom !== undefined && { until: erasableFrom }),
    })),
    ...standingHolds(Object.values(file.legalHolds), now).map((hold) => partUnderHold(hold, hold.dataCategories)),
    ...notOurs.map(({ dataCategories, client, erasableFrom }) => ({
      dataCategories,
      because: 'kept-for-client' as const,
      article: 'GDPR 28(3)(a)',
      ...(client !== undefined && { client }),
      ...(erasableFrom !== undefined && { until: erasableFrom }),
    })),
  ];
  const byReason = Map.groupBy(parts, (part) => JSON.stringify({ ...part, dataCategories: [] }));
  return [...byReason.values()]
    .map((same) => ({
      ...(same[0] as HeldPart),
      dataCategories: [...new Set(same.flatMap(({ dataCategories }) => dataCategories))].sort(),
    }))
    .slice(0, mostHeldParts);
}

/** What a legal hold keeps of a person, by which article, and from when it can go. */
export const partUnderHold = ({ ground, until }: LegalHold, dataCategories: string[]): HeldPart => ({
  dataCategories,
  because: 'legal-hold',
  article: ground === 'legal-claim' ? 'GDPR 17(3)(e)' : 'GDPR 17(3)(b)',
  ...(until !== undefined && { until: dayAfter(until) }),
});
