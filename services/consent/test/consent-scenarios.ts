import type { PastEvent } from '@vitne/testing/decider-specification';
import type { ConsentTerms } from '../src/domain/consent-terms.ts';
import type { ConsentCommand } from '../src/domain/consents-of-a-person.ts';

export const person = 'p4k7w2m9x1c6v3b8n5z0';
export const company = 'c4k7w2m9x1c6v3b8n5z0';
export const representative = 'r4k7w2m9x1c6v3b8n5z0';
export const now = '2026-03-02T09:00:00.000Z';
export const notice = { nb: 'a'.repeat(64), en: 'b'.repeat(64) };
export const purpose = 'analytics';

export const shown = {
  noticeHash: notice.nb,
  language: 'nb',
  surface: 'cookie-banner',
  method: 'pressed-button',
} as const;

const inWords = (name: string) => ({ nb: name, en: name });
/** What a statement lists of a device, with addresses shortened. */
export const device: ConsentTerms['device'] = [
  { id: 'browser', name: inWords('Browser') },
  { id: 'maskedIp', name: inWords('Address'), masked: true },
];

/** A statement whose purposes stand on consent, with what a test says about them. */
export const termsOf = (
  consent: Partial<NonNullable<NonNullable<ConsentTerms['purpose']>['consent']>> = {},
  over: Partial<ConsentTerms> = {},
): ConsentTerms => ({
  statementVersion: '1.0',
  purpose: { recipients: ['hetzner'], consent: { level: 'person', ask: { nb: 'Kan vi?', en: 'May we?' }, ...consent } },
  noticeHashes: notice,
  zone: 'Europe/Oslo',
  device,
  ...over,
});

type Choosing = Extract<ConsentCommand, { command: 'give' | 'refuse' }>;
export const choosing = <Name extends 'give' | 'refuse'>(
  command: Name,
  over: Partial<Omit<Choosing, 'command'>> = {},
) => ({ command, person, purpose, shown, statementVersion: '1.0', terms: termsOf(), now, ...over });

export const withdrawing = {
  command: 'withdraw',
  person,
  purpose,
  surface: 'portal',
  statementVersion: '1.0',
} as const;

export const given = (over: object = {}) =>
  ({
    type: 'consent.given.v1',
    facts: { person, purpose, statementVersion: '1.0', shown, ...over },
  }) satisfies PastEvent;
export const refused = (over: object = {}) =>
  ({
    type: 'consent.refused.v1',
    facts: { person, purpose, statementVersion: '1.0', shown, ...over },
  }) satisfies PastEvent;
export const withdrawn = {
  type: 'consent.withdrawn.v1',
  facts: { person, purpose, statementVersion: '1.0', surface: 'portal' },
} satisfies PastEvent;
export const expired = {
  type: 'consent.expired.v1',
  facts: { person, purpose, expired: '2026-03-02T08:00:00Z' },
} satisfies PastEvent;
export const invalidated = {
  type: 'consent.invalidated.v1',
  facts: { person, purpose, givenUnder: '1.0', statementVersion: '1.1' },
} satisfies PastEvent;
export const revoked = {
  type: 'consent.revoked.v1',
  facts: { person, purpose, reason: 'not-informed', statementVersion: '1.0' },
} satisfies PastEvent;
export const refusedBySignal = (over: object = {}) =>
  ({
    type: 'consent.refused-by-signal.v1',
    facts: { person, purpose, signal: 'gpc', method: 'browser-signal', statementVersion: '1.0', ...over },
  }) satisfies PastEvent;
