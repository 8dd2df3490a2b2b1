import { jetstreamManager } from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';
import { statementPublished } from '@vitne/contracts/catalogue/consent-events';
import { ordersSubject } from '@vitne/contracts/channels';
import type { FactsOf } from '@vitne/contracts/event-definition';
import { statementSchema } from '@vitne/contracts/statement/schema';
import type { Reaction } from '@vitne/projector/projection';
import { ordersStreamName } from '@vitne/service-kit/orders-stream';
import type { ServiceContext } from '@vitne/service-kit/service';

const answerWithinMs = 30_000;

/**
 * Gives every system that a statement names a place to fetch its orders: a durable consumer of its own name, so that an
 * order waits for a system that is away and comes again until it is acknowledged.
 */
export function offerOrdersReaction(context: ServiceContext): Reaction {
  return {
    name: 'offer-orders',
    handles: [statementPublished.type],
    async react({ meta: { tenant }, facts }) {
      const { document } = facts as FactsOf<typeof statementPublished>;
      const manager = await jetstreamManager(context.connection);
      for (const { id } of statementSchema.parse(document).systems) {
        await manager.consumers.add(ordersStreamName(tenant), {
          durable_name: id,
          filter_subject: ordersSubject(tenant, id),
          ack_policy: 'explicit',
          ack_wait: nanos(answerWithinMs),
        });
      }
    },
  };
}
