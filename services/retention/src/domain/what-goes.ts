import type { legalHoldPlaced } from '@vitne/contracts/catalogue/retention-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Holding } from './holding.ts';
import { endOfDayInUtc, inUtc, isAfter, laterOf } from './moments.ts';

export type LegalHold = FactsOf<typeof legalHoldPlaced>;

/** Data categories together with the systems that have to dispose of them. */
export type Share = { dataCategories: string[]; systems: string[] };

type Months = { period?: string | undefined };
type Kept = Pick<Holding, 'period' | 'role' | 'client' | 'material'>;

/** Months are the same when they have one name, and data without a month is of every month. */
export const sameMonths = (one: Months, other: Months): boolean => agree(one.period, other.period);

/**
 * Whether two holdings can hold the same data of one category: not of different months or years, of different kinds of
 * accounting material, or kept on behalf of different clients.
 */
const sameData = (one: Kept, other: Kept): boolean =>
  sameMonths(one, other) && agree(one.material, other.material) && onBehalfOf(one) === onBehalfOf(other);

/** What leaves something open is of any. */
export const agree = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other;

/** The client that a processor keeps something for; undefined for what the controller keeps for itself. */
export const onBehalfOf = ({ role, client }: Pick<Holding, 'role' | 'client'>): string | undefined =>
  role === 'processor' ? client : undefined;

/** In which compartment of its categories the keys of a holding are, or of its disposal; undefined when in any. */
export const compartmentOf = (kept: Pick<Kept, 'role' | 'client' | 'material'>): string | undefined =>
  onBehalfOf(kept) ?? kept.material;

/**
 * What of a holding is kept by no other holding and no legal hold. Each system keeps what some rule lets it keep, so the
 * answer is given by system: what one rule ends in one system may lawfully stay in another.
 */
export function whatGoes(holding: Holding, others: readonly Holding[], held: ReadonlySet<string>): Share[] {
  const shares = new Map<string, Share>();
  for (const category of holding.dataCategories) {
    if (held.has(category)) continue;
    const keepers = others.filter((other) => other.dataCategories.includes(category) && sameData(holding, other));
    const systems = holding.systems.filter((system) => !keepers.some((keeper) => keeper.systems.includes(system)));
    if (systems.length === 0 && (holding.systems.length > 0 || keepers.length > 0)) continue;
    const key = systems.join(' ');
    const share = shares.get(key) ?? { dataCategories: [], systems };
    share.dataCategories.push(category);
    shares.set(key, share);
  }
  return [...shares.values()];
}

/** The data categories that legal holds keep at a moment. A hold with a last day ends by itself when that day is over. */
export const heldCategories = (holds: readonly LegalHold[], now: string): Set<string> =>
  new Set(standingHolds(holds, now).flatMap((hold) => hold.dataCategories));

export const standingHolds = (holds: readonly LegalHold[], now: string): LegalHold[] =>
  holds.filter((hold) => hold.until === undefined || isAfter(endOfDayInUtc(hold.until), now));

/**
 * When a holding is to be looked at: its due time, or later when legal holds keep all of it until then. Undefined without
 * an anchor and while a hold without a last day keeps all of it. UTC, so that moments sort as text.
 */
export function dueAt(holding: Holding, holds: readonly LegalHold[]): string | undefined {
  if (holding.due === undefined) return undefined;
  let due: string | undefined;
  for (const category of holding.dataCategories) {
    const free = freeFrom(category, inUtc(holding.due), holds);
    if (free !== undefined && (due === undefined || isAfter(due, free))) due = free;
  }
  return due;
}

function freeFrom(category: string, due: string, holds: readonly LegalHold[]): string | undefined {
  let free = due;
  for (const hold of holds) {
    if (!hold.dataCategories.includes(category)) continue;
    if (hold.until === undefined) return undefined;
    free = laterOf(free, endOfDayInUtc(hold.until));
  }
  return free;
}
