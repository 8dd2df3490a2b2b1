import { Temporal } from 'temporal-polyfill';
import { reject } from '../decider.ts';
import { type CalendarVersion, calendarOf, currentCalendar, type DraftCalendar, rollForward } from './calendars.ts';
import type { ClockId, ClockRule } from './clocks.ts';
import type { Deadline, DerivationStep, Due } from './derivation.ts';
import {
  defaultZone,
  isRejected,
  type LawRejected,
  lastMoment,
  readInstant,
  readLength,
  readZone,
  writeInstant,
} from './moments.ts';
import { clockOf, currentRules, type DraftRules, rulesOf } from './rules.ts';

/** While the answer to a question is outstanding. */
export type Doubt = { askedAt: string; answeredAt?: string };

/** By which law it is computed; the current one where nothing is said. */
export type ByLaw = { rules?: string | DraftRules; calendar?: string | DraftCalendar };

export type DueQuestion = ByLaw & {
  clock: string;
  /** RFC 3339: the moment the clock starts (receipt, awareness, obtaining; for `gdpr-18-3` the intended lifting). */
  received: string;
  /** IANA zone of the controller; the day counts there. */
  zone?: string;
  /** With `gdpr-12-3`: compute the extended time. `extendDue` also checks that it may be extended. */
  extended?: boolean;
  /** The organisation's own promise, or an agreement's length, as ISO 8601 (`P30D`, `PT24H`). Counted strictly: never rolled. */
  promise?: string;
  /** With `gdpr-14-3`: moments that end the time early. */
  atTheLatest?: { firstContact?: string; firstDisclosure?: string };
  /**
   * With `gdpr-12-3` and `gdpr-12-4`: when the person was asked to prove who they are, or what they mean, and when they
   * answered. Several are given in order and do not overlap.
   */
  identityDoubt?: Doubt | readonly Doubt[];
};

/** What the steps share: the parsed question, and the derivation that grows. */
type Computation = {
  id: ClockId;
  rule: ClockRule;
  received: Temporal.Instant;
  receivedDay: Temporal.PlainDate;
  zone: string;
  calendar: string | DraftCalendar;
  derivation: DerivationStep[];
};
type Ending = { dueDate: Temporal.PlainDate; due: Temporal.Instant };

/**
 * Computes when a clock of the law runs out, and how: receipt, months, clamp, (extension,) roll, then the earlier of law
 * and promise. Days are days of the zone; hours are elapsed hours, across a change of summer time too.
 * Source: Regulation 1182/71, Art. 3, and the clock's own article.
 * @returns a rejection with a code, never a wrong date: an unknown clock, version or zone, a malformed time or length, a
 * clock that has no end, or an input that the clock has no use for.
 */
export function computeDue(question: DueQuestion): Due | LawRejected {
  const versions = rulesOf(question.rules ?? currentRules);
  if (isRejected(versions)) return versions;
  const asked = clockOf(question.clock, versions.rules);
  if (isRejected(asked)) return asked;
  const misfit = refuseMisfits(question, asked.rule);
  if (misfit) return misfit;
  const id = question.extended ? (asked.rule.extension ?? asked.id) : asked.id;
  const computation = begin(question, id, versions.rules[id]);
  if (isRejected(computation)) return computation;

  const law = endOfLaw(computation, question.atTheLatest ?? {});
  if (isRejected(law)) return law;
  const paused = endAfterPause(computation, question.identityDoubt);
  if (isRejected(paused)) return paused;
  const promise = question.promise === undefined ? undefined : endOfPromise(computation, question.promise);
  if (isRejected(promise)) return promise;
  const ending = earlier(law, promise);
  if (!ending)
    return reject('length-missing', 'The law gives this clock no number: give the agreed length as promise.');

  const write = ({ dueDate, due }: Ending): Deadline => ({
    dueDate: dueDate.toString(),
    due: writeInstant(due, computation.zone),
  });
  return {
    clock: id,
    received: question.received,
    zone: computation.zone,
    ...write(ending),
    boundBy: ending === law ? 'law' : 'promise',
    ...(law && { law: write(law) }),
    ...(promise && { promise: write(promise) }),
    ...(paused && { paused: 'outstanding' in paused ? paused : write(paused) }),
    derivation: computation.derivation,
    rules: versions.version,
    calendar: nameOf(computation.calendar),
  };
}

