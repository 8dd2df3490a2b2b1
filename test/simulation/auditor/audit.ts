import { disclosures } from './disclosures.ts';
import { disposals } from './disposals.ts';
import { incidents } from './incidents.ts';
import { keeping } from './keeping.ts';
import { type Entry, readLedger, type Violation } from './ledger.ts';
import { notices } from './notices.ts';
import { packages } from './packages.ts';
import { records } from './records.ts';
import { requests } from './requests.ts';
import { readPromises } from './statement.ts';
import { tasks } from './tasks.ts';
import { uses } from './uses.ts';

export type Audited = {
  violations: Violation[];
  /** How much was looked at, so that an empty ledger is not taken for a clean one. */
  counts: Record<string, Record<string, number>>;
  messages: number;
  ticks: number;
};

/**
 * Judges a ledger by the statement that it is kept under, and by nothing else.
 * @param knownTypes the event types that the platform has, for the rules about events that say that something is late
 */
export function audit(lines: string, statementFile: string, knownTypes: readonly string[]): Audited {
  const violations: Violation[] = [];
  const report = (rule: string, { sequence }: { sequence: number }, says: string) =>
    void violations.push({ rule, sequence, says });
  const { entries, ticks } = readLedger(lines, report);
  const promises = readPromises(statementFile);
  const known = (type: string) => (knownTypes.some((one) => one.startsWith(`${type}.v`)) ? type : undefined);
  const kept = keeping(promises, report);
  const asked = requests(promises, report, known('request.overdue'));
  const used = uses(promises, kept, asked, report);
  const disposed = disposals(kept, report, known('disposal.overdue'));
  const told = notices(promises, report);
  const handed = disclosures(promises, kept, asked, report);
  const written = records(promises, kept, report);
  const [breached, done, packed] = [incidents(report), tasks(report), packages(report)];

  let tick = 0;
  let before: Entry | undefined;
  const over = (last: Entry) => {
    const beganMs = ticks[tick] ?? 0;
    for (const part of [asked, used, told, breached, done, packed, written]) part.tickOver(tick, beganMs);
    kept.tickOver(tick, beganMs, last);
    disposed.tickOver(tick, beganMs);
  };
  for (const entry of entries) {
    if (entry.tick > tick && before) {
      over(before);
      tick = entry.tick;
    }
    for (const part of [asked, kept, used, disposed, told, handed, written, breached, done, packed]) part.take(entry);
    before = entry;
  }
  if (before) {
    over(before);
    disposed.readableAtTheEnd(before);
  }
  const counts = {
    kept: kept.counts,
    requests: asked.counts,
    uses: used.counts,
    disposals: disposed.counts,
    notices: told.counts,
    disclosures: handed.counts,
    records: written.counts,
    incidents: breached.counts,
    tasks: done.counts,
    packages: packed.counts,
  };
  return { violations, counts, messages: entries.length, ticks: ticks.length };
}
