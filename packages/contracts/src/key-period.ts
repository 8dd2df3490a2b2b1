import { Temporal } from 'temporal-polyfill';

/** The month (UTC, `YYYY-MM`) whose key seals data of a rolling category that was collected at this moment. */
export const keyPeriodAt = (moment: string): string => Temporal.Instant.from(moment).toString().slice(0, 7);
