import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { recordEvents, specificationFor } from '@vitne/testing/decider-specification';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AccountabilityRecord,
  accountabilityRecord,
  type EndRecord,
  type KeepRecord,
  type RecordEvent,
  type RecordedRecordEvent,
} from '../src/domain/accountability-record.ts';
import { answerOwedAfter, type RecordMatter } from '../src/domain/record-matters.ts';
import { statementOf } from './person-scenarios.ts';

const owner = 'p4k7w2m9x1c6v3b8n5z0';
const record = specificationFor(accountabilityRecord);
const statement = statementOf('kaukus');

const matter = (over: Partial<RecordMatter> = {}): RecordMatter => ({
  matter: 'request/r1',
  owners: [owner],
  keys: [{ owner, category: 'enquiry', key: 'k-enquiry' }],
  open: false,
  written: '2026-03-05T09:00:00.000Z',
  ...over,
});
const keep = (matters: RecordMatter[], over: Partial<KeepRecord> = {}): KeepRecord => ({
  command: 'keep-record',
  owner,
  matters,
  destroyed: [],
  statement,
  statementVersion: '1.0',
  ...over,
});
const end = (now: string, keepers: Partial<EndRecord['keepers']> = {}): EndRecord => ({
  command: 'end-record',
  owner,
  keepers: { legalHolds: [], kept: [], ...keepers },
  now,
  commandId: 'c1',
});
const folded = (events: readonly RecordEvent[]): AccountabilityRecord =>
  (recordEvents(events as Parameters<typeof recordEvents>[0]) as unknown as RecordedRecordEvent[]).reduce(
    accountabilityRecord.evolve,
    accountabilityRecord.initial(),
  );
const decided = (past: readonly RecordEvent[], command: KeepRecord | EndRecord): RecordEvent[] => {
  const decision = accountabilityRecord.decide(command, folded(past));
  if ('rejected' in decision) throw new Error(decision.rejected.code);
  return decision.accepted;
};
const scheduled = (events: readonly RecordEvent[]) =>
  events.flatMap(({ type, facts }) => (type === 'accountability-record.scheduled.v1' ? [facts] : []));
const types = (events: readonly RecordEvent[]) => events.map(({ type }) => type.split('.')[1]);

const closed = decided([], keep([matter()]));

describe('where a request is answered (C22)', () => {
  const address = { owner, category: 'answer-address', key: 'k-address' };
  const asked = (over: Partial<RecordMatter> = {}) => matter({ keys: [address], ...over });
  const dueOf = (matters: RecordMatter[]) => scheduled(decided([], keep(matters)))[0]?.due;

  test('is kept as long as the request is open, or its answer is still to be told, or a restriction is to be lifted with a word before', () => {
    expect(dueOf([asked({ open: true })])).toBeUndefined();
    const byTheTerm = '2036-03-05T00:00:00+01:00';
    expect(dueOf([asked({ answerOwed: true })])).toBe(byTheTerm);
    expect(dueOf([asked({ binds: 'restriction' })])).toBe(byTheTerm);
  });

  test('goes at once when the person is answered, and not while another request of the person waits', () => {
    expect(dueOf([asked()])).toBe('2026-03-05T00:00:00+01:00');
    expect(dueOf([asked(), asked({ matter: 'request/r2', open: true })])).toBeUndefined();
    const told = decided([], keep([asked()]));
    expect(types(decided(told, end('2026-03-05T09:00:01.000Z')))).toEqual(['ended']);
    // A legal hold keeps the contact data itself, which was given with the request.
    const hold = {
      hold: 'h1',
      person: owner,
      dataCategories: ['contact'],
      ground: 'legal-claim' as const,
      reference: 'r',
    };
    expect(types(decided(told, end('2026-03-05T09:00:01.000Z', { legalHolds: [hold] })))).toEqual(['ended']);
  });

  test.each([
    ['request.message-owed.v1', 'answer', true],
    ['request.message-owed.v1', 'receipt', undefined],
    ['request.message-owed.v1', 'refusal', true],
  ])('is owed after %s of the %s: %s', (type, about, owed) => {
    const event = (of: string, message: string) =>
      ({ meta: { type: of, entity: 'r1' }, facts: { matter: message }, sealed: [] }) as unknown as AnyRecordedEvent;
    const before = answerOwedAfter(undefined, event(type, about));
    expect(before).toBe(owed);
    expect(answerOwedAfter(before, event('request.told.v1', 'receipt'))).toBe(owed);
    for (const settled of ['request.told.v1', 'request.message-lapsed.v1'])
      expect(answerOwedAfter(before, event(settled, 'answer'))).toBeUndefined();
  });
});

