import type { consentTakenOver } from '@vitne/contracts/catalogue/consent-standing-events';
import { type Choice, isNo, isOver, partsOf, valueAt } from '@vitne/contracts/decisions/choice';
import type { DomainEvent } from '@vitne/contracts/event-definition';

/** What an anonymous visitor had chosen, who turned out to be a known person. */
export type TakeOver = {
  command: 'take-over';
  person: string;
  visitor: string;
  choices: Readonly<Record<string, Choice>>;
  /** Ledger position at which the visitor's record was closed: what the person chose after that is newer than all of it. */
  closedAt: number;
  /** False where the visitor's record restricts use by other means, so that no yes of it may count anywhere. */
  yesCounts: boolean;
  /** Ledger position at which the person opted out, under either id, by purpose. */
  optedOut: Readonly<Record<string, number>>;
  now: string;
};

/**
 * The visitor's choices that count for the person. A no always does, unless there is the same no already. A yes does only
 * while it is running and where the person has chosen nothing about the purpose: so merging never lets anything be used
 * that the person, or the visitor, had not agreed to or had said no to.
 */
export function takenOver(
  { person, visitor, choices, closedAt, yesCounts, optedOut, now }: TakeOver,
  own: Readonly<Record<string, Choice>>,
): DomainEvent<typeof consentTakenOver>[] {
  const chosenByPerson = new Set(Object.keys(own).map((key) => partsOf(key).purpose));
  const counts = (key: string, choice: Choice): boolean => {
    const { purpose } = partsOf(key);
    if (isNo(choice)) {
      const known = valueAt(own, key);
      if (!known) return true;
      return isNo(known) ? hasNewerYes(own, key, known.position, closedAt) : known.position < closedAt;
    }
    const outweighed = (valueAt(optedOut, purpose) ?? 0) > choice.position;
    return (
      choice.status === 'given' && yesCounts && !outweighed && !isOver(choice, now) && !chosenByPerson.has(purpose)
    );
  };
  return Object.entries(choices)
    .filter(([key, choice]) => counts(key, choice))
    .sort(([, one], [, other]) => one.position - other.position)
    .map(([key, choice]) => ({
      type: 'consent.taken-over.v1',
      facts: { person, ...partsOf(key), ...factsOf(choice, visitor) },
    }));
}

/** Whether the person has agreed to a recipient since saying no to the purpose, before the visitor was known. */
const hasNewerYes = (own: Readonly<Record<string, Choice>>, key: string, no: number, closedAt: number): boolean =>
  Object.entries(own).some(
    ([other, { status, position }]) =>
      status === 'given' && other !== key && partsOf(other).purpose === key && position > no && position < closedAt,
  );

function factsOf(choice: Choice, visitor: string) {
  const { status, statementVersion, shown, gpc, company, expires, event, position, since } = choice;
  return {
    status: status as 'given' | 'refused' | 'withdrawn',
    statementVersion: statementVersion as string,
    ...(shown !== undefined && { shown }),
    ...(gpc !== undefined && { gpc }),
    ...(company !== undefined && { company }),
    ...(expires !== undefined && { expires }),
    origin: { visitor, event, position, chosen: since },
  };
}
