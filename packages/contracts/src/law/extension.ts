import { Temporal } from 'temporal-polyfill';
import { reject } from '../decider.ts';
import type { Due } from './derivation.ts';
import { computeDue, type DueQuestion } from './due.ts';
import { isRejected, type LawRejected, readInstant } from './moments.ts';

/** Why the time to answer may be extended: the two reasons that GDPR 12(3) knows. */
export const extensionReasons = ['complexity', 'number-of-requests'] as const;
export type ExtensionReason = (typeof extensionReasons)[number];

/**
 * Extends the time to answer a request, if the person was told inside the first month, and why (GDPR 12(3)).
 * @returns the extended `Due`, or `extension-too-late`, `extension-without-reason`, `order-invalid`, or what `computeDue`
 * rejects.
 */
export function extendDue(
  question: Omit<DueQuestion, 'clock' | 'extended'> & { toldAt: string; reasons: readonly string[] },
): Due | LawRejected {
  const { toldAt, reasons, ...rest } = question;
  const told = readInstant(toldAt);
  if (isRejected(told)) return told;
  const known = reasons.every((reason) => extensionReasons.some((one) => one === reason));
  if (reasons.length === 0 || !known) {
    return reject('extension-without-reason', `Give at least one of the reasons: ${extensionReasons.join(', ')}.`);
  }
  const first = computeDue({ ...rest, clock: 'gdpr-12-3' });
  if (isRejected(first)) return first;
  if (Temporal.Instant.compare(told, Temporal.Instant.from(rest.received)) < 0) {
    return reject('order-invalid', 'The person cannot be told of an extension before the request was received.');
  }
  if (!first.law || Temporal.Instant.compare(told, Temporal.Instant.from(first.law.due)) > 0) {
    return reject(
      'extension-too-late',
      'Tell the person of the extension inside the first month; it cannot be extended now.',
    );
  }
  return computeDue({ ...rest, clock: 'gdpr-12-3', extended: true });
}
