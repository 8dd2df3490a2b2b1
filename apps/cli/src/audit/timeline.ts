import { eventsOf, type LedgerSource, type ReadOptions } from '@vitne/audit/ledger-source';
import { definitionOf } from '@vitne/contracts/catalogue/catalogue';
import { personMerged } from '@vitne/contracts/catalogue/consent-standing-events';
import { eventsInNorwegian } from '@vitne/contracts/catalogue/events-in-norwegian';
import type { Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { keysDestroyedIn } from './destroyed-keys.ts';

/** One thing that happened about a person: its skeleton, which stays when everything personal is erased. */
export type TimelineEntry = {
  position: number;
  time: string;
  type: string;
  /** Where it stands on the bus. */
  channel: string;
  says: { nb: string; en: string };
  actor: string;
  facts: Record<string, unknown>;
  /** Of what is sealed: whose it is, which part, of which category; what it says only once it was opened. */
  sealed: {
    part: string;
    person: string;
    category: string;
    key: string;
    fields?: Record<string, unknown>;
    /** Its key is destroyed. */
    shredded?: true;
  }[];
};
export type Timeline = {
  tenant: Tenant;
  person: string;
  /** Ids under which the person was an anonymous visitor. */
  visitors: string[];
  entries: TimelineEntry[];
  /** Keys that were destroyed when data was disposed of or the record ended: what was sealed under them opens nowhere. */
  destroyedKeys: string[];
};

/** Facts that name something of a person's own, by which later events speak of it without naming the person. */
const owned = ['request', 'disposal', 'package', 'task', 'notice', 'notification', 'hold', 'disclosure', 'alert'];

/**
 * Everything about one person in the ledger's order. Reads it twice: who was the person before is only known at the end.
 * @throws {LedgerDamaged} when an event is missing
 */
export async function timelineOf(
  source: LedgerSource,
  tenant: Tenant,
  person: string,
  options: ReadOptions = {},
): Promise<Timeline> {
  const newest = options.newest ?? (await source.state(tenant)).newest;
  const visitors = await visitorsOf(source, tenant, person, newest, options);
  const ids = new Set([person, ...visitors]);
  const theirs = new Set<string>();
  const timeline: Timeline = { tenant, person, visitors, entries: [], destroyedKeys: [] };
  for await (const batch of eventsOf(source, tenant, { ...options, newest })) {
    for (const event of batch) {
      if (!concerns(event, ids, theirs)) continue;
      for (const name of owned) if (typeof event.facts[name] === 'string') theirs.add(event.facts[name]);
      timeline.entries.push(entryOf(event));
      timeline.destroyedKeys.push(...keysDestroyedIn(event));
    }
  }
  return timeline;
}

/** Visitors who turned out to be the person, also by way of another visitor. */
async function visitorsOf(
  source: LedgerSource,
  tenant: Tenant,
  person: string,
  newest: number,
  options: ReadOptions,
): Promise<string[]> {
  const into = new Map<string, string>();
  for await (const batch of eventsOf(source, tenant, { ...options, newest })) {
    for (const { meta, facts } of batch)
      if (meta.type === personMerged.type) into.set(String(facts['person']), String(facts['into']));
  }
  const found = new Set<string>();
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const [visitor, known] of into) if (known === person || found.has(known)) found.add(visitor);
  }
  return [...found];
}

/** Whether an event names the person, seals something of the person's, or speaks of what is the person's. */
const concerns = (event: AnyRecordedEvent, ids: ReadonlySet<string>, theirs: ReadonlySet<string>): boolean =>
  ids.has(event.meta.entity) ||
  event.sealed.some(({ person }) => ids.has(person)) ||
  mentions(event.facts, (text) => ids.has(text) || theirs.has(text), 0);

const deepest = 8;

/** A published statement names nobody; what it holds is not searched. */
function mentions(value: unknown, is: (text: string) => boolean, depth: number): boolean {
  if (typeof value === 'string') return is(value);
  if (typeof value !== 'object' || value === null || depth > deepest) return false;
  return Object.values(value).some((inner) => mentions(inner, is, depth + 1));
}

function entryOf({ position, channel, meta, facts, sealed }: AnyRecordedEvent): TimelineEntry {
  const en = definitionOf(meta.type)?.says ?? meta.type;
  return {
    position,
    time: meta.time,
    type: meta.type,
    channel,
    says: { nb: eventsInNorwegian[meta.type] ?? en, en },
    actor: meta.actor,
    facts,
    sealed: sealed.map(({ part, person, category, key }) => ({ part, person, category, key })),
  };
}
