import type { companyConsentGiven, companyConsentWithdrawn } from '../catalogue/consent-events.ts';
import type { consentTakenOver } from '../catalogue/consent-standing-events.ts';
import type { RecordedEvent } from '../envelope.ts';
import type { FactsOf } from '../event-definition.ts';
import { type ConsentStatus, choiceKey, isNo, isOver, type PersonEvent, valueAt } from './choice.ts';
import { laterOf } from './moments.ts';

export type ChoiceEvent = RecordedEvent<PersonEvent | typeof companyConsentGiven | typeof companyConsentWithdrawn>;

/** The last thing that happened to one choice, and where in the ledger. */
export type StandingChoice = {
  status: ConsentStatus;
  position: number;
  statementVersion?: string;
  expires?: string;
  company?: string;
};

/** How the choices of one person, or of one company, stand. */
export type Choices = {
  standing: Readonly<Record<string, StandingChoice>>;
  /** The latest time among the events that changed something, and the position of the last of them. */
  newest?: string;
  position?: number;
};

export const noChoices = (): Choices => ({ standing: {} });

/**
 * Folds the entity of a person or of a company; that a decision was made changes no choice. Under the id of a visitor who
 * turned out to be a known person nothing stands any more: it stands, and is withdrawn, under the person's.
 */
export function foldChoice(choices: Choices, event: ChoiceEvent): Choices {
  const { position } = event;
  const newest = laterOf(choices.newest, event.meta.time);
  if (event.meta.type === 'person.merged.v1') return { standing: {}, newest, position };
  const choice = choiceOf(event);
  if (!choice) return choices;
  const key = choiceKey(event.facts as { purpose: string; recipient?: string });
  return { standing: { ...choices.standing, [key]: choice }, newest, position };
}

function choiceOf({ facts, meta, position }: ChoiceEvent): StandingChoice | undefined {
  switch (meta.type) {
    case 'consent.given.v1':
    case 'company-consent.given.v1': {
      const { statementVersion, expires, company } = facts as {
        statementVersion: string;
        expires?: string;
        company?: string;
      };
      return {
        status: 'given',
        position,
        statementVersion,
        ...(expires !== undefined && { expires }),
        ...(company !== undefined && { company }),
      };
    }
    case 'consent.taken-over.v1': {
      const { status, origin, statementVersion, expires, company } = facts as FactsOf<typeof consentTakenOver>;
      if (status !== 'given') return { status, position };
      // It is as old as the visitor's own act: an opt-out since then outweighs it.
      return {
        status,
        position: origin.position,
        statementVersion,
        ...(expires !== undefined && { expires }),
        ...(company !== undefined && { company }),
      };
    }
    case 'consent.refused.v1':
    case 'consent.refused-by-signal.v1':
      return { status: 'refused', position };
    case 'consent.withdrawn.v1':
    case 'company-consent.withdrawn.v1':
      return { status: 'withdrawn', position };
    case 'consent.expired.v1':
      return { status: 'expired', position };
    case 'consent.invalidated.v1':
      return { status: 'invalidated', position };
    case 'consent.revoked.v1':
      return { status: 'revoked', position };
    case 'person.merged.v1':
    case 'decision.made.v1':
      return undefined;
  }
}

/** How the choices of one person, or of one company, stand after all of its events. */
export const choicesOf = (events: readonly ChoiceEvent[]): Choices => events.reduce(foldChoice, noChoices());

export type Standing =
  /** `toRecipient`: given to the recipient that was asked about, and not to the purpose as a whole. */
  | { status: 'in-force'; position: number; statementVersion: string; toRecipient: boolean }
  | { status: 'missing' | Exclude<ConsentStatus, 'given'> | 'for-other-company' };

/**
 * How a consent stands at a moment, for a purpose and, where one is named, a recipient. A consent to a purpose counts
 * for its every recipient, one for a recipient for that one alone. A no to the recipient outweighs a yes to the purpose,
 * and a later no to the purpose an earlier yes to the recipient: withdrawing is as easy as giving (Art. 7(3)).
 */
export function standingOf(
  { standing }: Choices,
  asked: { purpose: string; recipient?: string | undefined; company?: string | undefined; at: string },
): Standing {
  const { purpose, recipient } = asked;
  const forAll = valueAt(standing, choiceKey({ purpose }));
  const forOne = recipient === undefined ? undefined : valueAt(standing, choiceKey({ purpose, recipient }));
  if (forOne && isNo(forOne)) return endedBy(forOne);
  const candidates = [forOne, forAll].filter(
    (choice) => choice !== undefined && !(forAll && isNo(forAll) && choice.position <= forAll.position),
  ) as StandingChoice[];
  if (forAll && isNo(forAll) && candidates.length === 0) return endedBy(forAll);
  const why = candidates.map((choice) => whyNot(choice, asked));
  const counts = candidates.find((_choice, index) => why[index] === undefined);
  if (counts) {
    const { position, statementVersion = '' } = counts;
    return { status: 'in-force', position, statementVersion, toRecipient: counts === forOne };
  }
  return { status: why[0] ?? 'missing' };
}

/** The ledger position of the consent that is in force, if there is one. */
export function consentInForce(...about: Parameters<typeof standingOf>): number | undefined {
  const standing = standingOf(...about);
  return standing.status === 'in-force' ? standing.position : undefined;
}

const endedBy = ({ status }: StandingChoice): Standing => ({ status: status as 'refused' | 'withdrawn' });

function whyNot(
  choice: StandingChoice,
  asked: { company?: string | undefined; at: string },
): 'expired' | 'invalidated' | 'revoked' | 'for-other-company' | undefined {
  const { status, company } = choice;
  if (status === 'invalidated' || status === 'revoked') return status;
  if (status === 'expired' || isOver(choice, asked.at)) return 'expired';
  const another = company !== undefined && asked.company !== undefined && company !== asked.company;
  return another ? 'for-other-company' : undefined;
}
