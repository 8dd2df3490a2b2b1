import { disposalOrdered } from '@vitne/contracts/catalogue/retention-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Reaction } from '@vitne/projector/projection';
import type { ServiceContext } from '@vitne/service-kit/service';
import { publishOrder, systemReferences } from '@vitne/service-kit/system-orders';

type Ordered = FactsOf<typeof disposalOrdered>;

/** What a system is told, as the data of a CloudEvent `disposal.ordered`. */
export type DisposalOrder = Omit<Ordered, 'systems' | 'holdings' | 'request'> & {
  /** The system's own names for its records of the person, as far as it has told them. */
  references: string[];
};

/** Tells every system of a disposal what to dispose of. */
export function publishOrdersReaction(context: ServiceContext): Reaction {
  return {
    name: 'publish-orders',
    handles: [disposalOrdered.type],
    async react(event) {
      const { tenant, time } = event.meta;
      const { systems, holdings: _holdings, request: _request, ...order } = event.facts as Ordered;
      if (systems.length === 0) return;
      const references = await systemReferences(context, tenant, order.person);
      for (const system of systems) {
        const data: DisposalOrder = { ...order, references: references.get(system) ?? [] };
        const id = `${order.disposal}.${system}`;
        await publishOrder(context, { tenant, system, id, type: 'disposal.ordered', time, data });
      }
    },
  };
}
