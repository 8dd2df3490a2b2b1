import type {
  consentExpired,
  consentGiven,
  consentRefused,
  consentWithdrawn,
  decisionMade,
} from '../catalogue/consent-events.ts';
import type {
  consentInvalidated,
  consentRefusedBySignal,
  consentRevoked,
  consentTakenOver,
  personMerged,
} from '../catalogue/consent-standing-events.ts';
import type { RecordedEvent } from '../envelope.ts';
import type { FactsOf } from '../event-definition.ts';

/** What makes or ends one choice of a person. */
export type ChoiceOfAPerson =
  | typeof consentGiven
  | typeof consentRefused
  | typeof consentWithdrawn
  | typeof consentExpired
  | typeof consentInvalidated
  | typeof consentRevoked
  | typeof consentRefusedBySignal
  | typeof consentTakenOver;
/** Decisions that are kept as evidence stand in the same entity, so that none is recorded beside a withdrawal unseen. */
export type PersonEvent = ChoiceOfAPerson | typeof personMerged | typeof decisionMade;

/** The states of a consent (DPV): by the person's own acts, by time, by a new statement, or by the controller. */
export type ConsentStatus = 'given' | 'refused' | 'withdrawn' | 'expired' | 'invalidated' | 'revoked';

export type Shown = FactsOf<typeof consentGiven>['shown'];

export type Choice = {
  status: ConsentStatus;
  /** When the person chose, or when the choice ended. */
  since: string;
  /** The event that says so, and where it is in the ledger. */
  event: string;
  position: number;
  statementVersion?: string;
  shown?: Shown;
  /** Whether the browser sent the signal with the choice. */
  gpc?: boolean;
  /** For which company the person agreed. */
  company?: string;
  expires?: string;
};

/** One person's choices by purpose, and by recipient where a consent is asked for each. */
export type ConsentsOfAPerson = {
  choices: Readonly<Record<string, Choice>>;
  /** The person that this visitor turned out to be: nothing more is chosen here. */
  mergedInto?: string;
  /** Where in the ledger that became known. */
  closedAt?: number;
};

/** The place of a choice among a person's choices. */
export const choiceKey = ({ purpose, recipient }: { purpose: string; recipient?: string | undefined }): string =>
  recipient === undefined ? purpose : `${purpose}~${recipient}`;

/** The purpose, and the recipient if there is one, of a choice's place. */
export function partsOf(key: string): { purpose: string; recipient?: string } {
  const [purpose = '', recipient] = key.split('~');
  return { purpose, ...(recipient !== undefined && { recipient }) };
}

/** What stands under a key that a caller named; a name that every object knows (`constructor`) is nothing. */
export const valueAt = <Value>(of: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(of, key) ? of[key] : undefined;

/** A no of the person or of the person's browser; only these two outweigh a yes. */
export const isNo = ({ status }: { status: ConsentStatus }): boolean => status === 'refused' || status === 'withdrawn';

/** Its time is past, whether or not that has been recorded yet. */
export const isOver = ({ expires }: { expires?: string }, now: string): boolean =>
  expires !== undefined && Date.parse(expires) <= Date.parse(now);

/** How a choice stands after an event of the person; undefined for events that are about no choice. */
export function choiceAfter(event: RecordedEvent<PersonEvent>): Choice | undefined {
  const { facts, meta, position } = event;
  const at = { since: meta.time, event: meta.id, position };
  switch (meta.type) {
    case 'consent.given.v1':
      return { status: 'given', ...at, ...termsOf(facts as FactsOf<typeof consentGiven>) };
    case 'consent.refused.v1': {
      const { expires: _, ...terms } = termsOf(facts as FactsOf<typeof consentRefused>);
      return { status: 'refused', ...at, ...terms };
    }
    case 'consent.taken-over.v1': {
      const { status, origin, ...terms } = facts as FactsOf<typeof consentTakenOver>;
      return { status, since: origin.chosen, event: meta.id, position, ...termsOf(terms) };
    }
    case 'consent.refused-by-signal.v1': {
      const { statementVersion } = facts as FactsOf<typeof consentRefusedBySignal>;
      return { status: 'refused', ...at, statementVersion, gpc: true };
    }
    case 'consent.withdrawn.v1':
      return { status: 'withdrawn', ...at, statementVersion: (facts as { statementVersion: string }).statementVersion };
    case 'consent.expired.v1':
      return { status: 'expired', ...at };
    case 'consent.invalidated.v1':
      return { status: 'invalidated', ...at };
    case 'consent.revoked.v1':
      return { status: 'revoked', ...at };
    case 'person.merged.v1':
    case 'decision.made.v1':
      return undefined;
  }
}

type Chosen = {
  statementVersion: string;
  shown?: Shown | undefined;
  gpc?: boolean | undefined;
  company?: string | undefined;
  expires?: string | undefined;
};
const termsOf = ({ statementVersion, shown, gpc, company, expires }: Chosen) => ({
  statementVersion,
  ...(shown !== undefined && { shown }),
  ...(gpc !== undefined && { gpc }),
  ...(company !== undefined && { company }),
  ...(expires !== undefined && { expires }),
});
