import { type Entry, list, moment, type Report, text } from './ledger.ts';

type Breach = {
  entry: Entry;
  /** As controller, which is whom the 72 hours bind; a processor tells its controllers. */
  controller: boolean;
  dueMs: number;
  notified: boolean;
  inFull: boolean;
  waived: boolean;
  overdue: boolean;
  closed: boolean;
  reported?: true;
  touchedTick: number;
};

const hoursToNotify = 72;

/** Breaches and the 72 hours, which elapse and never roll off a free day (Art. 33(1)). */
export function incidents(report: Report) {
  const breaches = new Map<string, Breach>();
  const counts = { reported: 0, breaches: 0, notified: 0, late: 0, waived: 0, overdueSeen: 0 };

  function beAware(entry: Entry): void {
    const id = text(entry, 'incident');
    const controller = list(entry, 'roles').includes('controller');
    const dueMs = moment(entry, 'aware') + hoursToNotify * 3_600_000;
    const before = breaches.get(id);
    if (!before) counts.breaches += 1;
    const said = entry.facts['due'] as { due: string } | undefined;
    if (controller && said === undefined) report('breach-due-missing', entry, 'no time to notify was said');
    if (controller && said && Date.parse(said.due) !== dueMs)
      report('breach-due-wrong', entry, `it is ${at(dueMs)}, and ${at(Date.parse(said.due))} was said`);
    if (before && dueMs > before.dueMs) report('breach-due-moved-back', entry, `it was ${at(before.dueMs)}`);
    const fresh = { notified: false, inFull: false, waived: false, overdue: false, closed: false };
    breaches.set(id, { ...fresh, ...before, entry, controller, dueMs, touchedTick: entry.tick });
  }

  function notify(entry: Entry, breach: Breach): void {
    counts.notified += 1;
    const late = moment(entry, 'notified') > breach.dueMs;
    if (late) counts.late += 1;
    // A first notice that comes late says so, and why; one that completes an earlier one cannot be late.
    if (!breach.notified && late !== (entry.facts['late'] === true))
      report('breach-lateness-wrong', entry, `due ${at(breach.dueMs)}, notified ${text(entry, 'notified')}`);
    if (!breach.notified && late && !entry.sealed.some(({ part }) => part === 'record'))
      report('breach-late-without-reasons', entry, `due ${at(breach.dueMs)}`);
    breach.notified = true;
    breach.inFull = entry.facts['moreFollows'] === false;
    breach.waived = false;
  }

  return {
    counts,

    take(entry: Entry): void {
      if (entry.type === 'incident.reported') counts.reported += 1;
      if (entry.type === 'incident.awareness-established') return beAware(entry);
      const breach = breaches.get(text(entry, 'incident'));
      if (!breach) return;
      if (entry.type === 'incident.authority-notified') notify(entry, breach);
      if (entry.type === 'incident.authority-notice-waived') {
        counts.waived += 1;
        breach.waived = true;
      }
      if (entry.type === 'incident.assessed' && entry.facts['risk'] !== 'none') breach.waived = false;
      if (entry.type === 'incident.notice-overdue') {
        counts.overdueSeen += 1;
        breach.overdue = true;
        if (entry.atMs < breach.dueMs) report('breach-overdue-too-early', entry, `due ${at(breach.dueMs)}`);
      }
      if (entry.type === 'incident.closed') {
        const settled = breach.inFull || breach.waived || !breach.controller || entry.facts['outcome'] === 'no-breach';
        if (!settled)
          report('breach-closed-unnotified', entry, 'the authority was neither notified in full, nor need it be');
        breach.closed = true;
      }
      if (entry.type === 'incident.reopened') breach.closed = false;
    },

    /** What nobody had notified when the tick began, past its time, is known to be overdue when it is over. */
    tickOver(tick: number, beganMs: number): void {
      for (const breach of breaches.values()) {
        const settled = breach.notified || breach.waived || breach.closed || breach.overdue || !breach.controller;
        if (settled || breach.reported || breach.touchedTick >= tick || breach.dueMs >= beganMs) continue;
        breach.reported = true;
        report(
          'breach-missed-without-overdue',
          breach.entry,
          `it was due ${at(breach.dueMs)}, and nothing says that it is late`,
        );
      }
    },
  };
}

const at = (ms: number): string => new Date(ms).toISOString();
