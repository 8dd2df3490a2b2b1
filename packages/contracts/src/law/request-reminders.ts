import { Temporal } from 'temporal-polyfill';
import type { Due } from './derivation.ts';
import { firstMoment } from './moments.ts';
import { currentRules, type RulesVersion } from './rules.ts';

/** How long before the strict due day an open request is brought to mind, the earliest first. No law says it; it is ours. */
export const requestReminders: Record<RulesVersion, readonly string[]> = { '2026-1': ['P7D', 'P2D'] };

export type Reminder = { before: string; at: string };

/** When to remind of a request: at the beginning of each such day in the controller's zone, if it comes after the receipt. */
export function remindersOf({ dueDate, received, zone, rules }: Due): Reminder[] {
  const from = Temporal.Instant.from(received);
  // A draft of the law says nothing of what is ours.
  const ours = Object.hasOwn(requestReminders, rules) ? rules : currentRules;
  return requestReminders[ours].flatMap((before) => {
    const at = firstMoment(Temporal.PlainDate.from(dueDate).subtract(before), zone);
    return Temporal.Instant.compare(at, from) > 0 ? [{ before, at: at.toString() }] : [];
  });
}
