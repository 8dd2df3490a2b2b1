import { randomUUID } from 'node:crypto';
import { type Channel, channelOf } from '@vitne/contracts/channels';
import type { AnyRecordedEvent, SealedEvent } from '@vitne/contracts/envelope';
import type { EventLog } from '../src/event-log.ts';

export type SampleOptions = { id?: string; fingerprint?: string; number?: number; facts?: Record<string, unknown> };

/** An event as a service would append it, with personal data that nobody can read. */
export function sampleEvent(
  channel: Channel,
  { id = randomUUID(), fingerprint = 'same', number = 0, facts }: SampleOptions = {},
): SealedEvent {
  const [, tenant = '', , , entity = ''] = channel.split('.');
  return {
    meta: {
      id,
      source: 'vitne/consent',
      type: 'consent.given.v1',
      time: '2026-03-01T12:00:00.000Z',
      entity,
      dataschema: 'https://vitne.example/schemas/consent.given.v1',
      tenant,
      actor: 'person:p1',
      correlation: id,
      fingerprint,
    },
    facts: facts ?? { number, text: 'Blåbærsyltetøy' },
    sealed: [
      { part: 'choice', person: 'abcdefghij0123456789', category: 'contact', key: 'k1', blob: 'AAECAwQFBgcICQoL' },
    ],
  };
}

export const sampleChannel = (tenant: string, entity: string = randomUUID()): Channel =>
  channelOf({ tenant, context: 'consent', entity: 'consent', id: entity });

/** Follows until a condition holds, and gives everything that was delivered, batch by batch. */
export async function followUntil(
  log: EventLog,
  tenant: string,
  { after, batchSize }: { after: number; batchSize?: number },
  isEnough: (events: readonly AnyRecordedEvent[]) => boolean,
): Promise<AnyRecordedEvent[][]> {
  const controller = new AbortController();
  const batches: AnyRecordedEvent[][] = [];
  const options = { after, signal: controller.signal, ...(batchSize ? { batchSize } : {}) };
  for await (const batch of log.follow(tenant, options)) {
    batches.push(batch);
    if (isEnough(batches.flat())) controller.abort();
  }
  return batches;
}

/** Appends single events to entities of their own, and gives their positions. */
export async function fill(log: EventLog, tenant: string, count: number): Promise<number[]> {
  const outcomes = await Promise.all(
    Array.from({ length: count }, (_, number) => {
      const channel = sampleChannel(tenant);
      return log.append({ channel, expectedPosition: 0, events: [sampleEvent(channel, { number })] });
    }),
  );
  return outcomes.flatMap((outcome) => (outcome.outcome === 'appended' ? outcome.positions : []));
}

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
