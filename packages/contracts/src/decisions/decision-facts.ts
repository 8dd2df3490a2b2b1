import type { KnownStatement } from './consent-carries-over.ts';
import { laterOf } from './moments.ts';
import type { PersonFacts } from './person-facts.ts';
import type { RecipientFacts } from './recipient-facts.ts';
import type { Choices } from './standing-choices.ts';

/** May data of this category of a person be used for this purpose, and given to this recipient? */
export type Question = {
  purpose: string;
  dataCategory: string;
  recipient?: string | undefined;
  /** The group that the person belongs to here; without it the answer must hold for every group of the purpose. */
  population?: string | undefined;
  /** The id of the company that the person acts for. */
  company?: string | undefined;
};

/** Everything that stands about one person, one company and one recipient at a moment. */
export type DecisionFacts = {
  /** Every version published by then, oldest first; the last one is in force. */
  statements: readonly KnownStatement[];
  person: Choices;
  company: Choices;
  file: PersonFacts;
  recipient: RecipientFacts;
  at: string;
};

/**
 * The moment that facts speak of: the clock's, or the time of the newest of them where another instance's clock is
 * ahead. Then asking again as of that moment counts all that was counted.
 */
export function momentOf(now: string, facts: Omit<DecisionFacts, 'at'>): string {
  const { statements, person, company, file, recipient } = facts;
  return [person.newest, company.newest, file.newest, recipient.newest, statements.at(-1)?.published].reduce<string>(
    (latest, time) => (time === undefined ? latest : laterOf(latest, time)),
    now,
  );
}
