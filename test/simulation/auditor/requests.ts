import { endOf, later, localDay, monthsLater, textOf, workingDayFrom } from './days.ts';
import { type Entry, moment, type Report, text } from './ledger.ts';
import type { Promises } from './statement.ts';

type Request = {
  entry: Entry;
  type: string;
  person: string;
  dueMs: number;
  promiseMs?: number;
  status: Status;
  accepted: boolean;
  /** Until it is taken back or refused. */
  stands: boolean;
  overdue?: true;
  reported?: true;
  touchedTick: number;
};
type Status = 'received' | 'accepted' | 'refused' | 'withdrawn' | 'fulfilled';

const closing: Readonly<Record<string, Status>> = {
  'request.fulfilled': 'fulfilled',
  'request.partly-fulfilled': 'fulfilled',
  'request.refused': 'refused',
  'request.withdrawn': 'withdrawn',
};

/** Requests of people and their clocks: every date is computed anew, and none passes unanswered without the platform saying so. */
export function requests({ zone, answerWithin }: Promises, report: Report, overdueType: string | undefined) {
  const all = new Map<string, Request>();
  const counts = { received: 0, extended: 0, closed: 0, late: 0, overdueSeen: 0 };

  /** All months are added first, then the end is moved off a free day, once. */
  const lawEnd = (receivedMs: number, months: number): number =>
    endOf(workingDayFrom(monthsLater(localDay(receivedMs, zone), months)), zone);
  const promiseEnd = (receivedMs: number): number | undefined =>
    answerWithin === undefined ? undefined : endOf(later(localDay(receivedMs, zone), answerWithin), zone);
  const earlier = (lawMs: number, promiseMs: number | undefined) => Math.min(lawMs, promiseMs ?? lawMs);
  const saidDue = (entry: Entry) => Date.parse((entry.facts['due'] as { due: string }).due);

  function receive(entry: Entry): void {
    counts.received += 1;
    const receivedMs = moment(entry, 'received');
    const promiseMs = promiseEnd(receivedMs);
    const dueMs = earlier(lawEnd(receivedMs, 1), promiseMs);
    if (saidDue(entry) !== dueMs)
      report('due-date-wrong', entry, `it is ${at(dueMs)}, and ${at(saidDue(entry))} was said`);
    all.set(text(entry, 'request'), {
      entry,
      type: text(entry, 'requestType'),
      person: text(entry, 'person'),
      dueMs,
      ...(promiseMs !== undefined && { promiseMs }),
      status: 'received',
      accepted: false,
      stands: true,
      touchedTick: entry.tick,
    });
  }

  function extend(entry: Entry, request: Request): void {
    counts.extended += 1;
    const receivedMs = moment(request.entry, 'received');
    if (moment(entry, 'told') > lawEnd(receivedMs, 1)) report('extended-too-late', entry, 'the first month was over');
    if ((entry.facts['reasons'] as string[]).length === 0) report('extended-without-reason', entry, '');
    const dueMs = earlier(lawEnd(receivedMs, 3), request.promiseMs);
    if (saidDue(entry) !== dueMs)
      report('due-date-wrong', entry, `extended to ${at(dueMs)}, and ${at(saidDue(entry))} was said`);
    request.dueMs = dueMs;
    request.touchedTick = entry.tick;
  }

  return {
    counts,

    take(entry: Entry): void {
      if (entry.type === 'request.received') return receive(entry);
      const request = all.get(text(entry, 'request'));
      if (!request || !entry.subject.includes('.request-intake.')) return;
      if (entry.type === 'request.extended') extend(entry, request);
      if (entry.type === 'request.accepted') {
        request.status = 'accepted';
        request.accepted = true;
      }
      if (entry.type === overdueType) {
        counts.overdueSeen += 1;
        request.overdue = true;
        if (entry.atMs <= request.dueMs) report('overdue-too-early', entry, `due ${at(request.dueMs)}`);
      }
      const closed = closing[entry.type];
      if (closed === undefined) return;
      counts.closed += 1;
      if (entry.atMs > request.dueMs) counts.late += 1;
      if (closed === 'refused' && (entry.facts['courtRemedyStated'] !== true || !entry.facts['complaintTo']))
        report('refused-without-remedies', entry, 'the authority and the courts have to be named');
      request.status = closed;
      if (closed !== 'fulfilled') request.stands = false;
    },

    /** What was open and past its time when the tick began is known to be overdue when it is over. */
    tickOver(tick: number, beganMs: number): void {
      if (overdueType === undefined) return;
      for (const request of all.values()) {
        const open = request.status === 'received' || request.status === 'accepted';
        if (!open || request.overdue || request.reported || request.touchedTick >= tick || request.dueMs >= beganMs)
          continue;
        request.reported = true;
        report(
          'clock-missed-without-overdue',
          request.entry,
          `${request.type} was due ${at(request.dueMs)}, and nothing says that it is late`,
        );
      }
    },

    /** A restriction that was settled stands until it is taken back or refused, answered or not. */
    restricts: (person: string): boolean =>
      [...all.values()].some(
        (one) => one.person === person && one.type === 'restriction' && one.accepted && one.stands,
      ),
    objects: (person: string): boolean =>
      [...all.values()].some((one) => one.person === person && one.type === 'objection' && one.stands),
  };
}

const at = (ms: number): string => `${new Date(ms).toISOString()} (${textOf(Math.floor(ms / 86_400_000))})`;
