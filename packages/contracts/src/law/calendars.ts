import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { reject } from '../decider.ts';
import { isRejected, type LawRejected, readDate } from './moments.ts';

/** Every published calendar. A published one never changes: a holiday that comes or goes makes a new version. */
export const calendarVersions = ['no-2026-1'] as const;
export const calendarVersionSchema = z.enum(calendarVersions);
export type CalendarVersion = z.infer<typeof calendarVersionSchema>;

/** The calendar that new decisions pin. Replays use the one that the event names. */
export const currentCalendar: CalendarVersion = 'no-2026-1';

/** A public holiday as data: on a fixed date, or a number of days from Easter Sunday. */
export type HolidayRule = { id: string; nb: string; en: string; source: string } & (
  | { month: number; day: number }
  | { daysFromEaster: number }
);

/** One version of one country's public holidays, for the years in which it is right. */
export type HolidayCalendar = {
  country: string;
  firstYear: number;
  lastYear: number;
  /** ISO weekday numbers (Monday is 1) that are no working days. */
  weekend: readonly number[];
  holidays: readonly HolidayRule[];
};

const holidaysAct = 'Lov 24. februar 1995 nr. 12, § 2';
const publicDaysAct = 'Lov 26. april 1947 nr. 1, § 1';

/**
 * Norway. Christmas Eve and New Year's Eve are ordinary days. The years before 1970 are left out because nothing here is
 * that old; those after 2199 because nobody can know them.
 */
export const calendars: Record<CalendarVersion, HolidayCalendar> = {
  'no-2026-1': {
    country: 'NO',
    firstYear: 1970,
    lastYear: 2199,
    weekend: [6, 7],
    holidays: [
      { id: 'new-years-day', nb: 'første nyttårsdag', en: 'New Year’s Day', source: holidaysAct, month: 1, day: 1 },
      { id: 'maundy-thursday', nb: 'skjærtorsdag', en: 'Maundy Thursday', source: holidaysAct, daysFromEaster: -3 },
      { id: 'good-friday', nb: 'langfredag', en: 'Good Friday', source: holidaysAct, daysFromEaster: -2 },
      { id: 'easter-sunday', nb: 'første påskedag', en: 'Easter Sunday', source: holidaysAct, daysFromEaster: 0 },
      { id: 'easter-monday', nb: 'andre påskedag', en: 'Easter Monday', source: holidaysAct, daysFromEaster: 1 },
      { id: 'may-day', nb: '1. mai', en: 'May Day', source: publicDaysAct, month: 5, day: 1 },
      { id: 'constitution-day', nb: '17. mai', en: 'Constitution Day', source: publicDaysAct, month: 5, day: 17 },
      {
        id: 'ascension-day',
        nb: 'Kristi himmelfartsdag',
        en: 'Ascension Day',
        source: holidaysAct,
        daysFromEaster: 39,
      },
      { id: 'whit-sunday', nb: 'første pinsedag', en: 'Whit Sunday', source: holidaysAct, daysFromEaster: 49 },
      { id: 'whit-monday', nb: 'andre pinsedag', en: 'Whit Monday', source: holidaysAct, daysFromEaster: 50 },
      { id: 'christmas-day', nb: 'første juledag', en: 'Christmas Day', source: holidaysAct, month: 12, day: 25 },
      { id: 'boxing-day', nb: 'andre juledag', en: 'Boxing Day', source: holidaysAct, month: 12, day: 26 },
    ],
  },
};

/** A calendar that is not published, for comparing: its name stands where the version would and can be recorded in no event. */
export type DraftCalendar = { draft: string; calendar: HolidayCalendar };

/** What a day is: working or not, and every reason why not (17 May can also be Whit Monday). */
export type DayKind = { date: string; working: boolean; reasons: string[] };

/**
 * Says whether a local day is a working day, and if not, why: `saturday`, `sunday`, or the holidays' ids.
 * @returns `date-invalid`, `date-out-of-range` or `calendar-unknown` when there is no answer.
 */
