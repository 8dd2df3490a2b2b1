import { Temporal } from 'temporal-polyfill';

/** The month (UTC, `YYYY-MM`) whose key seals data of a rolling category that was collected at this moment. */
export const keyPeriodAt = (moment: string): string => Temporal.Instant.from(moment).toString().slice(0, 7);

/** The month of a local date: the key period of data that goes by that date, such as the end of its accounting year. */
export const monthOf = (date: string): string => date.slice(0, 7);
