import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { reject } from '../decider.ts';
import { type ClockId, clockIdSchema } from './clocks.ts';
import { type DerivationStep, derivationStepSchema } from './derivation.ts';
import {
  defaultZone,
  firstMoment,
  isRejected,
  type LawRejected,
  readDate,
  readInstant,
  readLength,
  readZone,
  writeInstant,
} from './moments.ts';
import { clockOf, currentRules, type DraftRules, rulesOf, rulesVersionSchema } from './rules.ts';

/** The answer of `computeErasable`. */
export const erasableSchema = z.strictObject({
  anchor: z.string(),
  zone: z.string(),
  /** Whether the law demands the keeping, or the statement allows it. */
  basis: z.enum(['legal-duty', 'promise']),
  clock: clockIdSchema.exactOptional(),
  /** Only for a legal duty: the last local day on which the data must still be there. */
  keepUntilAtLeast: z.iso.date().exactOptional(),
  /** The local day on which the data may, and under a promise must, go. */
  erasableFrom: z.iso.date(),
  /** The first moment of that day, RFC 3339, for timers. */
  erasableAt: z.iso.datetime({ offset: true }),
  derivation: z.array(derivationStepSchema),
  rules: rulesVersionSchema,
});
export type Erasable = z.infer<typeof erasableSchema>;

/** What the keeping time counts from: a local date, or a moment (RFC 3339) whose local day counts. */
type Anchored = { anchor: string; zone?: string; rules?: string | DraftRules };

export type ErasableQuestion =
  /** A statement's own rule: `P18M`, `P12M`, `P1M`, or `at-once`. */
  | (Anchored & { keep: string })
  /**
   * A legal duty. `accountingYearEnd` is the day that closes the year the anchor falls in: `12-31` (the default) for every
   * year, or one date (`2026-06-30`).
   */
  | (Anchored & { clock: string; accountingYearEnd?: string });

type Keeping = { anchorDay: Temporal.PlainDate; zone: string; derivation: DerivationStep[] };

/**
 * Computes from which local day data may be erased, and how. Never rolled to a working day: keeping longer is no favour.
 * A statement's months end on the anchor's day of the month, clamped; that day is the first on which the data goes.
 * The Bookkeeping Act's years count from the end of the accounting year, so the last day kept is the last of a month.
 * @returns a rejection with a code, never a wrong date.
 */
export function computeErasable(question: ErasableQuestion): Erasable | LawRejected {
  const versions = rulesOf(question.rules ?? currentRules);
  if (isRejected(versions)) return versions;
  const zone = readZone(question.zone ?? defaultZone);
  if (isRejected(zone)) return zone;
  const anchorDay = localDay(question.anchor, zone);
  if (isRejected(anchorDay)) return anchorDay;
  const keeping: Keeping = {
    anchorDay,
    zone,
    derivation: [{ step: 'anchor', article: 'the event that the keeping counts from', result: anchorDay.toString() }],
  };
  const shared = { anchor: question.anchor, zone, rules: versions.version };
  if ('keep' in question) {
    const end = endOfPromise(keeping, question.keep);
    return isRejected(end) ? end : { ...shared, basis: 'promise', ...finish(keeping, end, 'the statement') };
  }
  const clock = clockOf(question.clock, versions.rules);
  if (isRejected(clock)) return clock;
  const { id, rule } = clock;
  if (rule.kind !== 'retention')
    return reject('not-for-this-clock', 'Ask computeDue: this clock falls due, it does not keep.');
  const end = endOfDuty(keeping, rule.length, rule.article, question.accountingYearEnd ?? '12-31');
  if (isRejected(end)) return end;
  const keepUntilAtLeast = end.subtract({ days: 1 }).toString();
  return { ...shared, basis: 'legal-duty', clock: id, keepUntilAtLeast, ...finish(keeping, end, rule.article) };
}

/** What several rules say together about the same data. */
export type Reconciled = {
  erasableFrom: string;
  erasableAt: string;
  /** The name of the rule that decides: the one that keeps longest, for each of them is lawful by itself. */
  governing: string;
  /** When a legal duty alone keeps the data: from this local day it is only held, restricted, not used. */
  restrictedFrom?: string;
  /** Promises that contradict one another; a legal duty beside a promise is no contradiction. */
  findings: { code: 'rules-collide'; rules: string[] }[];
};

