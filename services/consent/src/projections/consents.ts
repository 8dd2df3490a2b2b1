import {
  consentExpired,
  consentGiven,
  consentRefused,
  consentWithdrawn,
} from '@vitne/contracts/catalogue/consent-events';
import type { AnyRecordedEvent, RecordedEvent, SealedPart } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';
import { choiceKey } from '../domain/consents-of-a-person.ts';

type ConsentEvent = RecordedEvent<
  typeof consentGiven | typeof consentRefused | typeof consentWithdrawn | typeof consentExpired
>;

export type HistoryEntry = {
  eventId: string;
  eventType: string;
  at: string;
  position: number;
  purpose: string;
  recipient?: string;
  status: 'given' | 'refused' | 'withdrawn' | 'expired';
  statementVersion?: string;
  shown?: FactsOf<typeof consentGiven>['shown'];
  actor: string;
  sealed: SealedPart[];
};
export type ConsentsDocument = {
  person: string;
  /** The latest entry of each choice. */
  choices: Record<string, Omit<HistoryEntry, 'sealed'> & { expires?: string }>;
  history: HistoryEntry[];
};

const statusOf = {
  'consent.given.v1': 'given',
  'consent.refused.v1': 'refused',
  'consent.withdrawn.v1': 'withdrawn',
  'consent.expired.v1': 'expired',
} as const;

const handles = [consentGiven.type, consentRefused.type, consentWithdrawn.type, consentExpired.type] as const;

/** A person's consents as they stand, and how they came to stand so. */
export const consentsProjection: Projection<ConsentsDocument> = {
  name: 'consents',
  version: 1,
  handles,
  keysOf: (event) => [event.facts['person'] as string],
  evolve(doc, recorded) {
    const event = recorded as unknown as ConsentEvent;
    const entry = entryOf(event);
    const { sealed: _, ...choice } = entry;
    const expires =
      event.meta.type === 'consent.given.v1' ? (event.facts as FactsOf<typeof consentGiven>).expires : undefined;
    return {
      person: event.facts.person,
      choices: { ...doc?.choices, [choiceKey(event.facts)]: { ...choice, ...(expires !== undefined && { expires }) } },
      history: [...(doc?.history ?? []), entry],
    };
  },
};

function entryOf(event: ConsentEvent): HistoryEntry {
  const { facts, meta, position, sealed } = event;
  return {
    eventId: meta.id,
    eventType: meta.type,
    at: meta.time,
    position,
    purpose: facts.purpose,
    ...(facts.recipient !== undefined && { recipient: facts.recipient }),
    status: statusOf[meta.type],
    ...('statementVersion' in facts && { statementVersion: facts.statementVersion }),
    ...('shown' in facts && { shown: facts.shown }),
    actor: meta.actor,
    sealed,
  };
}

export type ExpiryDocument = { person: string; purpose: string; recipient?: string; expires: string };

/** When which consent ends by itself: what the service's timer looks at. */
export const consentExpiriesProjection: Projection<ExpiryDocument> = {
  name: 'consent-expiries',
  version: 1,
  handles,
  indexes: [{ key: { expires: 1 } }],
  keysOf: ({ facts }: AnyRecordedEvent) => [
    `${facts['person'] as string}~${choiceKey(facts as { purpose: string; recipient?: string })}`,
  ],
  evolve(_doc, recorded) {
    const { facts, meta } = recorded as unknown as ConsentEvent;
    if (meta.type !== 'consent.given.v1') return undefined;
    const { person, purpose, recipient, expires } = facts as FactsOf<typeof consentGiven>;
    if (expires === undefined) return undefined;
    return { person, purpose, ...(recipient !== undefined && { recipient }), expires };
  },
};
