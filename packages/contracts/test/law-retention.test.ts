import { describe, expect, it } from 'vitest';
import { isRejected } from '../src/law/moments.ts';
import {
  accountingClock,
  computeErasable,
  type Erasable,
  type ErasableQuestion,
  erasableSchema,
  reconcileErasable,
} from '../src/law/retention.ts';

function erasable(question: ErasableQuestion): Erasable {
  const answer = computeErasable(question);
  if (isRejected(answer)) throw new Error(`${answer.rejected.code}: ${answer.rejected.detail}`);
  return erasableSchema.parse(JSON.parse(JSON.stringify(answer)));
}

describe('accounting material is held for its statutory time and not a day longer', () => {
  it('an invoice of 15 February 2026 is erasable from 1 January 2032', () => {
    expect(erasable({ anchor: '2026-02-15', clock: 'bokforing-13-primary' })).toEqual({
      anchor: '2026-02-15',
      zone: 'Europe/Oslo',
      basis: 'legal-duty',
      clock: 'bokforing-13-primary',
      keepUntilAtLeast: '2031-12-31',
      erasableFrom: '2032-01-01',
      erasableAt: '2032-01-01T00:00:00+01:00',
      derivation: [
        { step: 'anchor', article: 'the event that the keeping counts from', result: '2026-02-15' },
        { step: 'accounting-year-end', article: 'bokføringsloven § 13', result: '2026-12-31' },
        { step: 'keep', article: 'bokføringsloven § 13', result: 'P5Y' },
        { step: 'erasable', article: 'bokføringsloven § 13', result: '2032-01-01' },
      ],
      rules: '2026-1',
    });
  });

  it('a delivery note of that day is erasable from 1 July 2030, unless the invoice refers to it', () => {
    const anchor = '2026-02-15';
    expect(erasable({ anchor, clock: accountingClock('secondary') })).toMatchObject({
      keepUntilAtLeast: '2030-06-30',
      erasableFrom: '2030-07-01',
      erasableAt: '2030-07-01T00:00:00+02:00',
    });
    expect(erasable({ anchor, clock: accountingClock('secondary', true) }).erasableFrom).toBe('2032-01-01');
  });

  it.each([
    ['a year that ends in June, before it', '2026-02-15', '06-30', '2031-07-01'],
    ['a year that ends in June, after it', '2026-07-01', '06-30', '2032-07-01'],
    ['the last day of the year belongs to it', '2026-12-31', '12-31', '2032-01-01'],
    ['the end of February, in a common year', '2027-02-28', '02-29', '2032-03-01'],
    ['the end of February, in a leap year', '2028-02-29', '02-29', '2033-03-01'],
    ['one long year, as a date', '2026-02-15', '2027-06-30', '2032-07-01'],
  ])('%s', (_name, anchor, accountingYearEnd, erasableFrom) => {
    expect(erasable({ anchor, clock: 'bokforing-13-primary', accountingYearEnd }).erasableFrom).toBe(erasableFrom);
  });

  it('half a year after the end of June is the end of December, not the 30th', () => {
    const answer = erasable({ anchor: '2026-02-15', clock: 'bokforing-13-secondary', accountingYearEnd: '06-30' });
    expect(answer).toMatchObject({ keepUntilAtLeast: '2029-12-31', erasableFrom: '2030-01-01' });
  });

  it('a New Year’s moment belongs to the year it has in Oslo', () => {
    const anchor = '2026-12-31T23:30:00Z';
    expect(erasable({ anchor, clock: 'bokforing-13-primary' }).erasableFrom).toBe('2033-01-01');
  });
});

