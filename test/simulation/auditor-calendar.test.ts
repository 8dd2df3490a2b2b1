import { describe, expect, test } from 'vitest';
import { beginOf, dayOf, endOf, later, localDay, monthsLater, textOf, workingDayFrom } from './auditor/days.ts';

const zone = 'Europe/Oslo';
const answerBy = (received: string, months = 1) =>
  textOf(workingDayFrom(monthsLater(localDay(Date.parse(received), zone), months)));

describe('the auditor’s own calendar', () => {
  test.each([
    ['2026-03-05T10:00:00+01:00', '2026-04-07'],
    ['2024-01-31T10:00:00Z', '2024-02-29'],
    ['2026-01-31T10:00:00Z', '2026-03-02'],
    ['2027-04-17T10:00:00Z', '2027-05-18'],
    ['2043-04-17T10:00:00Z', '2043-05-19'],
    ['2026-06-09T22:30:00Z', '2026-07-10'],
    ['2026-11-24T10:00:00Z', '2026-12-24'],
  ])('a month after %s is over at the end of %s', (received, due) => {
    expect(answerBy(received)).toBe(due);
  });

  test('an extension is three months from the receipt, moved once', () => {
    expect(answerBy('2026-01-31T10:00:00Z', 3)).toBe('2026-04-30');
  });

  test.each([
    ['2026-02-15', 'P30D', '2026-03-17'],
    ['2026-08-31', 'P18M', '2028-02-29'],
    ['2028-02-29', 'P1Y', '2029-02-28'],
    ['2026-02-15', 'at-once', '2026-02-15'],
  ])('%s and %s is %s', (day, length, end) => {
    expect(textOf(later(dayOf(day), length))).toBe(end);
  });

  test('a day begins and ends by the wall clock, also when that is changed', () => {
    expect(new Date(beginOf(dayOf('2026-03-29'), zone)).toISOString()).toBe('2026-03-28T23:00:00.000Z');
    expect(new Date(endOf(dayOf('2026-03-29'), zone)).toISOString()).toBe('2026-03-29T21:59:59.999Z');
    expect(new Date(endOf(dayOf('2026-10-25'), zone)).toISOString()).toBe('2026-10-25T22:59:59.999Z');
  });
});
