import { accept, type Decision } from '@vitne/contracts/decider';
import { ordersToErase } from './erase-on-request.ts';
import { earlierOf, endOfDayInUtc, inUtc, isAfter, laterOf } from './moments.ts';
import { foldDecided, type PersonEvent, type PersonFile } from './person-state.ts';

export type EraseHeldBack = { command: 'erase-held-back'; person: string; now: string; commandId: string };

/**
 * Orders what a person once asked to be erased and what was held back then, as soon as nothing keeps it any more: the legal
 * hold is over or lifted, and no law keeps data of the category. Nobody has to ask again (Art. 17(1), 17(3)).
 */
export function eraseHeldBack(file: PersonFile, command: EraseHeldBack): Decision<PersonEvent, never> {
  const { person, now, commandId } = command;
  const free = Object.entries(file.heldBack ?? {}).filter(([category, request]) => {
    const at = freeAt(file, category, request);
    return at !== undefined && !isAfter(at, now);
  });
  const byRequest = Map.groupBy(free, ([, request]) => request);
  const events: PersonEvent[] = [];
  for (const [request, entries] of byRequest) {
    const dataCategories = new Set(entries.map(([category]) => category));
    const going = Object.values(foldDecided(file, events).holdings).filter(
      (holding) => holding.role !== 'processor' && holding.dataCategories.some((one) => dataCategories.has(one)),
    );
    const disposal = `${commandId}-${events.length + 1}`;
    events.push(...ordersToErase({ disposal, person, request, now }, going, dataCategories));
  }
  return accept(...events);
}

/** When the first of what was held back is free, in UTC; undefined while that has no day. */
export const heldBackDue = (file: PersonFile): string | undefined =>
  Object.entries(file.heldBack ?? {})
    .flatMap(([category, request]) => freeAt(file, category, request) ?? [])
    .reduce<string | undefined>(earlierOf, undefined);

/** When one category of what was held back is free, in UTC; undefined while that has no day. */
export function freeAt(file: PersonFile, category: string, request: string): string | undefined {
  // While the erasure that a hold met half-way is under way, it may still take the category along.
  const isLeaving = Object.values(file.disposals).some(
    (disposal) => disposal.request === request && disposal.dataCategories.includes(category),
  );
  if (isLeaving) return undefined;
  const keeping = [
    ...Object.values(file.legalHolds).flatMap(({ dataCategories, until }) =>
      dataCategories.includes(category) ? [until === undefined ? undefined : endOfDayInUtc(until)] : [],
    ),
    ...Object.values(file.holdings).flatMap(({ dataCategories, role, legalDuty, due }) =>
      role !== 'processor' && legalDuty !== undefined && dataCategories.includes(category)
        ? [due === undefined ? undefined : inUtc(due)]
        : [],
    ),
  ];
  let free = inUtc(file.erasures[request]?.decided ?? '1970-01-01T00:00:00Z');
  for (const until of keeping) {
    if (until === undefined) return undefined;
    free = laterOf(free, until);
  }
  return free;
}
