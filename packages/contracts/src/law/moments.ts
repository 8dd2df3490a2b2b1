import { Temporal } from 'temporal-polyfill';
import { type Rejected, reject } from '../decider.ts';

/** Why a date of the law could not be computed. A wrong date is never given instead. */
export const lawRejectionCodes = [
  'clock-unknown',
  'clock-has-no-date',
  'clock-is-retention',
  'length-missing',
  'not-for-this-clock',
  'order-invalid',
  'extension-too-late',
  'extension-without-reason',
  'timestamp-invalid',
  'date-invalid',
  'date-out-of-range',
  'zone-unknown',
  'duration-invalid',
  'accounting-year-invalid',
  'rules-unknown',
  'calendar-unknown',
  'country-unknown',
  'nothing-to-reconcile',
] as const;
export type LawRejectionCode = (typeof lawRejectionCodes)[number];
export type LawRejected = Rejected<LawRejectionCode>;

/** Tells a rejection from an answer. */
export function isRejected(answer: unknown): answer is LawRejected {
  return typeof answer === 'object' && answer !== null && 'rejected' in answer;
}

/** The controller's zone when the caller names none. */
export const defaultZone = 'Europe/Oslo';

/** A length in calendar units, or in elapsed hours; never both, for the two are counted differently. */
export type Length = { calendar: Temporal.Duration } | { hours: number };

const timestampPattern = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:[0-5]\d(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;
const datePattern = /^\d{4}-\d{2}-\d{2}$/;
const calendarLengthPattern = /^P(?=\d)(?:\d{1,4}Y)?(?:\d{1,4}M)?(?:\d{1,4}W)?(?:\d{1,5}D)?$/;
const hourLengthPattern = /^PT(\d{1,5})H$/;
const zonePattern = /^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/;

/**
 * Reads an RFC 3339 timestamp. The offset is required, for a time without one is no moment; leap seconds are refused,
 * for no clock that we compute with can hold one.
 */
export function readInstant(text: string): Temporal.Instant | LawRejected {
  const refused = reject('timestamp-invalid' as const, 'Give a time as RFC 3339 with seconds and an offset.');
  if (typeof text !== 'string' || !timestampPattern.test(text)) return refused;
  try {
    return Temporal.Instant.from(text);
  } catch {
    return refused;
  }
}

/** Reads an ISO 8601 calendar date (`2026-02-15`). */
export function readDate(text: string): Temporal.PlainDate | LawRejected {
  const refused = reject('date-invalid' as const, 'Give a day that exists, as YYYY-MM-DD.');
  if (typeof text !== 'string' || !datePattern.test(text)) return refused;
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    return refused;
  }
}

/** Reads an IANA zone name. A bare offset is refused: it knows no summer time, so it can give a wrong day. */
export function readZone(name: string): string | LawRejected {
  const refused = reject('zone-unknown' as const, 'Give an IANA time zone, for example Europe/Oslo.');
  if (typeof name !== 'string' || !zonePattern.test(name)) return refused;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    return refused;
  }
}

/** Reads an ISO 8601 duration of whole calendar units (`P30D`, `P3Y6M`) or of whole hours (`PT72H`); not zero. */
export function readLength(text: string): Length | LawRejected {
  const refused = reject(
    'duration-invalid' as const,
    'Give a length above zero as an ISO 8601 duration in years, months, weeks and days, or in hours alone.',
  );
  if (typeof text !== 'string') return refused;
  const hours = Number(hourLengthPattern.exec(text)?.[1] ?? 0);
  if (hours > 0) return { hours };
  if (!calendarLengthPattern.test(text)) return refused;
  const calendar = Temporal.Duration.from(text);
  return calendar.blank ? refused : { calendar };
}

/** The last millisecond of a local day: a period ends with the expiry of the day's last hour (1182/71, Art. 3(2)). */
export function lastMoment(day: Temporal.PlainDate, zone: string): Temporal.Instant {
  return day.add({ days: 1 }).toZonedDateTime(zone).toInstant().subtract({ milliseconds: 1 });
}

/** The first moment of a local day, which is not midnight where summer time begins at midnight. */
export function firstMoment(day: Temporal.PlainDate, zone: string): Temporal.Instant {
  return day.toZonedDateTime(zone).toInstant();
}

/** Writes a moment as RFC 3339 with the zone's offset, or with `Z` where the offset is not of whole minutes. */
export function writeInstant(instant: Temporal.Instant, zone: string): string {
  const local = instant.toZonedDateTimeISO(zone);
  return local.offsetNanoseconds % 60_000_000_000 === 0
    ? local.toString({ timeZoneName: 'never', calendarName: 'never' })
    : instant.toString();
}
