import { beginOf, later, localDay } from './days.ts';
import type { keeping } from './keeping.ts';
import { type Entry, list, type Report, text } from './ledger.ts';
import type { Promises } from './statement.ts';

type Matter = { keys: Map<string, { owner: string; category: string }>; open: boolean; closedMs: number; entry: Entry };

const opens = /^(request\.received|incident\.(reported|reopened))$/;
const closes = /^(request\.(fulfilled|partly-fulfilled|refused|withdrawn)|incident\.closed)$/;

/** What was kept for the answer alone goes when the answer is told, not with the statement's term. */
const forAnswers = 'answer-address';

/**
 * The record of requests and incidents ends with the statement's term after the last matter closed, by the keys that sealed what
 * was written; and whoever is kept no more is known no more.
 */
export function records({ zone, recordAtMost }: Promises, kept: ReturnType<typeof keeping>, report: Report) {
  const matters = new Map<string, Matter>();
  const destroyed = new Set<string>();
  const seen = new Set<string>();
  const forgotten = new Map<string, number>();
  const counts = { matters: 0, ended: 0, forgotten: 0 };

  function write(entry: Entry): void {
    const known = matters.get(entry.subject);
    if (!known) counts.matters += 1;
    const matter = known ?? { keys: new Map(), open: false, closedMs: entry.atMs, entry };
    for (const { key, person, category } of entry.sealed) matter.keys.set(key, { owner: person, category });
    if (opens.test(entry.type)) matter.open = true;
    if (closes.test(entry.type)) matter.open = false;
    matter.closedMs = entry.atMs;
    matters.set(entry.subject, matter);
  }

  /** When the last matter under each key closed; undefined while one is open. */
  function lastClosed(): Map<string, { owner: string; category: string; closedMs: number | undefined; entry: Entry }> {
    const last = new Map<string, { owner: string; category: string; closedMs: number | undefined; entry: Entry }>();
    for (const { keys, open, closedMs, entry } of matters.values())
      for (const [key, of] of keys) {
        const before = last.get(key);
        const latest =
          before && (before.closedMs === undefined || open ? undefined : Math.max(before.closedMs, closedMs));
        last.set(key, { ...of, closedMs: before ? latest : open ? undefined : closedMs, entry });
      }
    return last;
  }

  return {
    counts,

    take(entry: Entry): void {
      if (
        /\.request-intake\.(request|incident)\./.test(entry.subject) &&
        (entry.sealed.length > 0 || closes.test(entry.type))
      )
        write(entry);
      if (entry.type === 'disposal.completed' || entry.type === 'accountability-record.keys-destroyed')
        for (const { key } of entry.facts['keysDestroyed'] as { key: string }[]) destroyed.add(key);
      if (entry.type === 'accountability-record.ended') {
        counts.ended += 1;
        const early = list(entry, 'keys').map((key) => lastClosed().get(key));
        for (const one of early)
          if (one && (one.closedMs === undefined || (endMs(one.closedMs) > entry.atMs && one.category !== forAnswers)))
            report(
              'record-ended-too-early',
              entry,
              `${one.category}: ${one.closedMs === undefined ? 'a matter is open' : 'its term is not over'}`,
            );
      }
      const person = entry.facts['person'];
      if (entry.type === 'person.forgotten') {
        counts.forgotten += 1;
        forgotten.set(text(entry, 'person'), entry.sequence);
        if (kept.keeps(text(entry, 'person')).length > 0)
          report('forgotten-while-kept', entry, `something of the person is kept`);
      } else if (
        typeof person === 'string' &&
        entry.facts['system'] !== undefined &&
        entry.facts['occurred'] !== undefined
      ) {
        if (forgotten.has(person))
          report('known-after-forgotten', entry, `forgotten at message ${forgotten.get(person)}`);
      }
    },

    tickOver(_tick: number, beganMs: number): void {
      for (const [key, { owner, category, closedMs, entry }] of lastClosed()) {
        if (closedMs === undefined || destroyed.has(key) || seen.has(key) || endMs(closedMs) > beganMs) continue;
        if (kept.isHeld(owner, category, beganMs) || kept.keeps(owner, category).length > 0) continue;
        seen.add(key);
        report(
          'record-kept-beyond-term',
          entry,
          `${category}: its last matter closed ${new Date(closedMs).toISOString()}`,
        );
      }
    },
  };

  function endMs(closedMs: number): number {
    return beginOf(later(localDay(closedMs, zone), recordAtMost), zone);
  }
}
