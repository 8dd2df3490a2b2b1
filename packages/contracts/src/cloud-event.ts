import { z } from 'zod';
import { type EventMeta, eventMetaSchema, type SealedEvent, sealedPartSchema } from './envelope.ts';

/** Header names of the CloudEvents 1.0 NATS binding, binary mode; extension attributes are lower case by the standard. */
const headerOf = {
  id: 'ce-id',
  source: 'ce-source',
  type: 'ce-type',
  time: 'ce-time',
  entity: 'ce-subject',
  dataschema: 'ce-dataschema',
  tenant: 'ce-tenant',
  actor: 'ce-actor',
  correlation: 'ce-correlationid',
  causation: 'ce-causationid',
  statementVersion: 'ce-statementversion',
  fingerprint: 'ce-fingerprint',
  traceparent: 'ce-traceparent',
  site: 'ce-site',
} as const satisfies Record<keyof EventMeta, string>;

const payloadSchema = z.strictObject({
  facts: z.record(z.string(), z.unknown()),
  sealed: z.array(sealedPartSchema).max(64),
});

export type EncodedEvent = { headers: [name: string, value: string][]; data: Uint8Array };

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** The bytes that go on the bus. */
export function encodeEvent(event: SealedEvent): EncodedEvent {
  const headers: [string, string][] = [
    ['ce-specversion', '1.0'],
    ['ce-datacontenttype', 'application/json'],
  ];
  for (const [attribute, header] of Object.entries(headerOf) as [keyof EventMeta, string][]) {
    const value = event.meta[attribute];
    if (value !== undefined) headers.push([header, value]);
  }
  return { headers, data: encoder.encode(JSON.stringify({ facts: event.facts, sealed: event.sealed })) };
}

/**
 * Reads an event of the ledger, checking the envelope but not the type's own schema (see `catalogue.ts`).
 * @throws {Error} when the message is no event of ours: the ledger was written by someone else.
 */
export function decodeEvent(header: (name: string) => string | undefined, data: Uint8Array): SealedEvent {
  const attributes: Record<string, string> = {};
  for (const [attribute, name] of Object.entries(headerOf)) {
    const value = header(name);
    if (value) attributes[attribute] = value;
  }
  const meta = eventMetaSchema.parse(attributes);
  const payload = payloadSchema.parse(JSON.parse(decoder.decode(data)));
  return { meta, facts: payload.facts, sealed: payload.sealed };
}
