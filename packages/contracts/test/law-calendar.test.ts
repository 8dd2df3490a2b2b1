import { describe, expect, it } from 'vitest';
import { dayKind, easterSunday, holidaysOf, isWorkingDay } from '../src/law/calendars.ts';
import { isRejected } from '../src/law/moments.ts';
import { gaussEaster } from './law-oracle.ts';

/** Printed almanac dates, among them the earliest and the latest Easter and the years where simpler rules fail. */
const printedEasters = [
  '1970-03-29',
  '1981-04-19',
  '1999-04-04',
  '2000-04-23',
  '2008-03-23',
  '2011-04-24',
  '2016-03-27',
  '2018-04-01',
  '2019-04-21',
  '2024-03-31',
  '2025-04-20',
  '2026-04-05',
  '2027-03-28',
  '2028-04-16',
  '2029-04-01',
  '2030-04-21',
  '2038-04-25',
  '2049-04-18',
  '2076-04-19',
  '2100-03-28',
];

describe('the Norwegian calendar no-2026-1', () => {
  it('finds Easter where the almanac prints it', () => {
    expect(printedEasters.map((date) => easterSunday(Number(date.slice(0, 4))).toString())).toEqual(printedEasters);
  });

  it('finds Easter where Gauss finds it, for every year that the calendar knows', () => {
    for (let year = 1970; year <= 2199; year += 1) expect(easterSunday(year).toString()).toBe(gaussEaster(year));
  });

  it('lists the twelve public holidays of 2026', () => {
    const days = holidaysOf(2026, 'no-2026-1');
    expect(isRejected(days) ? days : days.map(({ date, rule }) => `${date} ${rule.id}`)).toEqual([
      '2026-01-01 new-years-day',
      '2026-04-02 maundy-thursday',
      '2026-04-03 good-friday',
      '2026-04-05 easter-sunday',
      '2026-04-06 easter-monday',
      '2026-05-01 may-day',
      '2026-05-14 ascension-day',
      '2026-05-17 constitution-day',
      '2026-05-24 whit-sunday',
      '2026-05-25 whit-monday',
      '2026-12-25 christmas-day',
      '2026-12-26 boxing-day',
    ]);
  });

  it('keeps 24 and 31 December ordinary days, and Easter Saturday a Saturday only', () => {
    expect(isWorkingDay('2026-12-24', 'no-2026-1')).toBe(true);
    expect(isWorkingDay('2026-12-31', 'no-2026-1')).toBe(true);
    expect(dayKind('2026-04-04', 'no-2026-1')).toEqual({ date: '2026-04-04', working: false, reasons: ['saturday'] });
  });

  it('says both reasons when 17 May is Whit Monday, and all three when it is Whit Sunday', () => {
    expect(dayKind('2027-05-17', 'no-2026-1')).toMatchObject({ reasons: ['constitution-day', 'whit-monday'] });
    expect(dayKind('2032-05-17', 'no-2026-1')).toMatchObject({ reasons: ['constitution-day', 'whit-monday'] });
    expect(dayKind('2043-05-17', 'no-2026-1')).toMatchObject({
      reasons: ['sunday', 'constitution-day', 'whit-sunday'],
    });
  });

  it.each([
    ['2026-02-30', 'no-2026-1', 'date-invalid'],
    ['2026-2-3', 'no-2026-1', 'date-invalid'],
    ['1969-12-31', 'no-2026-1', 'date-out-of-range'],
    ['2200-01-01', 'no-2026-1', 'date-out-of-range'],
    ['2026-02-03', 'no-1999-1', 'calendar-unknown'],
    ['2026-02-03', 'toString', 'calendar-unknown'],
  ])('does not guess about %s in %s: %s', (date, calendar, code) => {
    expect(dayKind(date, calendar)).toMatchObject({ rejected: { code } });
  });

  it('treats a bad date in isWorkingDay as a defect', () => {
    expect(() => isWorkingDay('never', 'no-2026-1')).toThrow(RangeError);
  });
});
