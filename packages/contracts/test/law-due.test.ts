import { describe, expect, it } from 'vitest';
import { type Due, dueSchema } from '../src/law/derivation.ts';
import { computeDue, type DueQuestion } from '../src/law/due.ts';
import { extendDue } from '../src/law/extension.ts';
import { isRejected } from '../src/law/moments.ts';

/** The answer, which must also be what events can record. */
function due(question: DueQuestion): Due {
  const answer = computeDue(question);
  if (isRejected(answer)) throw new Error(`${answer.rejected.code}: ${answer.rejected.detail}`);
  return dueSchema.parse(JSON.parse(JSON.stringify(answer)));
}

describe('a person gets an answer within one month', () => {
  it('received on 5 March, due on 5 April: but that is Easter Sunday in 2026, so on 7 April', () => {
    expect(due({ clock: 'gdpr-12-3', received: '2026-03-05T10:00:00+01:00' })).toEqual({
      clock: 'gdpr-12-3',
      received: '2026-03-05T10:00:00+01:00',
      zone: 'Europe/Oslo',
      dueDate: '2026-04-07',
      due: '2026-04-07T23:59:59.999+02:00',
      boundBy: 'law',
      law: { dueDate: '2026-04-07', due: '2026-04-07T23:59:59.999+02:00' },
      derivation: [
        { step: 'receipt', article: '1182/71 3(1)', result: '2026-03-05' },
        { step: 'months', article: 'GDPR 12(3); 1182/71 3(2)(c)', result: '2026-04-05' },
        {
          step: 'roll',
          article: '1182/71 3(4)',
          result: '2026-04-07',
          skipped: [
            { date: '2026-04-05', why: ['sunday', 'easter-sunday'] },
            { date: '2026-04-06', why: ['easter-monday'] },
          ],
        },
      ],
      rules: '2026-1',
      calendar: 'no-2026-1',
    });
  });

  it.each([
    ['5 March of a plain year: the same day, not the day after', '2024-03-05T10:00:00Z', '2024-04-05'],
    ['31 January of a common year', '2023-01-31T10:00:00Z', '2023-02-28'],
    ['31 January of a leap year', '2024-01-31T10:00:00Z', '2024-02-29'],
    ['31 January 2026: the end is a Saturday', '2026-01-31T10:00:00Z', '2026-03-02'],
    ['29 February ends on 29 March, a Friday that is Good Friday in 2024', '2024-02-29T10:00:00Z', '2024-04-02'],
    ['31 December', '2026-12-31T10:00:00Z', '2027-02-01'],
    ['24 November: Christmas Eve is an ordinary day', '2026-11-24T10:00:00Z', '2026-12-24'],
    ['25 November: Christmas Day is a Friday, so the Monday after', '2026-11-25T10:00:00Z', '2026-12-28'],
    ['17 April 2027: 17 May is Whit Monday too', '2027-04-17T10:00:00Z', '2027-05-18'],
    ['2 March 2026: Maundy Thursday to Easter Monday', '2026-03-02T10:00:00Z', '2026-04-07'],
    ['a last minute in UTC is the next day in Oslo', '2026-06-09T22:30:00Z', '2026-07-10'],
    ['a first minute elsewhere is still yesterday in Oslo', '2026-06-10T00:30:00+05:00', '2026-07-09'],
    ['2000 was a leap year, for 400 divides it', '2000-01-31T10:00:00Z', '2000-02-29'],
  ])('%s', (_name, received, dueDate) => {
    expect(due({ clock: 'gdpr-12-3', received }).dueDate).toBe(dueDate);
    expect(due({ clock: 'gdpr-12-4', received }).dueDate).toBe(dueDate);
  });

  it('shows the day that does not exist before the clamp', () => {
    expect(due({ clock: 'gdpr-12-3', received: '2024-01-31T10:00:00Z' }).derivation.slice(1)).toEqual([
      { step: 'months', article: 'GDPR 12(3); 1182/71 3(2)(c)', result: '2024-02-31' },
      { step: 'clamp', article: '1182/71 3(2)(c)', result: '2024-02-29' },
      { step: 'roll', article: '1182/71 3(4)', result: '2024-02-29', skipped: [] },
    ]);
  });

  it('ends with the last millisecond of the local day, in winter and in summer time', () => {
    expect(due({ clock: 'gdpr-12-3', received: '2026-01-13T08:00:00Z' }).due).toBe('2026-02-13T23:59:59.999+01:00');
    expect(due({ clock: 'gdpr-12-3', received: '2026-09-26T08:00:00Z' }).due).toBe('2026-10-26T23:59:59.999+01:00');
    expect(due({ clock: 'gdpr-12-3', received: '2026-05-13T08:00:00Z' }).due).toBe('2026-06-15T23:59:59.999+02:00');
  });

  it('counts the day in the controller’s zone', () => {
    const received = '2026-06-09T22:30:00Z';
    expect(due({ clock: 'gdpr-12-3', received, zone: 'Europe/London' }).dueDate).toBe('2026-07-09');
    // An offset that is not of whole minutes cannot be written in RFC 3339, so the moment is written in UTC.
    expect(due({ clock: 'gdpr-7-3', received: '1971-06-09T22:30:00Z', zone: 'Africa/Monrovia' }).due).toBe(
      '1971-06-09T22:30:00Z',
    );
    expect(due({ clock: 'gdpr-12-3', received, zone: 'America/New_York' }).due).toBe('2026-07-09T23:59:59.999-04:00');
  });
});

