import type { DataCategory, Purpose } from '@vitne/contracts/statement/schema';
import { Temporal } from 'temporal-polyfill';

/**
 * What the statement in force says about asking for a consent, looked up for one command. Absent parts mean that the
 * statement has no such purpose, or that it does not stand on consent.
 */
export type ConsentTerms = {
  statementVersion: string;
  purpose: Pick<Purpose, 'consent' | 'recipients'> | undefined;
  /** Hashes of the notice in every language, as generated from the statement in force. */
  noticeHashes: Partial<Record<'nb' | 'en', string>>;
  zone: string;
  /** Whether a browser's signal refuses the purpose: direct marketing, marketing cookies, and sale. */
  refusedBySignal?: boolean;
  /** From which age a child consents itself (Art. 8(1)); undefined where no law that is known says it. */
  ageOfConsent?: number | undefined;
  /** What the statement lists of a device, which is what the circumstances of a choice can tell of it. */
  device: DataCategory['attributes'];
};

/** When a consent given now ends by itself, if the statement gives it an end. */
export function expiryOf(terms: ConsentTerms, now: string): string | undefined {
  const after = terms.purpose?.consent?.expires;
  if (after === undefined) return undefined;
  return Temporal.Instant.from(now)
    .toZonedDateTimeISO(terms.zone)
    .add(Temporal.Duration.from(after))
    .toInstant()
    .toString();
}