describe('the record of a matter', () => {
  test('has no end while the matter is open', () => {
    expect(scheduled(decided([], keep([matter({ open: true })])))).toMatchObject([{ part: 'enquiry', derivation: [] }]);
    expect(scheduled(decided([], keep([matter({ open: true })])))[0]).not.toHaveProperty('due');
  });

  test('ends ten years after the last matter closed, in the zone of the controller', () => {
    expect(scheduled(closed)).toMatchObject([
      { anchored: '2026-03-05T09:00:00.000Z', erasableFrom: '2036-03-05', due: '2036-03-05T00:00:00+01:00' },
    ]);
    const later = matter({ matter: 'request/r2', written: '2027-07-01T09:00:00.000Z' });
    expect(scheduled(decided(closed, keep([matter(), later])))).toMatchObject([{ erasableFrom: '2037-07-01' }]);
  });

  test('stays without an end as long as one of several is open, and a matter that is reopened takes the date away', () => {
    const open = matter({ matter: 'request/r2', open: true });
    expect(scheduled(decided(closed, keep([matter(), open])))[0]).not.toHaveProperty('due');
  });

  test('is dated once: what says the same adds nothing', () => {
    expect(decided(closed, keep([matter()]))).toEqual([]);
    expect(decided(closed, keep([matter()], { statementVersion: '1.1' }))).toEqual([]);
  });

  test('is by key: each category, and each month where keys roll, ends by itself', () => {
    const keys = [
      { owner, category: 'contact', key: 'k-contact' },
      { owner, category: 'device', period: '2026-03', key: 'k-march' },
      { owner: 'another00000000000000', category: 'contact', key: 'k-of-another' },
    ];
    expect(scheduled(decided([], keep([matter({ keys })]))).map(({ part }) => part)).toEqual([
      'contact',
      'device-2026-03',
    ]);
  });

  test('of a visitor who turned out to be a person counts from then: nobody withdraws under the old id', () => {
    const consent = matter({ matter: `consent/${owner}/newsletter`, open: true });
    const merge = matter({ matter: `merge/${owner}`, keys: [], written: '2027-01-10T09:00:00.000Z' });
    expect(scheduled(decided([], keep([consent, merge])))).toMatchObject([{ erasableFrom: '2037-01-10' }]);
  });

  test('is let go when a disposal has destroyed its keys, and what is written anew has a record anew', () => {
    const gone = decided(closed, keep([matter()], { destroyed: ['k-enquiry'] }));
    expect(types(gone)).toEqual(['released']);
    const anew = matter({
      matter: 'request/r2',
      keys: [{ owner, category: 'enquiry', key: 'k-second' }],
      written: '2030-01-01T09:00:00.000Z',
    });
    const again = decided([...closed, ...gone], keep([matter(), anew], { destroyed: ['k-enquiry'] }));
    expect(scheduled(again)).toMatchObject([{ keys: ['k-second'], erasableFrom: '2040-01-01' }]);
  });

  test('follows a new version of the statement, and says the law’s least beside the most', () => {
    const other = structuredClone(statement);
    other.record.keep = { atLeast: 'P5Y', atMost: 'P8Y' };
    expect(scheduled(decided(closed, keep([matter()], { statement: other })))).toMatchObject([
      { keepUntilAtLeast: '2031-03-04', erasableFrom: '2034-03-05' },
    ]);
  });
});