describe('an extension gives three months from receipt, rolled once', () => {
  it('never rolls the first month and adds to that', () => {
    // The first month ends on Saturday 28 February and would roll to 2 March; the extension still ends on 30 April.
    const extended = due({ clock: 'gdpr-12-3', received: '2026-01-31T10:00:00Z', extended: true });
    expect(extended).toMatchObject({ clock: 'gdpr-12-3-extension', dueDate: '2026-04-30' });
    expect(extended.derivation.map(({ step }) => step)).toEqual(['receipt', 'extension', 'clamp', 'roll']);
  });

  it('is the same clock by name or by flag', () => {
    const received = '2026-03-05T10:00:00Z';
    expect(due({ clock: 'gdpr-12-3-extension', received })).toEqual(
      due({ clock: 'gdpr-12-3', received, extended: true }),
    );
  });

  const received = '2026-03-05T10:00:00+01:00';
  it('is granted when the person is told, with a reason, up to the last moment of the first month', () => {
    const answer = extendDue({ received, toldAt: '2026-04-07T23:59:59+02:00', reasons: ['complexity'] });
    expect(answer).toMatchObject({ clock: 'gdpr-12-3-extension', dueDate: '2026-06-05' });
  });

  it.each([
    ['extension-too-late', { toldAt: '2026-04-08T00:00:00+02:00', reasons: ['complexity'] }],
    ['extension-without-reason', { toldAt: '2026-03-10T00:00:00Z', reasons: [] }],
    ['extension-without-reason', { toldAt: '2026-03-10T00:00:00Z', reasons: ['complexity', 'busy'] }],
    ['order-invalid', { toldAt: '2026-03-05T08:59:59Z', reasons: ['number-of-requests'] }],
    ['timestamp-invalid', { toldAt: 'in March', reasons: ['complexity'] }],
  ])('is refused: %s', (code, told) => {
    expect(extendDue({ received, ...told })).toMatchObject({ rejected: { code } });
  });
});