describe('what a statement promises to keep no longer goes on that day', () => {
  it.each([
    ['behavioural data, 18 months', '2026-02-15T10:00:00Z', 'P18M', '2027-08-15'],
    ['18 months from the 31st: clamped', '2026-08-31T10:00:00Z', 'P18M', '2028-02-29'],
    ['a customer, 12 months', '2026-02-28', 'P12M', '2027-02-28'],
    ['a customer from 29 February', '2028-02-29', 'P12M', '2029-02-28'],
    ['an enquiry, 24 months, never rolled from a Sunday', '2026-02-13', 'P24M', '2028-02-13'],
    ['a log line, one month, by its day in Oslo', '2026-01-30T23:30:00Z', 'P1M', '2026-02-28'],
    ['at once', '2026-02-15T10:00:00Z', 'at-once', '2026-02-15'],
    ['ninety days', '2026-01-01', 'P90D', '2026-04-01'],
  ])('%s', (_name, anchor, keep, erasableFrom) => {
    const answer = erasable({ anchor, keep });
    expect(answer).toMatchObject({ basis: 'promise', erasableFrom });
    expect(answer).not.toHaveProperty('keepUntilAtLeast');
  });
});

describe('several rules for the same data', () => {
  const anchor = '2026-02-15';
  const invoice = { rule: 'invoice', erasable: erasable({ anchor, clock: 'bokforing-13-primary' }) };
  const customer = { rule: 'customer', erasable: erasable({ anchor, keep: 'P12M' }) };
  const contact = { rule: 'contact', erasable: erasable({ anchor, keep: 'at-once' }) };

  it('a legal duty prevails over a promise, which is no contradiction; meanwhile the data is restricted', () => {
    expect(reconcileErasable([customer, invoice])).toMatchObject({
      erasableFrom: '2032-01-01',
      governing: 'invoice',
      restrictedFrom: '2027-02-15',
      findings: [],
    });
  });

  it('of two promises that contradict each other the longer governs, and the contradiction is a finding', () => {
    expect(reconcileErasable([contact, customer])).toEqual({
      erasableFrom: '2027-02-15',
      erasableAt: '2027-02-15T00:00:00+01:00',
      governing: 'customer',
      findings: [{ code: 'rules-collide', rules: ['contact', 'customer'] }],
    });
  });

  it('nothing to reconcile is said so', () => {
    expect(reconcileErasable([])).toMatchObject({ rejected: { code: 'nothing-to-reconcile' } });
  });
});

describe('bad input gets a code, never a wrong date', () => {
  const anchor = '2026-02-15';
  const clock = 'bokforing-13-primary';
  it.each<[string, ErasableQuestion]>([
    ['date-invalid', { anchor: '2026-02-29', keep: 'P1M' }],
    ['date-invalid', { anchor: '', keep: 'P1M' }],
    ['timestamp-invalid', { anchor: '2026-02-15T10:00:00', keep: 'P1M' }],
    ['date-out-of-range', { anchor: '1899-12-31', keep: 'P1M' }],
    ['date-out-of-range', { anchor, keep: 'P9999Y' }],
    ['duration-invalid', { anchor, keep: 'until the next visit' }],
    ['duration-invalid', { anchor, keep: 'PT12H' }],
    ['duration-invalid', { anchor, keep: 'P' }],
    ['clock-unknown', { anchor, clock: 'bokforing-14' }],
    ['not-for-this-clock', { anchor, clock: 'gdpr-12-3' }],
    ['accounting-year-invalid', { anchor, clock, accountingYearEnd: '02-30' }],
    ['accounting-year-invalid', { anchor, clock, accountingYearEnd: 'December' }],
    ['accounting-year-invalid', { anchor, clock, accountingYearEnd: '2025-12-31' }],
    ['accounting-year-invalid', { anchor, clock, accountingYearEnd: '2027-12-31' }],
    ['zone-unknown', { anchor, keep: 'P1M', zone: 'Oslo' }],
    ['rules-unknown', { anchor, keep: 'P1M', rules: '0' }],
  ])('%s: %j', (code, question) => {
    expect(computeErasable(question)).toMatchObject({ rejected: { code } });
  });
});
