import { definitionOf } from '@vitne/contracts/catalogue/catalogue';
import { eventsInNorwegian } from '@vitne/contracts/catalogue/events-in-norwegian';
import { describe, expect, test } from 'vitest';
import { timelineOf } from '../src/audit/timeline.ts';
import { describeTimeline } from '../src/commands/audit-timeline.ts';
import { type Happening, ledgerOf, tenant } from './ledger-in-memory.ts';

const person = 'p4k7w2m9x1c6v3b8n5z0';
const other = 'q4k7w2m9x1c6v3b8n5z0';
const visitor = 'v4k7w2m9x1c6v3b8n5z0';
const time = '2026-03-05T09:00:00.000Z';
const shown = { noticeHash: 'a'.repeat(64), language: 'nb', surface: 'cookie-banner', method: 'pressed-button' };
const choice = { purpose: 'analytics', statementVersion: '1.0', shown };
const of = (type: string, id: string, facts: Record<string, unknown>): Happening => ({ type, id, facts, time });

const history: Happening[] = [
  of('consent.given.v1', visitor, { person: visitor, ...choice }),
  of('consent.given.v1', other, { person: other, ...choice }),
  of('request.withdrawn.v1', 'r-1', { request: 'r-1', person, withdrawn: time }),
  of('request.withdrawn.v1', 'r-2', { request: 'r-2', person: other, withdrawn: time }),
  of('alert.raised.v1', 'a-1', {
    alert: 'a-1',
    matter: { kind: 'request', id: 'r-1' },
    cause: 'request.overdue.v1',
    urgency: 'daily',
    raised: time,
    contacts: ['on-call'],
  }),
  of('alert.ended.v1', 'a-1', { alert: 'a-1', ended: time }),
  of('person.merged.v1', visitor, { person: visitor, into: person }),
  of('disposal.ordered.v1', person, {
    disposal: 'd-1',
    person,
    holdings: [],
    dataCategories: ['contact'],
    systems: [],
    action: 'erase',
    reason: 'erasure-request',
    ordered: time,
  }),
  of('disposals.became-final.v1', 'k-1', { rotation: 'k-1', generation: 2, disposals: ['d-1'], final: time }),
  of('disposals.became-final.v1', 'k-1', { rotation: 'k-1', generation: 3, disposals: ['d-2'], final: time }),
];

describe('everything about one person, from the ledger alone', () => {
  test('has what the person did as a visitor, what followed from it, and nothing of anybody else', async () => {
    const { entries, visitors } = await timelineOf(ledgerOf(history), tenant, person);
    expect(visitors).toEqual([visitor]);
    expect(entries.map(({ position }) => position)).toEqual([1, 3, 5, 6, 7, 8, 9]);
  });

  test('is readable in both languages, with positions', async () => {
    const timeline = await timelineOf(ledgerOf(history), tenant, person);
    expect(describeTimeline(timeline, 'nb')).toContain('     3  Personen tok henvendelsen tilbake.');
    expect(describeTimeline(timeline, 'en')).toContain('     3  The person took the request back.');
  });

  test('of somebody whom the ledger does not know there is nothing', async () => {
    expect((await timelineOf(ledgerOf(history), tenant, 'x4k7w2m9x1c6v3b8n5z0')).entries).toEqual([]);
  });

  test('no Norwegian sentence belongs to a type that is not there', () => {
    expect(Object.keys(eventsInNorwegian).filter((type) => !definitionOf(type))).toEqual([]);
  });
});
