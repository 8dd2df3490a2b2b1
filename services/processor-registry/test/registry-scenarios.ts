import { readFileSync } from 'node:fs';
import { type ChoiceEvent, noChoices } from '@vitne/contracts/decisions/standing-choices';
import { parseStatement } from '@vitne/contracts/statement/parse-statement';
import type { Recipient, Statement } from '@vitne/contracts/statement/schema';
import { type PastEvent, recordEvents } from '@vitne/testing/decider-specification';
import type { DisclosureTerms } from '../src/domain/disclosure-ground.ts';
import { type NamedRecipient, type RecipientState, recipient } from '../src/domain/recipient.ts';

const parsed = new Map<string, Statement>();

/** A statement of the project, as its file says it. */
export function statementOf(tenant: 'kaukus' | 'catacloud'): Statement {
  const known = parsed.get(tenant);
  if (known) return known;
  const read = parseStatement(readFileSync(new URL(`../../../statements/${tenant}.yaml`, import.meta.url), 'utf8'));
  if (!read.ok) throw new Error(`The statement of ${tenant} does not stand.`);
  parsed.set(tenant, read.statement);
  return read.statement;
}

const services = [{ nb: 'Samarbeid', en: 'Partnership' }];

/** A partner that gets data with consents, as a statement would name it. */
export const partnerInStatement: Recipient = {
  id: 'partner',
  name: 'Partner AS',
  kind: 'third-party',
  services,
  locations: ['NO'],
  dataCategories: ['identity', 'contact'],
  purposes: ['sharing-with-partners', 'sale'],
};

/** A processor outside the EEA for whose transfer nobody has named a basis. */
export const overseasInStatement: Recipient = {
  id: 'overseas',
  name: 'Overseas Inc',
  kind: 'processor',
  services,
  locations: ['NO', 'US'],
  agreement: { kind: 'data-processing-agreement', signed: '2025-01-01' },
  dataCategories: ['contact'],
  purposes: ['support'],
};

export const hostingInStatement: Recipient = {
  id: 'hosting',
  name: 'Hosting GmbH',
  kind: 'processor',
  services,
  locations: ['DE'],
  agreement: { kind: 'data-processing-agreement' },
  dataCategories: ['identity', 'contact'],
  purposes: ['support'],
};

export const person = 'p2345678901234567890';
export const company = 'c2345678901234567890';
export const now = '2026-01-31T09:00:00.000Z';
export const today = '2026-01-31';

export const named = (over: Partial<NamedRecipient> = {}): NamedRecipient => ({
  recipient: 'partner',
  name: 'Partner AS',
  kind: 'third-party',
  locations: ['NO'],
  dataCategories: ['identity', 'contact'],
  purposes: ['sharing-with-partners', 'sale'],
  ...over,
});

type RecipientPast = PastEvent<
  'recipient.registered.v1' | 'recipient.removed.v1' | 'agreement.signed.v1' | 'agreement.ended.v1'
>;
export const registered = (over: Partial<NamedRecipient> = {}) =>
  ({ type: 'recipient.registered.v1', facts: { ...named(over), statementVersion: '1.0' } }) as const;
export const removed = {
  type: 'recipient.removed.v1',
  facts: { recipient: 'partner', statementVersion: '2.0', reason: 'Not named.' },
} as const;
export const signed = (agreement: string, from: string, expires?: string) =>
  ({
    type: 'agreement.signed.v1',
    facts: { recipient: 'partner', agreement, signed: from, ...(expires !== undefined && { expires }) },
  }) as const;
export const ended = (agreement: string, on: string, reason = 'Terminated.') =>
  ({ type: 'agreement.ended.v1', facts: { recipient: 'partner', agreement, ended: on, reason } }) as const;

/** The recipient after its events. */
export const recipientAfter = (events: readonly RecipientPast[]): RecipientState =>
  recordEvents(events).reduce<RecipientState>(
    (state, event) => recipient.evolve(state, event as Parameters<typeof recipient.evolve>[1]),
    recipient.initial(),
  );

const shown = {
  noticeHash: 'a'.repeat(64),
  language: 'nb',
  surface: 'portal',
  method: 'pressed-button',
} as const;
type Chosen = {
  purpose?: string;
  recipient?: string;
  company?: string;
  expires?: string;
  statementVersion?: string;
};
const choice = ({ purpose = 'sharing-with-partners', ...rest }: Chosen) => ({
  purpose,
  statementVersion: '1.0',
  ...rest,
});

export const personGives = (chosen: Chosen = {}) =>
  ({ type: 'consent.given.v1', facts: { person, shown, company, ...choice(chosen) } }) as const;
export const personRefuses = ({ expires: _expires, ...chosen }: Chosen = {}) =>
  ({ type: 'consent.refused.v1', facts: { person, shown, company, ...choice(chosen) } }) as const;
export const personWithdraws = ({ expires: _expires, company: _company, ...chosen }: Chosen = {}) =>
  ({ type: 'consent.withdrawn.v1', facts: { person, surface: 'portal', ...choice(chosen) } }) as const;
export const personExpires = ({ purpose = 'sharing-with-partners', recipient: of }: Chosen = {}) =>
  ({
    type: 'consent.expired.v1',
    facts: { person, purpose, expired: now, ...(of !== undefined && { recipient: of }) },
  }) as const;
export const companyGives = ({ expires: _expires, ...chosen }: Chosen = {}) =>
  ({ type: 'company-consent.given.v1', facts: { representative: person, shown, ...choice(chosen), company } }) as const;
export const companyWithdraws = ({ expires: _expires, ...chosen }: Chosen = {}) =>
  ({ type: 'company-consent.withdrawn.v1', facts: { representative: person, ...choice(chosen), company } }) as const;

/** Consent events as the ledger holds them. */
export const consents = (events: readonly PastEvent[]): ChoiceEvent[] =>
  recordEvents(events) as unknown as ChoiceEvent[];

/** What Catacloud promises of sharing, and a partner that its statement names. */
export const termsWith = (over: Partial<DisclosureTerms> = {}): DisclosureTerms => ({
  recipient: recipientAfter([registered()]),
  subProcessor: {},
  allowedBases: statementOf('catacloud').transfers.allowedBases,
  inStatement: true,
  sharing: statementOf('catacloud').sharing,
  against: [],
  saleAsksCompany: true,
  person: noChoices(),
  company: noChoices(),
  now,
  today,
  ...over,
});