/** `begin` has looked it up, so it is a published one, or a draft's name. */
const nameOf = (calendar: string | DraftCalendar): CalendarVersion =>
  (typeof calendar === 'object' ? calendar.draft : calendar) as CalendarVersion;

function refuseMisfits(question: DueQuestion, rule: ClockRule): LawRejected | undefined {
  if (rule.kind === 'retention')
    return reject('clock-is-retention', 'Ask computeErasable: this clock keeps, it does not fall due.');
  if (rule.kind === 'age' || rule.kind === 'duty')
    return reject('clock-has-no-date', 'The law sets no time limit here.');
  const misfits = [
    question.extended && !rule.extension && 'extended',
    question.atTheLatest && !rule.endsEarly && 'atTheLatest',
    question.identityDoubt && !rule.pausable && 'identityDoubt',
  ].filter((name) => typeof name === 'string');
  return misfits.length > 0
    ? reject('not-for-this-clock', `Leave out what this clock has no use for: ${misfits.join(', ')}.`)
    : undefined;
}

function begin(question: DueQuestion, id: ClockId, rule: ClockRule): Computation | LawRejected {
  const zone = readZone(question.zone ?? defaultZone);
  if (isRejected(zone)) return zone;
  const received = readInstant(question.received);
  if (isRejected(received)) return received;
  const calendar = question.calendar ?? currentCalendar;
  const known = calendarOf(calendar);
  if (isRejected(known)) return known;
  const receivedDay = received.toZonedDateTimeISO(zone).toPlainDate();
  if (receivedDay.year < known.firstYear || receivedDay.year > known.lastYear) {
    return reject('date-out-of-range', `The calendar knows the years ${known.firstYear} to ${known.lastYear}.`);
  }
  const derivation: DerivationStep[] =
    rule.kind === 'months'
      ? [{ step: 'receipt', article: '1182/71 3(1)', result: receivedDay.toString() }]
      : [{ step: 'receipt', article: rule.article, result: writeInstant(received, zone) }];
  return { id, rule, received, receivedDay, zone, calendar, derivation };
}

/** The law's own end, or nothing where the law gives no number. */
function endOfLaw(
  computation: Computation,
  early: NonNullable<DueQuestion['atTheLatest']>,
): Ending | LawRejected | undefined {
  const { rule, received, zone, derivation } = computation;
  if (rule.kind === 'months') {
    const end = endOfMonths(computation, rule.length);
    return isRejected(end) ? end : endAtEvent(computation, end, early);
  }
  if (rule.kind === 'hours') {
    const due = received.add({ hours: Temporal.Duration.from(rule.length).hours });
    derivation.push({ step: 'hours', article: rule.article, result: writeInstant(due, zone) });
    return atInstant(due, zone);
  }
  if (rule.kind === 'at-once' || rule.kind === 'before') {
    derivation.push({ step: 'at-once', article: rule.article, result: writeInstant(received, zone) });
    return atInstant(received, zone);
  }
  return undefined;
}

/** All months are added first and the end is rolled once (1182/71, Art. 3(2)(c) and 3(4)). */
function endOfMonths(computation: Computation, length: string): Ending | LawRejected {
  const { rule, receivedDay, derivation } = computation;
  const end = receivedDay.add(length);
  const nominal = `${end.toPlainYearMonth().toString()}-${String(receivedDay.day).padStart(2, '0')}`;
  const step = computation.id === 'gdpr-12-3-extension' ? 'extension' : 'months';
  derivation.push({ step, article: `${rule.article}; 1182/71 3(2)(c)`, result: nominal });
  if (end.day !== receivedDay.day)
    derivation.push({ step: 'clamp', article: '1182/71 3(2)(c)', result: end.toString() });
  return rolled(computation, end);
}

function rolled({ rule, zone, calendar, derivation }: Computation, end: Temporal.PlainDate): Ending | LawRejected {
  const roll = rule.rolls ? rollForward(end, calendar) : { day: end, skipped: [] };
  if (isRejected(roll)) return roll;
  if (rule.rolls) {
    derivation.push({ step: 'roll', article: '1182/71 3(4)', result: roll.day.toString(), skipped: roll.skipped });
  }
  return { dueDate: roll.day, due: lastMoment(roll.day, zone) };
}

