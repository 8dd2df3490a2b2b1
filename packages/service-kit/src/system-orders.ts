import { jetstream } from '@nats-io/jetstream';
import { headers } from '@nats-io/nats-core';
import { channelOf, ordersSubject, type Tenant } from '@vitne/contracts/channels';
import type { ServiceContext } from './service.ts';

/** What a system is told to do, as a CloudEvent on `orders.<tenant>.<system>`. */
export type SystemOrder = {
  tenant: Tenant;
  system: string;
  /** The same for the same order, so that one that is published again is stored once. */
  id: string;
  /** Of an order that is given again: which time it is, so that it is stored although it was stored before. */
  again?: number | undefined;
  type: string;
  time: string;
  /** Nothing in it is personal beside the person's id and the system's own references. */
  data: object;
};

/** Publishes an order, and answers when the stream has it on disk. */
export async function publishOrder(
  { connection, service }: Pick<ServiceContext, 'connection' | 'service'>,
  { tenant, system, id, again, type, time, data }: SystemOrder,
): Promise<void> {
  const attributes = headers();
  attributes.set('ce-specversion', '1.0');
  attributes.set('ce-id', id);
  attributes.set('ce-source', `/services/${service}`);
  attributes.set('ce-type', type);
  attributes.set('ce-time', time);
  attributes.set('content-type', 'application/json');
  const options = { msgID: again === undefined ? id : `${id}.${again}`, headers: attributes };
  await jetstream(connection).publish(ordersSubject(tenant, system), JSON.stringify(data), options);
}

const mostReferences = 500;

/**
 * What each system calls its records of a person, the newest first, as far as it has told them. Opened to be put into an
 * order, and never written to a log.
 */
export async function systemReferences(
  { log, vault }: Pick<ServiceContext, 'log' | 'vault'>,
  tenant: Tenant,
  person: string,
): Promise<Map<string, string[]>> {
  const events = await log.readEntity(channelOf({ tenant, context: 'retention', entity: 'person', id: person }));
  const told = events
    .map(({ meta, facts, sealed }) => ({
      meta,
      system: String(facts['system']),
      sealed: sealed.filter(({ part }) => part === 'reference'),
    }))
    .filter(({ sealed }) => sealed.length > 0)
    .reverse();
  const opened = await vault.open(
    told.map(({ meta, sealed }) => ({ binding: { tenant, eventId: meta.id, eventType: meta.type }, sealed })),
  );
  const references = new Map<string, string[]>();
  for (const [index, parts] of opened.entries()) {
    const system = told[index]?.system ?? '';
    const known = references.get(system) ?? [];
    references.set(system, known);
    for (const part of parts) {
      if (!('fields' in part) || known.length >= mostReferences) continue;
      const { id } = part.fields as { id: string };
      if (!known.includes(id)) known.push(id);
    }
  }
  return references;
}
