import { Temporal } from 'temporal-polyfill';

/** How the time until the answer is shared out; parts of the time between the task and the request's due moment. */
type TermsOfTasks = {
  /** When a system that has not answered is asked again. */
  reminders: readonly number[];
  /** By when it has to answer. */
  due: number;
  /** When nobody waits any longer, so that the answer can still be put together in time. */
  closes: number;
  /** What a system is given at the least, even where the request is late already. */
  shortest: string;
};

/** Published terms never change: an event names those that it was reckoned by. */
const termsOfTasks = {
  '2026-1': { reminders: [0.25, 0.5], due: 0.6, closes: 0.85, shortest: 'PT24H' },
} as const satisfies Record<string, TermsOfTasks>;

export const currentTaskTerms = '2026-1' satisfies keyof typeof termsOfTasks;

/** Within what a system has to use data again, and say so, when a restriction is lifted: no law counts it. */
const liftingWithinDays = 14;

export const liftedBy = (now: string): string =>
  Temporal.Instant.from(now)
    .add({ hours: liftingWithinDays * 24 })
    .toString();

export type TaskTimes = { reminders: string[]; due: string; closes: string; terms: string };

/** The moments of a task that is given now for a request that has to be answered by `answerBy`; all in UTC. */
export function timesOfTask(now: string, answerBy: string): TaskTimes {
  const { reminders, due, closes, shortest } = termsOfTasks[currentTaskTerms];
  const from = Temporal.Instant.from(now);
  const left = from.until(Temporal.Instant.from(answerBy)).total('milliseconds');
  const least = Temporal.Duration.from(shortest).total('milliseconds');
  // The shortest time is what a system has until it is due; everything else keeps its place beside it.
  const whole = Math.max(left, least / due);
  const after = (part: number): string =>
    from.add({ milliseconds: Math.round(whole * part) }).toString({ smallestUnit: 'second' });
  return { reminders: reminders.map(after), due: after(due), closes: after(closes), terms: currentTaskTerms };
}
