import { Temporal } from 'temporal-polyfill';

/** RFC 3339 moments may carry different offsets, so they are compared as instants and never as text. */
export const isAfter = (one: string, other: string): boolean => Temporal.Instant.compare(one, other) > 0;

export const laterOf = (one: string | undefined, other: string): string =>
  one === undefined || isAfter(other, one) ? other : one;

export const earlierOf = (one: string | undefined, other: string): string =>
  one === undefined || isAfter(one, other) ? other : one;

/** A moment as UTC with milliseconds: the form in which read models sort and compare it. */
export const inUtc = (moment: string): string =>
  Temporal.Instant.from(moment).toString({ smallestUnit: 'millisecond' });

/** The first moment of a local day. */
export const startOfDay = (day: string, zone: string): string =>
  Temporal.PlainDate.from(day).toZonedDateTime(zone).toString({ timeZoneName: 'never' });

/** The first moment of the local day that a moment falls on. */
export const startOfDayOf = (moment: string, zone: string): string =>
  startOfDay(Temporal.Instant.from(moment).toZonedDateTimeISO(zone).toPlainDate().toString(), zone);

/** The day before, as a local date. */
export const dayBefore = (day: string): string => Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();

/** The day after, as a local date. */
export const dayAfter = (day: string): string => Temporal.PlainDate.from(day).add({ days: 1 }).toString();

/** The first moment in UTC after a day that counts to its end. */
export const endOfDayInUtc = (day: string): string =>
  inUtc(Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime('UTC').toInstant().toString());

/** A moment moved by whole minutes. */
export const minutesAfter = (moment: string, minutes: number): string =>
  Temporal.Instant.from(moment).add({ minutes }).toString();

/** A moment moved by whole months, counted in UTC. */
export const monthsAfter = (day: string, months: number): string =>
  Temporal.PlainDate.from(day).add({ months }).toString();

/** A moment moved by whole hours, in UTC. */
export const hoursAfter = (moment: string, hours: number): string =>
  inUtc(Temporal.Instant.from(moment).add({ hours }).toString());

/** A moment moved by whole days of 24 hours, in UTC. */
export const daysAfter = (moment: string, days: number): string => hoursAfter(moment, 24 * days);
