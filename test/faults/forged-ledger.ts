import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { dataschemaOf, definitionOf } from '@vitne/contracts/catalogue/catalogue';
import { type Channel, channelOf, ledgerStreamName } from '@vitne/contracts/channels';
import type { SealedEvent } from '@vitne/contracts/envelope';
import { computeDue } from '@vitne/contracts/law/due';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { encodeMessage } from '@vitne/event-log/ledger-message';
import { statementFacts } from '@vitne/testing/foreign-events';
import { statementOf } from '@vitne/testing/statement-files';

const published = await statementFacts(statementOf('kaukus'));
export const person = (number: number): string => `p${String(number).padStart(19, '0')}`;
const received = '2026-03-05T09:00:00.000Z';
const due = computeDue({ clock: 'gdpr-12-3', received, promise: 'P30D' });
const shown = { noticeHash: 'a'.repeat(64), language: 'nb', surface: 'portal', method: 'ticked-box' };
type Written = { type: string; id: string; facts: Record<string, unknown> };

/** What a ledger begins with, and then requests and consents in turn. */
export function happening(number: number): Written {
  if (number === 0) return { type: 'statement.published.v1', id: 'main', facts: published };
  const id = person(number);
  if (number % 4 === 0)
    return {
      type: 'consent.given.v1',
      id,
      facts: { person: id, purpose: 'newsletter', statementVersion: '1.0', shown },
    };
  const facts = { request: `r-${number}`, person: id, requestType: 'access', receivedThrough: 'portal', received, due };
  return { type: 'request.received.v1', id: `r-${number}`, facts };
}

export function eventOf(
  tenant: string,
  number: number,
  { type, id, facts }: Written,
): { channel: Channel; event: SealedEvent } {
  const definition = definitionOf(type);
  if (!definition) throw new TypeError(`No event type ${type} is known.`);
  const { context, entity } = definition;
  const meta = {
    id: `command-${number}.0`,
    source: `/services/${context}`,
    type,
    time: received,
    entity: id,
    dataschema: dataschemaOf(type),
    tenant,
    actor: `service:${context}` as const,
    correlation: `command-${number}`,
    ...(number > 0 && { statementVersion: '1.0' }),
  };
  return { channel: channelOf({ tenant, context, entity, id }), event: { meta, facts, sealed: [] } };
}

export type Raw = { subject: string; head: string; data: Uint8Array };
export const rawOf = (tenant: string, number: number, written = happening(number)): Raw => {
  const { channel, event } = eventOf(tenant, number, written);
  return { subject: channel, ...encodeMessage(event) };
};

/** Whoever holds the store can write it as they like: a stream of these messages, in this order. */
export async function forge(connection: NatsConnection, tenant: string, messages: readonly Raw[]): Promise<void> {
  const manager = await jetstreamManager(connection);
  await manager.streams.delete(ledgerStreamName(tenant)).catch(() => undefined);
  const log = jetStreamEventLog({ connection });
  await log.openLedger(tenant);
  await log.close();
  await publish(connection, messages);
}

export async function publish(connection: NatsConnection, messages: readonly Raw[]): Promise<void> {
  for (const { subject, head, data } of messages) {
    const block = new TextEncoder().encode(`${head}\r\n`);
    const headers = { encode: () => block } as never;
    await connection.request(subject, data, { headers, timeout: 20_000 });
  }
}
