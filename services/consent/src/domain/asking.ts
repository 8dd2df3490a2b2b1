import { type Choice, type ConsentStatus, isNo, isOver } from '@vitne/contracts/decisions/choice';
import { Temporal } from 'temporal-polyfill';
import type { ConsentTerms } from './consent-terms.ts';

/** How long a no is respected where the statement does not say it. */
export const ASK_AGAIN_AFTER = 'P6M';

/** Whether the question may be put to the person, and why. */
export type Asking = {
  ask: boolean;
  because: 'never-asked' | 'browser-signal' | ConsentStatus;
  /** When it may be put again. */
  notBefore?: string;
};

/**
 * Whether a question may be put now. A no is remembered, and not put again before its time; a consent that is running is
 * not asked for; one that ended otherwise than by a no of the person may be asked for anew.
 * @param signal whether the browser refuses the purpose at this very moment.
 */
export function asking(known: Choice | undefined, terms: ConsentTerms, now: string, signal: boolean): Asking {
  if (signal && terms.refusedBySignal && known?.status !== 'given') return { ask: false, because: 'browser-signal' };
  if (!known) return { ask: true, because: 'never-asked' };
  if (isNo(known)) {
    const notBefore = askAgainFrom(known, terms);
    const ask = Date.parse(notBefore) <= Date.parse(now);
    return { ask, because: known.status, ...(!ask && { notBefore }) };
  }
  if (known.status !== 'given') return { ask: true, because: known.status };
  return isOver(known, now) ? { ask: true, because: 'expired' } : { ask: false, because: 'given' };
}

/** From when somebody who said no may be asked again, on the controller's own calendar. */
export function askAgainFrom({ since }: Choice, { purpose, zone }: ConsentTerms): string {
  return Temporal.Instant.from(since)
    .toZonedDateTimeISO(zone)
    .add(Temporal.Duration.from(purpose?.consent?.askAgainAfter ?? ASK_AGAIN_AFTER))
    .toInstant()
    .toString();
}
