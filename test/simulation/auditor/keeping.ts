import { clientBooks } from './clients.ts';
import { dayOf, textOf } from './days.ts';
import { type Cell, endOfKeeping, isHeld, type Kept, lastEnd, nobody } from './kept-data.ts';
import { type Entry, list, moment, type Report, text } from './ledger.ts';
import type { Promises, Rule } from './statement.ts';
import { choiceAtBanner, connection, endedByNo, type Meaning, meaningOf } from './what-events-mean.ts';

const dayMs = 86_400_000;

/**
 * What is kept of everybody, followed message by message: nothing is there beyond the day that the statement promises,
 * and nothing goes while a law, a hold or a promise still keeps it.
 */
export function keeping(promises: Promises, report: Report) {
  const people = new Map<string, Kept>();
  const clients = clientBooks();
  const peopleOf = new Map<string, Set<string>>();
  const erasures: { person: string; entry: Entry; cells: Cell[] }[] = [];
  const counts = { pieces: 0, ended: 0, ordered: 0, erasures: 0, held: 0 };

  const keptOf = (person: string): Kept => {
    const known = people.get(person) ?? nobody();
    people.set(person, known);
    return known;
  };
  const ruleOf = (id: string): Rule | undefined => promises.rules.get(id);
  const touch = (kept: Kept, entry: Entry, rules?: readonly string[]) => {
    for (const cell of kept.cells.values()) {
      if (rules && !rules.some((id) => cell.keepers.has(id))) continue;
      cell.sequence = entry.sequence;
      cell.tick = entry.tick;
    }
  };

  function record(
    person: string,
    entry: Entry,
    meaning: Meaning,
    occurredMs: number,
    holders: readonly string[],
  ): void {
    const kept = keptOf(person);
    const client = entry.facts['client'];
    if (typeof client === 'string' && !kept.clients.has(client)) {
      kept.clients.add(client);
      peopleOf.set(client, (peopleOf.get(client) ?? new Set()).add(person));
      touch(kept, entry);
    }
    for (const id of meaning.keptBy) keepUnder(kept, id, entry, meaning, occurredMs, holders);
    for (const id of meaning.ends) kept.ended.set(id, [...(kept.ended.get(id) ?? []), occurredMs]);
    for (const id of meaning.moves) {
      // Also before what it prolongs is told: the answer to an enquiry may come in first.
      const key = `${id}/`;
      kept.moments.set(key, [...(kept.moments.get(key) ?? []), occurredMs]);
    }
    touch(kept, entry, [...meaning.ends, ...meaning.moves]);
    stop(kept, entry);
  }

  function keepUnder(
    kept: Kept,
    id: string,
    entry: Entry,
    { records }: Meaning,
    occurredMs: number,
    holders: readonly string[],
  ): void {
    const rule = ruleOf(id);
    if (!rule || (rule.material !== undefined && rule.material !== entry.facts['material'])) return;
    const told = typeof entry.facts['system'] === 'string' ? promises.holds.get(text(entry, 'system')) : undefined;
    for (const category of rule.dataCategories) {
      if (!records.includes(category) || (told && !told.includes(category))) continue;
      const slice = sliceOf(rule, category, entry, occurredMs);
      const key = `${id}/${slice}`;
      const atMs = rule.anchor === 'accounting-year-ended' ? yearEndMs(entry) : occurredMs;
      kept.moments.set(key, [...(kept.moments.get(key) ?? []), atMs]);
      kept.begun.set(id, Math.max(kept.begun.get(id) ?? occurredMs, occurredMs));
      for (const system of new Set([...rule.systems, ...holders])) {
        const name = `${category}|${slice}|${system}`;
        const cell = kept.cells.get(name) ?? { category, slice, system, keepers: new Set(), sequence: 0, tick: 0 };
        if (!kept.cells.has(name)) counts.pieces += 1;
        cell.keepers.add(id);
        cell.sequence = entry.sequence;
        cell.tick = entry.tick;
        kept.cells.set(name, cell);
      }
    }
    touch(kept, entry, [id]);
  }

  const sliceOf = (rule: Rule, category: string, entry: Entry, occurredMs: number): string => {
    if (rule.material !== undefined) return `${rule.material} ${text(entry, 'accountingYearEnd').slice(0, 7)}`;
    return promises.rolling.has(category) ? new Date(occurredMs).toISOString().slice(0, 7) : '';
  };
  /** Noon, so that it is that day in any zone near here. */
  const yearEndMs = (entry: Entry) => (dayOf(text(entry, 'accountingYearEnd')) + 0.5) * dayMs;

  /** An enquirer who becomes a customer: what one rule kept, another keeps from then on. */
  function stop(kept: Kept, entry: Entry): void {
    for (const rule of promises.rules.values()) {
      if (rule.stopsWhen !== entry.type || rule.stopsWhen?.startsWith('subscription')) continue;
      const heir = ruleOf('customers');
      for (const cell of kept.cells.values())
        if (cell.keepers.delete(rule.id) && heir?.dataCategories.includes(cell.category)) cell.keepers.add(heir.id);
    }
  }

  function order(entry: Entry): void {
    counts.ordered += 1;
    const kept = keptOf(text(entry, 'person'));
    const [categories, systems] = [list(entry, 'dataCategories'), list(entry, 'systems')];
    const { period, material, reason } = entry.facts as { period?: string; material?: string; reason: string };
    for (const [name, cell] of kept.cells) {
      if (!categories.includes(cell.category) || !systems.includes(cell.system)) continue;
      const slice = [material, period].filter((part) => part !== undefined).join(' ');
      if (reason === 'retention-rule' && cell.slice !== slice) continue;
      reportIfKept(kept, cell, entry, reason);
      kept.cells.delete(name);
      counts.ended += 1;
    }
    forgetEnded(kept);
  }

  function reportIfKept(kept: Kept, cell: Cell, entry: Entry, reason: string): void {
    const what = `${cell.category} ${cell.slice} in ${cell.system}`;
    if (isHeld(kept, cell.category, entry.atMs)) report('disposed-while-held', entry, `${what} is under a legal hold`);
    for (const id of cell.keepers) {
      const rule = ruleOf(id);
      const endMs = rule && endOfKeeping(kept, rule, cell.slice, promises, clients);
      if (!rule || (endMs !== undefined && endMs <= entry.atMs)) continue;
      const until = endMs === undefined ? 'it has no end yet' : `it ends ${new Date(endMs).toISOString()}`;
      if (rule.legalDuty) report('disposed-before-at-least', entry, `${what}: the law keeps it by ${id}, ${until}`);
      else if (reason === 'retention-rule') report('disposed-too-early', entry, `${what}: ${id} keeps it, ${until}`);
    }
  }

  /** Where nothing is left under a rule, what is told later starts anew. */
  function forgetEnded(kept: Kept): void {
    const alive = new Set(
      [...kept.cells.values()].flatMap((cell) => [...cell.keepers].map((id) => `${id}/${cell.slice}`)),
    );
    for (const key of kept.moments.keys()) if (!alive.has(key)) kept.moments.delete(key);
  }

  return {
    counts,

    take(entry: Entry): void {
      const client = clients.take(entry);
      for (const person of (client !== undefined && peopleOf.get(client)) || []) touch(keptOf(person), entry);
      const meaning = meaningOf(entry.type, entry.facts);
      if (meaning) {
        const occurredMs = moment(entry, 'occurred');
        record(text(entry, 'person'), entry, meaning, occurredMs, [text(entry, 'system')]);
        if (entry.sealed.some(({ part }) => part === 'connection'))
          record(text(entry, 'person'), entry, connection, occurredMs, [text(entry, 'system')]);
      }
      const { surface } = (entry.facts['shown'] ?? entry.facts) as { surface?: string };
      if (/^consent\.(given|refused|withdrawn)$/.test(entry.type) && surface === 'cookie-banner')
        record(text(entry, 'person'), entry, choiceAtBanner, entry.atMs, []);
      const ends = endedByNo(entry);
      if (ends) record(text(entry, 'person'), entry, ends, entry.atMs, []);
      if (entry.type === 'disposal.ordered') order(entry);
      if (entry.type === 'legal-hold.placed') {
        const until = entry.facts['until'] as string | undefined;
        const untilMs = until === undefined ? Number.POSITIVE_INFINITY : (dayOf(until) + 1) * dayMs;
        const hold = { dataCategories: list(entry, 'dataCategories'), untilMs, placed: entry.sequence };
        keptOf(text(entry, 'person')).holds.set(text(entry, 'hold'), hold);
      }
      if (entry.type === 'legal-hold.lifted') {
        const kept = keptOf(text(entry, 'person'));
        kept.holds.delete(text(entry, 'hold'));
        touch(kept, entry);
      }
      if (entry.type === 'request.accepted' && entry.facts['requestType'] === 'erasure') {
        const cells = [...keptOf(text(entry, 'person')).cells.values()];
        erasures.push({ person: text(entry, 'person'), entry, cells });
      }
    },

    /** When a tick is over: what had ended when it began has been ordered by now. */
    tickOver(tick: number, beganMs: number, last: Entry): void {
      for (const [, kept] of people) {
        for (const cell of kept.cells.values()) {
          if (cell.reported || cell.tick >= tick) continue;
          const endMs = lastEnd(kept, cell, promises, clients);
          if (endMs === undefined || endMs > beganMs) continue;
          if (isHeld(kept, cell.category, beganMs)) {
            counts.held += 1;
            continue;
          }
          cell.reported = true;
          const what = `${cell.category} ${cell.slice} in ${cell.system}, kept by ${[...cell.keepers].join(', ')}`;
          report(
            'kept-beyond-at-most',
            { sequence: cell.sequence },
            `${what}: its time ended ${endDay(endMs)}, and it is there at message ${last.sequence}`,
          );
        }
      }
      for (const erasure of erasures.filter(({ entry }) => entry.tick < tick)) {
        erasures.splice(erasures.indexOf(erasure), 1);
        counts.erasures += 1;
        leftAfterErasure(erasure, beganMs);
      }
    },

    /** Why data of a category may not be used: its time is over, or it was disposed of, since this message. */
    whyNotToUse(person: string, category: string, atMs: number): string | undefined {
      const kept = people.get(person);
      const cells = [...(kept?.cells.values() ?? [])].filter((cell) => cell.category === category);
      if (!kept || cells.length === 0) return undefined;
      const ends = cells.map((cell) => lastEnd(kept, cell, promises, clients));
      return ends.every((endMs) => endMs !== undefined && endMs <= atMs)
        ? 'every rule that keeps it has ended'
        : undefined;
    },

    /** What is still kept for a person, of one category or of all. */
    keeps: (person: string, category?: string): Cell[] =>
      [...(people.get(person)?.cells.values() ?? [])].filter(
        (cell) => category === undefined || cell.category === category,
      ),
    isHeld: (person: string, category: string | undefined, atMs: number): boolean =>
      isHeld(keptOf(person), category, atMs),
  };

  function leftAfterErasure({ person, entry, cells }: (typeof erasures)[number], beganMs: number): void {
    const kept = keptOf(person);
    for (const cell of cells) {
      const there = [...kept.cells.values()].includes(cell) && cell.sequence < entry.sequence;
      const byLaw = [...cell.keepers].some((id) => ruleOf(id)?.legalDuty || ruleOf(id)?.role === 'processor');
      if (!there || byLaw || isHeld(kept, cell.category, beganMs)) continue;
      report('erasure-left-something', entry, `${cell.category} ${cell.slice} in ${cell.system} is still there`);
    }
  }
}

const endDay = (endMs: number): string => textOf(Math.floor((endMs + 12 * 3_600_000) / dayMs));
