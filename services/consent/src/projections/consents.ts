import type { consentExpired, consentGiven } from '@vitne/contracts/catalogue/consent-events';
import {
  type consentInvalidated,
  type consentRefusedBySignal,
  type consentRevoked,
  type consentTakenOver,
  personMerged,
} from '@vitne/contracts/catalogue/consent-standing-events';
import { type ChoiceOfAPerson, type ConsentStatus, choiceKey, type Shown } from '@vitne/contracts/decisions/choice';
import type { AnyRecordedEvent, RecordedEvent, SealedPart } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';

type ConsentEvent = RecordedEvent<ChoiceOfAPerson>;

/** What can be said of an entry beside who, what and when; each kind of event says some of it. */
type EntryTerms = {
  statementVersion?: string;
  shown?: Shown;
  gpc?: boolean;
  company?: string;
  /** Who consented for a child. */
  guardian?: string;
  /** When a given consent ends by itself. */
  expires?: string;
  /** The browser's signal that refused. */
  signal?: 'gpc';
  /** The statement version under which an invalidated consent had been given. */
  givenUnder?: string;
  /** Why the controller ended it. */
  reason?: string;
  /** The visitor's own event that was taken over. */
  origin?: FactsOf<typeof consentTakenOver>['origin'];
};

export type HistoryEntry = EntryTerms & {
  eventId: string;
  eventType: string;
  at: string;
  position: number;
  purpose: string;
  recipient?: string;
  status: ConsentStatus;
  actor: string;
  sealed: SealedPart[];
};
export type ConsentsDocument = {
  person: string;
  /** The latest entry of each choice. */
  choices: Record<string, Omit<HistoryEntry, 'sealed'>>;
  history: HistoryEntry[];
  /** The person whom this visitor turned out to be. */
  mergedInto?: string;
};

const statusOf = {
  'consent.given.v1': 'given',
  'consent.refused.v1': 'refused',
  'consent.refused-by-signal.v1': 'refused',
  'consent.withdrawn.v1': 'withdrawn',
  'consent.expired.v1': 'expired',
  'consent.invalidated.v1': 'invalidated',
  'consent.revoked.v1': 'revoked',
} as const;

/** Every event that makes or ends a choice of a person. */
export const choiceTypes: readonly string[] = [...Object.keys(statusOf), 'consent.taken-over.v1'];

/** A person's consents as they stand, and how they came to stand so. */
export const consentsProjection: Projection<ConsentsDocument> = {
  name: 'consents',
  version: 2,
  handles: [...choiceTypes, personMerged.type],
  keysOf: (event) => [event.facts['person'] as string],
  evolve(doc, recorded) {
    const before = doc ?? { person: recorded.facts['person'] as string, choices: {}, history: [] };
    if (recorded.meta.type === personMerged.type) {
      return { ...before, mergedInto: (recorded.facts as FactsOf<typeof personMerged>).into };
    }
    const event = recorded as unknown as ConsentEvent;
    const entry = entryOf(event);
    const { sealed: _, ...choice } = entry;
    return {
      ...before,
      choices: { ...before.choices, [choiceKey(event.facts)]: choice },
      history: [...before.history, entry],
    };
  },
};

/** How a choice stands after an event. */
const statusAfter = ({ meta, facts }: ConsentEvent): ConsentStatus =>
  meta.type === 'consent.taken-over.v1' ? (facts as FactsOf<typeof consentTakenOver>).status : statusOf[meta.type];

/** When a consent that the event gives ends by itself. */
const runningUntil = (event: ConsentEvent): string | undefined =>
  statusAfter(event) === 'given' ? (event.facts as FactsOf<typeof consentGiven>).expires : undefined;

function entryOf(event: ConsentEvent): HistoryEntry {
  const { facts, meta, position, sealed } = event;
  const expires = runningUntil(event);
  return {
    eventId: meta.id,
    eventType: meta.type,
    at: meta.time,
    position,
    purpose: facts.purpose,
    ...(facts.recipient !== undefined && { recipient: facts.recipient }),
    status: statusAfter(event),
    ...termsOf(facts),
    ...(expires !== undefined && { expires }),
    actor: meta.actor,
    sealed,
  };
}

type Facts = ConsentEvent['facts'] &
  Partial<FactsOf<typeof consentGiven>> &
  Partial<FactsOf<typeof consentRefusedBySignal>> &
  Partial<FactsOf<typeof consentInvalidated>> &
  Partial<FactsOf<typeof consentRevoked>> &
  Partial<FactsOf<typeof consentTakenOver>>;

function termsOf(facts: FactsOf<typeof consentExpired> | ConsentEvent['facts']): EntryTerms {
  const { statementVersion, shown, gpc, company, guardian, signal, givenUnder, reason, origin } = facts as Facts;
  return {
    ...(statementVersion !== undefined && { statementVersion }),
    ...(shown !== undefined && { shown }),
    ...(gpc !== undefined && { gpc }),
    ...(company !== undefined && { company }),
    ...(guardian !== undefined && { guardian }),
    ...(signal !== undefined && { signal }),
    ...(givenUnder !== undefined && { givenUnder }),
    ...(reason !== undefined && { reason }),
    ...(origin !== undefined && { origin }),
  };
}

const placeOf = ({ facts }: AnyRecordedEvent): string =>
  `${facts['person'] as string}~${choiceKey(facts as { purpose: string; recipient?: string })}`;

export type ExpiryDocument = { person: string; purpose: string; recipient?: string; expires: string };

/** When which consent ends by itself: what the service's timer looks at. */
export const consentExpiriesProjection: Projection<ExpiryDocument> = {
  name: 'consent-expiries',
  version: 2,
  handles: choiceTypes,
  indexes: [{ key: { expires: 1 } }],
  keysOf: (event) => [placeOf(event)],
  evolve(_doc, recorded) {
    const event = recorded as unknown as ConsentEvent;
    const { person, purpose, recipient } = event.facts;
    const expires = runningUntil(event);
    if (expires === undefined) return undefined;
    return { person, purpose, ...(recipient !== undefined && { recipient }), expires };
  },
};

export type RunningConsentDocument = { person: string; purpose: string; recipient?: string; givenUnder: string };

/** Who agreed to a purpose under which version: what a new version of the statement looks at. */
export const runningConsentsProjection: Projection<RunningConsentDocument> = {
  name: 'running-consents',
  version: 1,
  handles: choiceTypes,
  indexes: [{ key: { purpose: 1 } }],
  keysOf: (event) => [placeOf(event)],
  evolve(_doc, recorded) {
    const event = recorded as unknown as ConsentEvent;
    if (statusAfter(event) !== 'given') return undefined;
    const { person, purpose, recipient, statementVersion } = event.facts as FactsOf<typeof consentGiven>;
    return { person, purpose, ...(recipient !== undefined && { recipient }), givenUnder: statementVersion };
  },
};