/** A first contact or disclosure ends the time early (GDPR 14(3)(b) and (c)). */
function endAtEvent(
  { received, zone, derivation }: Computation,
  end: Ending,
  early: NonNullable<DueQuestion['atTheLatest']>,
): Ending | LawRejected {
  const events = [
    { at: early.firstContact, article: 'GDPR 14(3)(b)' },
    { at: early.firstDisclosure, article: 'GDPR 14(3)(c)' },
  ];
  let earliest = end;
  for (const { at, article } of events) {
    if (at === undefined) continue;
    const moment = readInstant(at);
    if (isRejected(moment)) return moment;
    if (Temporal.Instant.compare(moment, received) < 0) {
      return reject('order-invalid', 'Data cannot be used before it was obtained: check the two times.');
    }
    derivation.push({ step: 'event', article, result: writeInstant(moment, zone) });
    if (Temporal.Instant.compare(moment, earliest.due) < 0) earliest = atInstant(moment, zone);
  }
  return earliest;
}

/** The strict end moved by the days that the person took to answer, then rolled (GDPR 12(6)). */
function endAfterPause(
  computation: Computation,
  asked: DueQuestion['identityDoubt'],
): Ending | { outstanding: true } | LawRejected | undefined {
  const { rule, received, receivedDay, zone, derivation } = computation;
  const doubts = asked === undefined ? [] : [asked].flat();
  if (doubts.length === 0 || rule.kind !== 'months') return undefined;
  let days = 0;
  let from = received;
  let outstanding = false;
  for (const doubt of doubts) {
    const span = readDoubt(doubt, outstanding ? undefined : from);
    if (isRejected(span)) return span;
    const { begins, ends } = span;
    if (!ends) {
      outstanding = true;
      continue;
    }
    days += dayOf(begins, zone).until(dayOf(ends, zone)).days;
    from = ends;
  }
  const article = 'GDPR 12(6)';
  if (outstanding) {
    derivation.push({ step: 'pause', article, result: 'outstanding' });
    return { outstanding };
  }
  const end = receivedDay.add(rule.length).add({ days });
  derivation.push({ step: 'pause', article, result: end.toString() });
  return rolled(computation, end);
}

const dayOf = (instant: Temporal.Instant, zone: string) => instant.toZonedDateTimeISO(zone).toPlainDate();

/** The moments of a question and its answer, which come after what was before; after an open question nothing can. */
function readDoubt(
  { askedAt, answeredAt }: Doubt,
  after: Temporal.Instant | undefined,
): { begins: Temporal.Instant; ends: Temporal.Instant | undefined } | LawRejected {
  const begins = readInstant(askedAt);
  if (isRejected(begins)) return begins;
  const ends = answeredAt === undefined ? undefined : readInstant(answeredAt);
  if (isRejected(ends)) return ends;
  const ordered =
    after !== undefined &&
    Temporal.Instant.compare(after, begins) <= 0 &&
    (!ends || Temporal.Instant.compare(begins, ends) <= 0);
  return ordered ? { begins, ends } : reject('order-invalid', 'Give the times in order: received, asked, answered.');
}

/** The organisation's own promise is its own rule: calendar days from the day of receipt, never rolled. */
function endOfPromise({ received, receivedDay, zone, derivation }: Computation, promise: string): Ending | LawRejected {
  const length = readLength(promise);
  if (isRejected(length)) return length;
  if ('hours' in length) {
    const due = received.add({ hours: length.hours });
    derivation.push({ step: 'promise', article: `own promise ${promise}`, result: writeInstant(due, zone) });
    return atInstant(due, zone);
  }
  const dueDate = receivedDay.add(length.calendar);
  if (dueDate.year > 9999) return reject('date-out-of-range', 'Promise a time that ends before the year 10000.');
  derivation.push({ step: 'promise', article: `own promise ${promise}`, result: dueDate.toString() });
  return { dueDate, due: lastMoment(dueDate, zone) };
}

const atInstant = (due: Temporal.Instant, zone: string): Ending => ({
  dueDate: due.toZonedDateTimeISO(zone).toPlainDate(),
  due,
});

/** The earlier of law and promise; the law when they end together. */
function earlier(law: Ending | undefined, promise: Ending | undefined): Ending | undefined {
  if (!law || !promise) return law ?? promise;
  return Temporal.Instant.compare(law.due, promise.due) <= 0 ? law : promise;
}
