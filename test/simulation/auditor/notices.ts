import { endOf, localDay, monthsLater, workingDayFrom } from './days.ts';
import { type Entry, moment, type Report, text } from './ledger.ts';
import type { Promises } from './statement.ts';

type Owed = { entry: Entry; source: string; dueMs: number; said: boolean; closed: boolean; reported?: true };

/** Who has data from elsewhere is told of it within a month (Art. 14(3)), once for each source. */
export function notices({ zone }: Promises, report: Report) {
  const owed = new Map<string, Owed[]>();
  const counts = { fetched: 0, given: 0 };

  return {
    counts,

    take(entry: Entry): void {
      const person = String(entry.facts['person']);
      if (entry.type === 'register-data.fetched') {
        counts.fetched += 1;
        const obtained = localDay(moment(entry, 'occurred'), zone);
        const dueMs = endOf(workingDayFrom(monthsLater(obtained, 1)), zone);
        const source = text(entry, 'source');
        owed.set(person, [...(owed.get(person) ?? []), { entry, source, dueMs, said: false, closed: false }]);
      }
      if (!entry.type.startsWith('source-notice.')) return;
      for (const one of (owed.get(person) ?? []).filter(({ source }) => source === text(entry, 'source'))) {
        if (entry.type === 'source-notice.due') {
          one.said = true;
          const saidMs = Date.parse((entry.facts['due'] as { due: string }).due);
          if (saidMs > one.dueMs) report('notice-date-wrong', entry, `it was due ${new Date(one.dueMs).toISOString()}`);
        }
        if (entry.type === 'source-notice.given') counts.given += 1;
        if (/given|lapsed/.test(entry.type)) one.closed = true;
      }
    },

    tickOver(tick: number, beganMs: number): void {
      for (const all of owed.values())
        for (const [index, one] of all.entries()) {
          if (one.reported || one.entry.tick >= tick || one.closed) continue;
          if (!one.said && index === 0)
            report('notice-not-owed', one.entry, `nobody owes a notice about ${one.source}`);
          else if (one.dueMs < beganMs) report('notice-missed', one.entry, `due ${new Date(one.dueMs).toISOString()}`);
          else continue;
          one.reported = true;
        }
    },
  };
}