export function dayKind(date: string, calendar: string): DayKind | LawRejected {
  const day = readDate(date);
  if (isRejected(day)) return day;
  const rules = calendarOf(calendar);
  if (isRejected(rules)) return rules;
  return kindOf(day, rules);
}

/**
 * True on a day that is neither of the weekend nor a public holiday.
 * @throws {RangeError} for a date or a calendar that does not exist; `dayKind` answers with a rejection instead.
 */
export function isWorkingDay(date: string, calendarVersion: CalendarVersion): boolean {
  const kind = dayKind(date, calendarVersion);
  if (isRejected(kind)) throw new RangeError(kind.rejected.detail);
  return kind.working;
}

/** The public holidays of a year, in order, as local dates. */
export function holidaysOf(year: number, calendar: string): { date: string; rule: HolidayRule }[] | LawRejected {
  const rules = calendarOf(calendar);
  if (isRejected(rules)) return rules;
  if (!Number.isInteger(year) || year < rules.firstYear || year > rules.lastYear) return outOfRange(rules);
  const easter = easterSunday(year);
  return rules.holidays
    .map((rule) => ({ date: dateOf(rule, year, easter).toString(), rule }))
    .sort((one, other) => one.date.localeCompare(other.date));
}

/** The first working day on or after a day, and the days passed over with their reasons (1182/71, Art. 3(4)). */
export function rollForward(
  day: Temporal.PlainDate,
  calendar: string | DraftCalendar,
): { day: Temporal.PlainDate; skipped: { date: string; why: string[] }[] } | LawRejected {
  const rules = calendarOf(calendar);
  if (isRejected(rules)) return rules;
  const skipped: { date: string; why: string[] }[] = [];
  for (let candidate = day; ; candidate = candidate.add({ days: 1 })) {
    const kind = kindOf(candidate, rules);
    if (isRejected(kind)) return kind;
    if (kind.working) return { day: candidate, skipped };
    skipped.push({ date: kind.date, why: kind.reasons });
  }
}

/** Looks a calendar up by its version. */
export function calendarOf(version: string | DraftCalendar): HolidayCalendar | LawRejected {
  if (typeof version === 'object') return version.calendar;
  const known = calendarVersionSchema.safeParse(version);
  return known.success
    ? calendars[known.data]
    : reject('calendar-unknown', `Name a holiday calendar that is published: ${calendarVersions.join(', ')}.`);
}

/** Easter Sunday of a Gregorian year, by the anonymous algorithm that Meeus printed. */
export function easterSunday(year: number): Temporal.PlainDate {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const yearOfCentury = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
  const shift = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const position = epact + weekday - 7 * shift + 114;
  return new Temporal.PlainDate(year, Math.floor(position / 31), (position % 31) + 1);
}

function kindOf(day: Temporal.PlainDate, rules: HolidayCalendar): DayKind | LawRejected {
  if (day.year < rules.firstYear || day.year > rules.lastYear) return outOfRange(rules);
  const reasons = rules.weekend.includes(day.dayOfWeek) ? [day.dayOfWeek === 6 ? 'saturday' : 'sunday'] : [];
  const easter = easterSunday(day.year);
  const sinceEaster = easter.until(day).days;
  for (const rule of rules.holidays) {
    const falls =
      'month' in rule ? rule.month === day.month && rule.day === day.day : rule.daysFromEaster === sinceEaster;
    if (falls) reasons.push(rule.id);
  }
  return { date: day.toString(), working: reasons.length === 0, reasons };
}

function dateOf(rule: HolidayRule, year: number, easter: Temporal.PlainDate): Temporal.PlainDate {
  return 'month' in rule
    ? new Temporal.PlainDate(year, rule.month, rule.day)
    : easter.add({ days: rule.daysFromEaster });
}

const outOfRange = (rules: HolidayCalendar): LawRejected =>
  reject('date-out-of-range', `The calendar knows the years ${rules.firstYear} to ${rules.lastYear}.`);
