import { Temporal } from 'temporal-polyfill';

/** The later of two moments, as it was written; moments may carry different offsets. */
export const laterOf = (one: string | undefined, other: string): string =>
  one === undefined || Date.parse(other) > Date.parse(one) ? other : one;

/** Whether a moment has come at another one. */
export const hasCome = (moment: string, at: string): boolean => Date.parse(moment) <= Date.parse(at);

export const isAfter = (one: string, other: string): boolean => Date.parse(one) > Date.parse(other);

/** The calendar day of a moment in the controller's zone. */
export const dayOf = (moment: string, zone: string): string =>
  Temporal.Instant.from(moment).toZonedDateTimeISO(zone).toPlainDate().toString();
