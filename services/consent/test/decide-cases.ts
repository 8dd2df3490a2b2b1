import type { Question } from '@vitne/contracts/decisions/decision-facts';
import type { Statement } from '@vitne/contracts/statement/schema';
import type { StatementName } from '@vitne/testing/statement-files';
import { describe, expect, it } from 'vitest';
import { company, consents, type Happening, recipients, requests, worldOf } from './decision-world.ts';

export const now = '2026-03-02T09:00:00.000Z';
export const day = (of: number) => new Date(Date.UTC(2026, 0, of, 9)).toISOString();

export type Case = {
  says: string;
  given?: Happening[];
  asks: Question;
  answer: 'allow' | 'deny';
  because: string[];
  change?: (statement: Statement) => void;
};

/** Asks after everything has happened, one thing a day. */
async function decided(name: StatementName, { given = [], asks, change }: Case) {
  const world = await worldOf(name, change);
  for (const [index, happening] of given.entries()) await world.happens(happening, day(index + 2));
  const { decision, reasons } = await world.ask(asks, now);
  return { answer: decision, because: [...reasons].sort() };
}

/** One test per case: after all of it has happened, this is the answer and these are its reasons, in the order of their names. */
export const provesCases = (name: StatementName, cases: readonly Case[]) =>
  describe(`what ${name} may do`, () => {
    it.each(cases)('$says: $answer', async (one) => {
      expect(await decided(name, one)).toEqual({ answer: one.answer, because: one.because });
    });
  });

export const allowed = (because: string[]) => ({ answer: 'allow', because }) as const;
export const denied = (...because: string[]) => ({ answer: 'deny', because }) as const;
export const logs = { purpose: 'operate-and-secure', dataCategory: 'technical-log' };
export const news = { purpose: 'newsletter', dataCategory: 'contact' };
export const analytics = { purpose: 'analytics', dataCategory: 'behaviour', population: 'visitor' };
export const counts = { ...analytics, dataCategory: 'visit-statistics' };
export const enquiry = { purpose: 'answer-enquiries', dataCategory: 'enquiry' };
export const restricting = [requests.received('r-1', 'restriction', day(2)), requests.accepted('r-1', 'restriction')];
export const objection = requests.received('r-1', 'objection', day(2));

/** What C11 is about: the question, and the consents of both to a purpose. */
export const sharing = {
  purpose: 'sharing-with-partners',
  dataCategory: 'contact',
  population: 'client-user',
  company,
};
export const bothConsents = (purpose: string) => [
  consents.given(purpose, '2.10', { company }),
  consents.companyGiven(purpose, '2.10'),
];

export const hetzner = recipients.registered('hetzner', {
  kind: 'processor',
  locations: ['DE', 'FI'],
  dataCategories: ['contact', 'identity', 'enquiry', 'technical-log', 'behaviour'],
  purposes: ['newsletter', 'answer-enquiries', 'operate-and-secure', 'analytics'],
  statementVersion: '1.0',
});
export const signed = recipients.signed('hetzner', 'dpa-1', '2026-01-01');
