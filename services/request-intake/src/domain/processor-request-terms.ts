import type { processorCallFailures, processorCalls } from '@vitne/contracts/catalogue/processor-request-events';
import { Temporal } from 'temporal-polyfill';

export type ProcessorCall = (typeof processorCalls)[number];
export type ProcessorCallFailure = (typeof processorCallFailures)[number];

type Terms = {
  /** How long to wait after each failed call; after the last one the processor is given up. */
  pauses: readonly string[];
  /** How many days after its receipt it is asked how the request stands, because a call back can get lost. */
  askAfterDays: readonly number[];
};

/** Published terms never change: the event that begins a request names those that it goes by. */
const published = {
  '2026-1': {
    pauses: ['PT1M', 'PT5M', 'PT30M', 'PT2H', 'PT6H', 'PT12H', 'PT24H', 'PT24H'],
    askAfterDays: [1, 2, 3, 5, 7, 10, 14, 18, 21, 25, 28, 35, 42, 56, 70, 84],
  },
} as const satisfies Record<string, Terms>;

export const currentProcessorTerms = '2026-1' satisfies keyof typeof published;

const termsOf = (version: string): Terms =>
  published[version as keyof typeof published] ?? published[currentProcessorTerms];

/** What no further call would change: it is given up at once, and somebody looks. */
const final: ReadonlySet<ProcessorCallFailure> = new Set([
  'not-supported',
  'no-identity',
  'refused',
  'results-missing',
  'results-elsewhere',
  'results-unusable',
]);

/** When a call that failed is made again; undefined when it is not. */
export function calledAgain(
  { terms, reason, attempt }: { terms: string; reason: ProcessorCallFailure; attempt: number },
  now: string,
): string | undefined {
  const pause = final.has(reason) ? undefined : termsOf(terms).pauses[attempt - 1];
  return pause === undefined ? undefined : after(now, pause);
}

/** When the processor is asked for the `times`-th time, counted from its receipt; undefined when it is not asked any more. */
export function askedAt(terms: string, received: string, times: number): string | undefined {
  const days = termsOf(terms).askAfterDays[times - 1];
  return days === undefined ? undefined : after(received, `PT${days * 24}H`);
}

const after = (moment: string, duration: string): string =>
  Temporal.Instant.from(moment).add(Temporal.Duration.from(duration)).toString();
