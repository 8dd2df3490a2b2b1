import { randomUUID } from 'node:crypto';
import { channelOf, type Tenant } from '@vitne/contracts/channels';
import type { SealedEvent } from '@vitne/contracts/envelope';
import type { EventLog } from '@vitne/event-log/event-log';
import type { Projection } from '../src/projection.ts';

export type Counter = { owner: string; count: number; trail: string[]; dueAt?: string | null };

/** Counts and keeps a trail, so that an event that is lost, doubled or out of order shows. */
export const counters: Projection<Counter> = {
  name: 'counters',
  version: 1,
  handles: ['sample.counted.v1', 'sample.removed.v1'],
  keysOf: (event) => event.facts['keys'] as string[],
  evolve(doc, event, key) {
    if (event.meta.type === 'sample.removed.v1') return undefined;
    const { dueAt } = event.facts as { dueAt?: string | null };
    const trail = [...(doc?.trail ?? []), `${event.position}`].slice(-5);
    return { owner: key, count: (doc?.count ?? 0) + 1, trail, ...(dueAt === undefined ? {} : { dueAt }) };
  },
  indexes: [{ key: { count: 1 } }, { key: { dueAt: 1 } }],
};

/** Who holds a name now; a name has one holder at a time. */
export const holders: Projection<{ name: string }> = {
  name: 'holders',
  version: 1,
  handles: ['sample.named.v1'],
  keysOf: (event) => [event.facts['holder'] as string],
  evolve: (_doc, event) => (event.facts['name'] === null ? undefined : { name: event.facts['name'] as string }),
  indexes: [{ key: { name: 1 }, unique: true }],
};

export type Sample = { type: string; facts: Record<string, unknown> };
export const counted = (...keys: string[]): Sample => ({ type: 'sample.counted.v1', facts: { keys } });
export const removed = (...keys: string[]): Sample => ({ type: 'sample.removed.v1', facts: { keys } });
export const named = (holder: string, name: string | null): Sample => ({
  type: 'sample.named.v1',
  facts: { holder, name },
});
export const unrelated: Sample = { type: 'sample.ignored.v1', facts: {} };

export const dueAt = (key: string, due: string | null): Sample => ({
  type: 'sample.counted.v1',
  facts: { keys: [key], dueAt: due },
});

/** Each event gets an entity of its own: what is tested here does not look at entities. */
export async function appendSamples(log: EventLog, tenant: Tenant, samples: readonly Sample[]): Promise<number> {
  let position = 0;
  for (const { type, facts } of samples) {
    const entity = randomUUID();
    const channel = channelOf({ tenant, context: 'consent', entity: 'sample', id: entity });
    const outcome = await log.append({
      channel,
      expectedPosition: 0,
      events: [sampleEvent(tenant, entity, type, facts)],
    });
    if (outcome.outcome !== 'appended') throw new Error(`The sample was not appended: ${outcome.outcome}.`);
    position = outcome.positions.at(-1) ?? position;
  }
  return position;
}

function sampleEvent(tenant: Tenant, entity: string, type: string, facts: Record<string, unknown>): SealedEvent {
  const [id, time] = [randomUUID(), '2026-01-01T00:00:00.000Z'];
  const sample = { source: 'sample', dataschema: 'sample', actor: 'system:sample', correlation: 'sample' };
  return { meta: { ...sample, id, time, type, entity, tenant }, facts, sealed: [] };
}

/** The same 2,000 events each time. @returns the last position. */
export function sameLedger(log: EventLog, tenant: Tenant): Promise<number> {
  const samples = Array.from({ length: 2_000 }, (_, index) => {
    const key = `k${(index * 7) % 23}`;
    if (index % 11 === 0) return removed(key);
    return index % 5 === 0 ? named(key, index % 3 === 0 ? null : key) : counted(key, 'all');
  });
  return appendSamples(log, tenant, samples);
}
