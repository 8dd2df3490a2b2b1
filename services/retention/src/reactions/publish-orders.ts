import { jetstream } from '@nats-io/jetstream';
import { headers } from '@nats-io/nats-core';
import { disposalOrdered } from '@vitne/contracts/catalogue/retention-events';
import { channelOf, ordersSubject, type Tenant } from '@vitne/contracts/channels';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Reaction } from '@vitne/projector/projection';
import type { ServiceContext } from '@vitne/service-kit/service';

type Ordered = FactsOf<typeof disposalOrdered>;

/** What a system is told, as the data of a CloudEvent `disposal.ordered`. */
export type DisposalOrder = Omit<Ordered, 'systems' | 'holdings' | 'request'> & {
  /** The system's own names for its records of the person, as far as it has told them. */
  references: string[];
};

const mostReferences = 500;

/**
 * Tells every system of a disposal what to dispose of. The message id is made of disposal and system, so an order that is
 * published again is stored once.
 */
export function publishOrdersReaction(context: ServiceContext): Reaction {
  return {
    name: 'publish-orders',
    handles: [disposalOrdered.type],
    async react(event) {
      const { tenant, time } = event.meta;
      const { systems, holdings: _holdings, request: _request, ...order } = event.facts as Ordered;
      if (systems.length === 0) return;
      const references = await referencesOf(context, tenant, order.person);
      for (const system of systems) {
        const id = `${order.disposal}.${system}`;
        const attributes = headers();
        attributes.set('ce-specversion', '1.0');
        attributes.set('ce-id', id);
        attributes.set('ce-source', '/services/retention');
        attributes.set('ce-type', 'disposal.ordered');
        attributes.set('ce-time', time);
        attributes.set('content-type', 'application/json');
        const data: DisposalOrder = { ...order, references: references.get(system) ?? [] };
        await jetstream(context.connection).publish(ordersSubject(tenant, system), JSON.stringify(data), {
          msgID: id,
          headers: attributes,
        });
      }
    },
  };
}

/** What each system calls the person's records, the newest first. Opened only here, and never written to a log. */
async function referencesOf(
  { log, vault }: ServiceContext,
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
