import { accept, type Decision, reject } from '@vitne/contracts/decider';
import { mostHeldParts, partUnderHold } from './held-parts.ts';
import { type Disposal, heldOf, type PersonEvent, type PersonFile } from './person-state.ts';
import { tellingOf } from './tell-of-erasure.ts';
import type { LegalHold } from './what-goes.ts';

export type PlaceLegalHold = {
  command: 'place-legal-hold';
  hold: LegalHold;
  /** The categories of the statement. */
  known: readonly string[];
  now: string;
};
export type LiftLegalHold = { command: 'lift-legal-hold'; person: string; hold: string; now: string };

export type LegalHoldRejection = 'unknown-category' | 'hold-already-over' | 'unknown-hold';

/**
 * Keeps categories of a person beyond their rules (Art. 17(3)(e), or an authority's demand). An erasure that is under way has
 * a remainder from then on, which the person is told of, and which goes by that request when the hold is over.
 */
export function placeLegalHold(
  file: PersonFile,
  { hold, known, now }: PlaceLegalHold,
): Decision<PersonEvent, LegalHoldRejection> {
  if (file.legalHolds[hold.hold]) return accept();
  const strange = hold.dataCategories.filter((category) => !known.includes(category));
  if (strange.length > 0)
    return reject('unknown-category', 'The statement in force has no such data category.', { dataCategories: strange });
  if (hold.until !== undefined && hold.until < now.slice(0, 10))
    return reject('hold-already-over', 'The last day of the hold is in the past.');
  return accept<PersonEvent>({ type: 'legal-hold.placed.v1', facts: hold }, ...savedFromErasures(file, hold, now));
}

/** What a hold saves of each erasure whose keys have not gone yet. */
function savedFromErasures(file: PersonFile, hold: LegalHold, now: string): PersonEvent[] {
  const underWay = Object.values(file.disposals).filter(({ reason }) => reason === 'erasure-request');
  return [...Map.groupBy(underWay, ({ request }) => request)].flatMap(([request, disposals]) =>
    request === undefined ? [] : savedFrom(file, { request, disposals, hold, now }),
  );
}

type Meeting = { request: string; disposals: readonly Disposal[]; hold: LegalHold; now: string };

function savedFrom(file: PersonFile, { request, disposals, hold, now }: Meeting): PersonEvent[] {
  // What the person gave anew since is held by its own rule, and was never asked to be erased.
  const heldAnew = new Set(Object.values(file.holdings).flatMap(({ dataCategories }) => dataCategories));
  const saved = [...new Set(disposals.flatMap(({ dataCategories }) => dataCategories))]
    .filter((category) => hold.dataCategories.includes(category) && !heldAnew.has(category))
    .sort();
  const before = heldOf(file.erasures[request]);
  if (saved.length === 0 || before.length === mostHeldParts) return [];
  const held = [...before, partUnderHold(hold, saved)];
  const tellings = disposals.flatMap((disposal) =>
    disposal.tellBy === undefined ? [] : [tellingOf({ ...disposal, request }, held, now)],
  );
  return [
    { type: 'erasure.remainder-held.v1', facts: { person: hold.person, request, decided: now, held } },
    ...tellings,
  ];
}

/** Ends a hold: whatever fell due meanwhile is due at once. */
export function liftLegalHold(
  file: PersonFile,
  { person, hold, now }: LiftLegalHold,
): Decision<PersonEvent, LegalHoldRejection> {
  if (!file.legalHolds[hold]) return reject('unknown-hold', 'No such hold is in place.');
  return accept<PersonEvent>({ type: 'legal-hold.lifted.v1', facts: { hold, person, lifted: now } });
}