/** Reconciles the rules that hold the same data: the longest governs, and promises that differ are a finding. */
export function reconcileErasable(rules: readonly { rule: string; erasable: Erasable }[]): Reconciled | LawRejected {
  const latest = (some: typeof rules) =>
    [...some].sort((one, other) => other.erasable.erasableFrom.localeCompare(one.erasable.erasableFrom))[0];
  const governing = latest(rules);
  if (!governing) return reject('nothing-to-reconcile', 'Give at least one rule.');
  const promises = rules.filter(({ erasable }) => erasable.basis === 'promise');
  const promised = latest(promises);
  const collide = promises.some(({ erasable }) => erasable.erasableFrom !== promised?.erasable.erasableFrom);
  const { erasableFrom, erasableAt } = governing.erasable;
  return {
    erasableFrom,
    erasableAt,
    governing: governing.rule,
    ...(promised &&
      promised.erasable.erasableFrom < erasableFrom && { restrictedFrom: promised.erasable.erasableFrom }),
    findings: collide ? [{ code: 'rules-collide', rules: promises.map(({ rule }) => rule) }] : [],
  };
}

/** Which retention clock holds accounting material; a secondary document that the invoice refers to is primary. */
export function accountingClock(material: 'primary' | 'secondary', referredToByInvoice = false): ClockId {
  return material === 'primary' || referredToByInvoice ? 'bokforing-13-primary' : 'bokforing-13-secondary';
}

function localDay(anchor: string, zone: string): Temporal.PlainDate | LawRejected {
  const date = readDate(anchor);
  if (!isRejected(date)) return inRange(date);
  const instant = readInstant(anchor);
  if (!isRejected(instant)) return inRange(instant.toZonedDateTimeISO(zone).toPlainDate());
  return typeof anchor === 'string' && anchor.includes('T') ? instant : date;
}

/** Years that a keeping can be counted in: nothing held is older, and a later year has no four digits left. */
function inRange(day: Temporal.PlainDate): Temporal.PlainDate | LawRejected {
  return day.year >= 1900 && day.year <= 9998
    ? day
    : reject('date-out-of-range', 'Give a day of the years 1900 to 9998, and a length that ends there.');
}

function endOfPromise({ anchorDay, derivation }: Keeping, keep: string): Temporal.PlainDate | LawRejected {
  if (keep === 'at-once') {
    derivation.push({ step: 'keep', article: 'the statement', result: 'at-once' });
    return anchorDay;
  }
  const length = readLength(keep);
  if (isRejected(length)) return length;
  if ('hours' in length) return reject('duration-invalid', 'Give a keeping time in whole days or longer, or at-once.');
  derivation.push({ step: 'keep', article: 'the statement', result: keep });
  return inRange(anchorDay.add(length.calendar));
}

/** Counted from the first moment after the year's end, so that a length of half years ends with a month too. */
function endOfDuty(
  { anchorDay, derivation }: Keeping,
  length: string,
  article: string,
  accountingYearEnd: string,
): Temporal.PlainDate | LawRejected {
  const yearEnd = yearEndAfter(anchorDay, accountingYearEnd);
  if (isRejected(yearEnd)) return yearEnd;
  derivation.push({ step: 'accounting-year-end', article, result: yearEnd.toString() });
  derivation.push({ step: 'keep', article, result: length });
  return inRange(yearEnd.add({ days: 1 }).add(length));
}

/** The day that closes the accounting year of an anchor. An accounting year is at most 18 months (regnskapsloven § 1-7). */
function yearEndAfter(anchorDay: Temporal.PlainDate, accountingYearEnd: string): Temporal.PlainDate | LawRejected {
  const refused = reject(
    'accounting-year-invalid' as const,
    'Give the accounting year’s last day as MM-DD, or as a date on or within 18 months after the anchor.',
  );
  const yearly = /^(\d{2}-\d{2})$/.test(accountingYearEnd);
  if (!yearly) {
    const end = readDate(accountingYearEnd);
    if (isRejected(end)) return refused;
    const latest = anchorDay.add({ months: 18 });
    const fits = Temporal.PlainDate.compare(anchorDay, end) <= 0 && Temporal.PlainDate.compare(end, latest) <= 0;
    return fits ? end : refused;
  }
  if (isRejected(readDate(`2024-${accountingYearEnd}`))) return refused;
  const [month = 12, day = 31] = accountingYearEnd.split('-').map(Number);
  const thisYear = Temporal.PlainDate.from({ year: anchorDay.year, month, day }, { overflow: 'constrain' });
  if (Temporal.PlainDate.compare(anchorDay, thisYear) <= 0) return thisYear;
  return Temporal.PlainDate.from({ year: anchorDay.year + 1, month, day }, { overflow: 'constrain' });
}

function finish({ zone, derivation }: Keeping, end: Temporal.PlainDate, article: string) {
  derivation.push({ step: 'erasable', article, result: end.toString() });
  return {
    erasableFrom: end.toString(),
    erasableAt: writeInstant(firstMoment(end, zone), zone),
    derivation,
  };
}
