import { accept, type Decision, reject } from '@vitne/contracts/decider';
import type { PersonEvent, PersonFile } from './person-state.ts';
import type { LegalHold } from './what-goes.ts';

export type PlaceLegalHold = {
  command: 'place-legal-hold';
  hold: LegalHold /** The categories of the statement. */;
  known: readonly string[];
  today: string;
};
export type LiftLegalHold = { command: 'lift-legal-hold'; person: string; hold: string; now: string };

export type LegalHoldRejection = 'unknown-category' | 'hold-already-over' | 'unknown-hold';

/** Keeps categories of a person beyond their rules (Art. 17(3)(e), or an authority's demand). */
export function placeLegalHold(
  file: PersonFile,
  { hold, known, today }: PlaceLegalHold,
): Decision<PersonEvent, LegalHoldRejection> {
  if (file.legalHolds[hold.hold]) return accept();
  const strange = hold.dataCategories.filter((category) => !known.includes(category));
  if (strange.length > 0)
    return reject('unknown-category', 'The statement in force has no such data category.', { dataCategories: strange });
  if (hold.until !== undefined && hold.until < today)
    return reject('hold-already-over', 'The last day of the hold is in the past.');
  return accept<PersonEvent>({ type: 'legal-hold.placed.v1', facts: hold });
}

/** Ends a hold: whatever fell due meanwhile is due at once. */
export function liftLegalHold(
  file: PersonFile,
  { person, hold, now }: LiftLegalHold,
): Decision<PersonEvent, LegalHoldRejection> {
  if (!file.legalHolds[hold]) return reject('unknown-hold', 'No such hold is in place.');
  return accept<PersonEvent>({ type: 'legal-hold.lifted.v1', facts: { hold, person, lifted: now } });
}
