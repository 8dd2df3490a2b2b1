import type { keeping } from './keeping.ts';
import { type Entry, list, type Report, text } from './ledger.ts';

type Order = {
  entry: Entry;
  waiting: Set<string>;
  /** The tick at which the last system confirmed. */
  confirmedTick?: number;
};

/** A disposal is complete when all its systems have confirmed and the keys are gone, at once and never before. */
export function disposals(kept: ReturnType<typeof keeping>, report: Report, overdueType: string | undefined) {
  const open = new Map<string, Order>();
  const overdue = new Set<string>();
  const destroyed = new Map<string, number>();
  /** The keys of a person's category, month and compartment, as far as something was sealed under them. */
  const keys = new Map<string, Set<string>>();
  /** The same of what systems told, with the first message that was sealed so. */
  const told = new Map<string, { entry: Entry; keys: Set<string> }>();
  const counts = { ordered: 0, confirmed: 0, completed: 0, keysDestroyed: 0, overdue: 0 };

  function confirm(entry: Entry): void {
    counts.confirmed += 1;
    const order = open.get(text(entry, 'disposal'));
    const system = text(entry, 'system');
    if (!order) return report('confirmed-without-order', entry, `by ${system}`);
    if (!order.waiting.delete(system)) report('confirmed-without-order', entry, `${system} was not asked, or twice`);
    const { reason, action, mayAnonymiseInstead } = order.entry.facts;
    const allowed = reason !== 'erasure-request' && (action === 'anonymise' || mayAnonymiseInstead === true);
    if (entry.facts['method'] === 'anonymised' && !allowed)
      report('anonymised-instead-of-erased', entry, `by ${system}`);
    if (order.waiting.size === 0) order.confirmedTick = entry.tick;
  }

  function complete(entry: Entry): void {
    counts.completed += 1;
    const order = open.get(text(entry, 'disposal'));
    if (!order) return report('completed-without-order', entry, text(entry, 'disposal'));
    open.delete(text(entry, 'disposal'));
    if (order.waiting.size > 0)
      report('completed-before-confirmed', entry, `${[...order.waiting].join(', ')} has not confirmed`);
    const gone = new Set((entry.facts['keysDestroyed'] as { key: string }[]).map(({ key }) => key));
    counts.keysDestroyed += gone.size;
    for (const key of gone) destroyed.set(key, entry.sequence);
    stillReadable(order, entry);
  }

  /** What was ordered away and is kept nowhere else can be opened by no key. */
  function stillReadable({ entry: order }: Order, entry: Entry): void {
    const person = text(order, 'person');
    const { period, role, client, material } = order.facts as Record<string, string | undefined>;
    const about = role === 'processor' ? client : material;
    for (const category of list(order, 'dataCategories')) {
      if (kept.isHeld(person, category, entry.atMs)) continue;
      for (const [place, sealing] of keys) {
        const [, , month = '', compartment = ''] = place.split('|');
        if (!place.startsWith(`${person}|${category}|`) || (period !== undefined && month !== period)) continue;
        // An order for data without months says nothing of the months that roll out by themselves.
        if (period === undefined && month !== '' && order.facts['reason'] === 'retention-rule') continue;
        // Nor does one for the books of a client say anything of another's.
        if (about !== undefined && compartment !== '' && compartment !== about) continue;
        if (kept.keeps(person, category).some(({ slice }) => keepsKey(slice, period ?? '', compartment))) continue;
        for (const key of sealing)
          if (!destroyed.has(key))
            report('readable-after-disposal', entry, `a key of ${category} ${period ?? ''} is left`);
      }
    }
  }

  /** What a system has not confirmed in the days that it is given is known to be overdue, where the platform has that event. */
  function seeOverdue(id: string, { entry, waiting }: Order, tick: number, beganMs: number): void {
    const days = entry.facts['reason'] === 'erasure-request' ? 10 : 14;
    const late = waiting.size > 0 && entry.tick < tick && entry.atMs + days * 86_400_000 <= beganMs;
    if (overdueType === undefined || !late || overdue.has(id)) return;
    overdue.add(id);
    report('disposal-overdue-unseen', entry, `${[...waiting].join(', ')} did not confirm ${id} in ${days} days`);
  }

  return {
    counts,
    take(entry: Entry): void {
      for (const { key, person, category, period, compartment } of entry.sealed) {
        if (destroyed.has(key))
          report('sealed-under-destroyed-key', entry, `${category}, destroyed at ${destroyed.get(key)}`);
        const place = `${person}|${category}|${period ?? ''}|${compartment ?? ''}`;
        if (entry.subject.includes('.retention.')) {
          const known = told.get(place) ?? { entry, keys: new Set() };
          known.keys.add(key);
          told.set(place, known);
        }
        keys.set(place, (keys.get(place) ?? new Set()).add(key));
      }
      if (entry.type === 'disposal.ordered') {
        counts.ordered += 1;
        const waiting = new Set(list(entry, 'systems'));
        const order: Order = { entry, waiting, ...(waiting.size === 0 && { confirmedTick: entry.tick }) };
        open.set(text(entry, 'disposal'), order);
      }
      if (entry.type === 'disposal.confirmed') confirm(entry);
      if (entry.type === 'disposal.completed') complete(entry);
      if (entry.type === overdueType) {
        counts.overdue += 1;
        overdue.add(text(entry, 'disposal'));
      }
    },

    tickOver(tick: number, beganMs: number): void {
      for (const [id, order] of open) seeOverdue(id, order, tick, beganMs);
      for (const [id, { entry, confirmedTick }] of open) {
        if (confirmedTick === undefined || confirmedTick >= tick) continue;
        open.delete(id);
        report('confirmed-and-not-completed', entry, `disposal ${id}`);
      }
    },

    /** At the end: every key that still opens what a system told has a reason to be there. */
    readableAtTheEnd(last: Entry): void {
      const orders = [...open.values()].map(({ entry }) => entry);
      for (const [place, sealing] of told) {
        const [person = '', category = '', period = '', compartment = ''] = place.split('|');
        const leaving = orders.filter(({ facts }) => facts['person'] === person);
        const isReference = category === 'system-reference';
        const reasons = [
          kept.isHeld(person, isReference ? undefined : category, last.atMs),
          kept
            .keeps(person, isReference ? undefined : category)
            .some(({ slice }) => keepsKey(slice, period, compartment)),
          leaving.some((order) => isReference || list(order, 'dataCategories').includes(category)),
        ];
        if (reasons.includes(true)) continue;
        const left = [...sealing.keys].filter((key) => !destroyed.has(key));
        if (left.length > 0)
          report(
            'readable-without-reason',
            sealing.entry,
            `${category} ${period}: nothing keeps it, and a key opens it`,
          );
      }
    },
  };
}

/** Whether what is kept in a slice (`2026-03`, `primary 2026-12`, or nothing) is under a key of this month and compartment. */
const keepsKey = (slice: string, month: string, compartment: string): boolean => {
  const kind = slice.includes(' ') ? slice.split(' ')[0] : '';
  return slice.endsWith(month) && (compartment === '' || kind === '' || kind === compartment);
};