describe('the organisation’s own promise of 30 days', () => {
  it('is the earlier one where the month is longer, and is not rolled', () => {
    const answer = due({ clock: 'gdpr-12-3', received: '2026-03-19T10:00:00Z', promise: 'P30D' });
    // 18 April 2026 is a Saturday: the law would wait for 20 April, the promise does not.
    expect(answer).toMatchObject({ dueDate: '2026-04-18', boundBy: 'promise', law: { dueDate: '2026-04-20' } });
    expect(answer.derivation.at(-1)).toEqual({ step: 'promise', article: 'own promise P30D', result: '2026-04-18' });
  });

  it('ends after the law from 31 January, so the law counts', () => {
    const answer = due({ clock: 'gdpr-12-3', received: '2023-01-31T10:00:00Z', promise: 'P30D' });
    expect(answer).toMatchObject({ dueDate: '2023-02-28', boundBy: 'law', promise: { dueDate: '2023-03-02' } });
  });

  it('still binds when the law would allow an extension', () => {
    const answer = due({ clock: 'gdpr-12-3', received: '2026-06-01T10:00:00Z', extended: true, promise: 'P30D' });
    expect(answer).toMatchObject({ dueDate: '2026-07-01', boundBy: 'promise', law: { dueDate: '2026-09-01' } });
  });

  it('can be in hours, which are elapsed hours', () => {
    const answer = due({ clock: 'gdpr-12-3', received: '2026-03-28T12:00:00+01:00', promise: 'PT48H' });
    expect(answer).toMatchObject({ dueDate: '2026-03-30', due: '2026-03-30T13:00:00+02:00', boundBy: 'promise' });
  });
});

describe('a breach is notified within 72 elapsed hours', () => {
  it.each([
    ['over a weekend and a holiday, never rolled', '2026-04-01T16:00:00+02:00', '2026-04-04T16:00:00+02:00'],
    ['into summer time: one hour later by the wall', '2026-03-27T12:00:00+01:00', '2026-03-30T13:00:00+02:00'],
    ['out of summer time: one hour earlier by the wall', '2026-10-23T12:00:00+02:00', '2026-10-26T11:00:00+01:00'],
    ['with the fraction of a second kept', '2026-06-01T12:00:00.123456Z', '2026-06-04T14:00:00.123456+02:00'],
  ])('%s', (_name, received, end) => {
    const answer = due({ clock: 'gdpr-33-1', received });
    expect(answer).toMatchObject({ due: end, dueDate: end.slice(0, 10) });
    expect(Date.parse(answer.due) - Date.parse(received)).toBe(72 * 3_600_000);
  });
});

describe('the other clocks', () => {
  it.each(['gdpr-7-3', 'gdpr-21-1', 'gdpr-21-3', 'gdpr-18-3'])('%s ends at the moment itself', (clock) => {
    expect(due({ clock, received: '2026-06-01T12:00:00Z' }).due).toBe('2026-06-01T14:00:00+02:00');
  });

  it('data from elsewhere: the earliest of one month, first contact and first disclosure', () => {
    const question = { clock: 'gdpr-14-3', received: '2026-06-01T12:00:00Z' };
    expect(due(question).dueDate).toBe('2026-07-01');
    const atTheLatest = { firstContact: '2026-06-20T08:00:00Z', firstDisclosure: '2026-06-10T08:00:00Z' };
    expect(due({ ...question, atTheLatest }).due).toBe('2026-06-10T10:00:00+02:00');
    expect(due({ ...question, atTheLatest: { firstContact: '2026-08-01T08:00:00Z' } }).dueDate).toBe('2026-07-01');
    expect(computeDue({ ...question, atTheLatest: { firstContact: '2026-05-01T08:00:00Z' } })).toMatchObject({
      rejected: { code: 'order-invalid' },
    });
  });

  it.each(['gdpr-28-2', 'gdpr-33-2', 'gdpr-34'])('%s takes its length from the agreement, or has none', (clock) => {
    const received = '2026-06-01T12:00:00Z';
    expect(due({ clock, received, promise: 'P15D' })).toMatchObject({ dueDate: '2026-06-16', boundBy: 'promise' });
    expect(computeDue({ clock, received })).toMatchObject({ rejected: { code: 'length-missing' } });
  });

  it('a doubt about identity gives a second date beside the strict one, and alarms on the strict one', () => {
    const question = { clock: 'gdpr-12-3', received: '2026-06-01T12:00:00Z' };
    const askedAt = '2026-06-03T12:00:00Z';
    const proven = due({ ...question, identityDoubt: { askedAt, answeredAt: '2026-06-13T12:00:00Z' } });
    // Ten days after 1 July is Saturday 11 July.
    expect(proven).toMatchObject({ dueDate: '2026-07-01', paused: { dueDate: '2026-07-13' } });
    expect(due({ ...question, identityDoubt: { askedAt } })).toMatchObject({
      dueDate: '2026-07-01',
      paused: { outstanding: true },
    });
    const backwards = { askedAt, answeredAt: '2026-06-02T12:00:00Z' };
    expect(computeDue({ ...question, identityDoubt: backwards })).toMatchObject({
      rejected: { code: 'order-invalid' },
    });
  });
});

