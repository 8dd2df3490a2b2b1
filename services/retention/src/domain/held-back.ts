import type { HeldPart } from '@vitne/contracts/catalogue/erasure-events';
import { categoriesHeldAfter, personUserEvents } from '@vitne/contracts/catalogue/user-events';
import type { Holding } from './holding.ts';
import { omit } from './omit.ts';

/** Data categories that the person asked to be erased and that something else than their own rule keeps, by the request. */
export type HeldBack = Record<string, string>;

/**
 * What goes by itself once nothing keeps it any more: what a legal hold keeps, and what no law keeps under a rule of its own,
 * but whose category it shares with something that the law keeps. What a duty alone keeps has its day by its own rule.
 */
export function heldBackBy(
  request: string,
  held: readonly HeldPart[],
  holdings: Readonly<Record<string, Holding>>,
): HeldBack {
  const because = (reason: HeldPart['because']) =>
    held.flatMap((part) => (part.because === reason ? part.dataCategories : []));
  const beside = Object.values(holdings).flatMap(({ role, legalDuty, dataCategories }) =>
    role !== 'processor' && legalDuty === undefined ? dataCategories : [],
  );
  const shared = because('legal-duty').filter((category) => beside.includes(category));
  return Object.fromEntries([...because('legal-hold'), ...shared].map((category) => [category, request]));
}

const told: ReadonlyMap<string, string[]> = new Map(
  personUserEvents.map((definition) => [definition.type, categoriesHeldAfter(definition)]),
);

/** Whoever gives data anew after asking for erasure has given what may be kept again. */
export const withoutGivenAnew = (heldBack: HeldBack, eventType: string): HeldBack =>
  withoutCategories(heldBack, told.get(eventType) ?? []);

export const withoutCategories = (heldBack: HeldBack, dataCategories: readonly string[]): HeldBack =>
  omit(heldBack, dataCategories);

/** A person's file after a change of what is held back. */
export function withHeldBack<File extends { heldBack?: HeldBack }>(
  { heldBack = {}, ...file }: File,
  change: (before: HeldBack) => HeldBack,
): Omit<File, 'heldBack'> & { heldBack?: HeldBack } {
  const after = change(heldBack);
  return Object.keys(after).length === 0 ? file : { ...file, heldBack: after };
}