describe('the end of the record', () => {
  test('does not come a moment early, and names the keys and the reason', () => {
    record.given(closed).when(end('2036-03-04T22:59:59.999Z')).thenNothing();
    record
      .given(closed)
      .when(end('2036-03-04T23:00:00.000Z'))
      .then([
        {
          type: 'accountability-record.ended.v1',
          facts: {
            owner,
            part: 'enquiry',
            dataCategory: 'enquiry',
            end: 'c1-1',
            keys: ['k-enquiry'],
            reason: 'term-over',
            erasableFrom: '2036-03-05',
            ended: '2036-03-04T23:00:00.000Z',
          },
        },
      ]);
  });

  test('happens once, and what was written under its keys is no record any more', () => {
    const past = [...closed, ...decided(closed, end('2036-03-05T00:00:00.000Z'))];
    expect(decided(past, end('2036-03-05T00:00:01.000Z'))).toEqual([]);
    expect(decided(past, keep([matter()]))).toEqual([]);
    const keysDestroyed = [{ category: 'enquiry', key: 'k-enquiry' }];
    const facts = { owner, end: 'c1-1', keysDestroyed, effective: '2036-03-05T00:00:02.000Z' };
    record
      .given(past)
      .when({ command: 'record-destroyed', ...facts })
      .then([{ type: 'accountability-record.keys-destroyed.v1', facts: { part: 'enquiry', ...facts } }]);
    const gone = { type: 'accountability-record.keys-destroyed.v1', facts: { part: 'enquiry', ...facts } } as const;
    const done = [...past, gone];
    record
      .given(done)
      .when({ command: 'record-destroyed', ...facts })
      .thenNothing();
    record
      .given(done)
      .when(keep([matter()]))
      .thenNothing();
  });

  const legalHold = {
    hold: 'h1',
    person: owner,
    dataCategories: ['enquiry'],
    ground: 'legal-claim' as const,
    reference: 'case 7',
  };

  test('waits for a legal hold, says so once, and comes when the hold is over', () => {
    const hold = { ...legalHold, until: '2036-12-31' };
    const held = decided(closed, end('2036-03-05T00:00:00.000Z', { legalHolds: [hold] }));
    expect(held).toMatchObject([
      { type: 'accountability-record.held-back.v1', facts: { because: 'legal-hold', until: '2036-12-31' } },
    ]);
    const past = [...closed, ...held];
    expect(decided(past, end('2036-04-05T00:00:00.000Z', { legalHolds: [hold] }))).toEqual([]);
    expect(types(decided(past, end('2037-01-01T00:00:00.000Z', { legalHolds: [hold] })))).toEqual(['ended']);
  });

  test('waits for a hold without a last day until it is lifted, whatever other hold ends before', () => {
    const both = [legalHold, { ...legalHold, hold: 'h2', until: '2036-12-31' }];
    const held = decided(closed, end('2036-03-05T00:00:00.000Z', { legalHolds: both }));
    expect(held[0]?.facts).not.toHaveProperty('until');
  });

  test('leaves a key that still seals what a retention rule keeps, in the same month only', () => {
    const kept = [{ dataCategories: ['contact', 'enquiry'] }];
    expect(decided(closed, end('2036-03-05T00:00:00.000Z', { kept }))).toMatchObject([
      { facts: { because: 'retention-rule' } },
    ]);
    const march = matter({ keys: [{ owner, category: 'device', period: '2026-03', key: 'k-march' }] });
    const april = [{ dataCategories: ['device'], period: '2026-04' }];
    expect(types(decided(decided([], keep([march])), end('2036-03-05T00:00:00.000Z', { kept: april })))).toEqual([
      'ended',
    ]);
  });
});

test('whatever the matters and the term, no record ends while a matter of it is open, before the least or after the most', () => {
  const moment = fc
    .date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2040-01-01T00:00:00Z'), noInvalidDate: true })
    .map((date) => date.toISOString());
  const years = fc.integer({ min: 1, max: 15 });
  fc.assert(
    fc.property(
      fc.array(fc.record({ written: moment, open: fc.boolean() }), { minLength: 1, maxLength: 6 }),
      years,
      years,
      fc.integer({ min: -3, max: 3 }),
      (some, one, other, days) => {
        const [atLeast, atMost] = [Math.min(one, other), Math.max(one, other)];
        const termed = structuredClone(statement);
        termed.record.keep = { atLeast: `P${atLeast}Y`, atMost: `P${atMost}Y` };
        const matters = some.map((given, index) => matter({ matter: `request/r${index}`, ...given }));
        const past = decided([], keep(matters, { statement: termed }));
        const last = some
          .map(({ written }) => written)
          .sort()
          .at(-1) as string;
        const now = new Date(Date.parse(last));
        now.setUTCFullYear(now.getUTCFullYear() + atMost);
        now.setUTCDate(now.getUTCDate() + days);
        const ends = decided(past, end(now.toISOString()));
        if (some.some(({ open }) => open)) {
          expect(ends).toEqual([]);
          return;
        }
        const [{ keepUntilAtLeast = '', erasableFrom = '' } = {}] = scheduled(past);
        expect(keepUntilAtLeast < erasableFrom).toBe(true);
        // Two days around the date are the zone's and the leap day's; beyond them there is no doubt.
        if (days < -1) expect(ends).toEqual([]);
        if (days > 1) expect(types(ends)).toEqual(['ended']);
      },
    ),
    { numRuns: 300 },
  );
});