describe('bad input gets a code, never a wrong date', () => {
  const received = '2026-06-01T12:00:00Z';
  it.each<[string, DueQuestion]>([
    ['clock-unknown', { clock: 'gdpr-99', received }],
    ['clock-unknown', { clock: 'constructor', received }],
    ['clock-has-no-date', { clock: 'gdpr-19', received }],
    ['clock-has-no-date', { clock: 'gdpr-8', received }],
    ['clock-is-retention', { clock: 'bokforing-13-primary', received }],
    ['not-for-this-clock', { clock: 'gdpr-12-4', received, extended: true }],
    ['not-for-this-clock', { clock: 'gdpr-33-1', received, identityDoubt: { askedAt: received } }],
    ['not-for-this-clock', { clock: 'gdpr-12-3', received, atTheLatest: {} }],
    ['timestamp-invalid', { clock: 'gdpr-12-3', received: '2026-06-01' }],
    ['timestamp-invalid', { clock: 'gdpr-12-3', received: '2026-06-01T12:00:00' }],
    ['timestamp-invalid', { clock: 'gdpr-12-3', received: '2026-02-30T12:00:00Z' }],
    ['timestamp-invalid', { clock: 'gdpr-12-3', received: '2026-06-01T24:00:00Z' }],
    ['timestamp-invalid', { clock: 'gdpr-12-3', received: '2016-12-31T23:59:60Z' }],
    ['timestamp-invalid', { clock: 'gdpr-12-3', received: '2026-06-01T12:00:00+02:00[Europe/Oslo]' }],
    ['date-out-of-range', { clock: 'gdpr-12-3', received: '1969-06-01T12:00:00Z' }],
    ['date-out-of-range', { clock: 'gdpr-33-1', received: '2200-06-01T12:00:00Z' }],
    ['date-out-of-range', { clock: 'gdpr-12-3', received: '2199-12-15T12:00:00Z' }],
    ['zone-unknown', { clock: 'gdpr-12-3', received, zone: 'Europe/Atlantis' }],
    ['zone-unknown', { clock: 'gdpr-12-3', received, zone: '+01:00' }],
    ['zone-unknown', { clock: 'gdpr-12-3', received, zone: '' }],
    ['duration-invalid', { clock: 'gdpr-12-3', received, promise: '30 days' }],
    ['duration-invalid', { clock: 'gdpr-12-3', received, promise: 'P0D' }],
    ['duration-invalid', { clock: 'gdpr-12-3', received, promise: '-P30D' }],
    ['duration-invalid', { clock: 'gdpr-12-3', received, promise: 'P1.5M' }],
    ['duration-invalid', { clock: 'gdpr-12-3', received, promise: 'P1DT2H' }],
    ['date-out-of-range', { clock: 'gdpr-12-3', received, promise: 'P9999Y' }],
    ['rules-unknown', { clock: 'gdpr-12-3', received, rules: '1999-1' }],
    ['calendar-unknown', { clock: 'gdpr-12-3', received, calendar: 'se-2026-1' }],
  ])('%s: %j', (code, question) => {
    expect(computeDue(question)).toMatchObject({ rejected: { code } });
  });
});
