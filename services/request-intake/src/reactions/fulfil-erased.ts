import { disposalCompleted } from '@vitne/contracts/catalogue/retention-events';
import { entityIdSchema } from '@vitne/contracts/channels';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { Reaction } from '@vitne/projector/projection';
import { derivedId } from '@vitne/service-kit/derived-id';
import type { ServiceContext } from '@vitne/service-kit/service';
import { request } from '../domain/request.ts';

const name = 'fulfil-erased';

/** A completed disposal that an erasure was the reason for answers that erasure. */
export function fulfilErased(context: ServiceContext): Reaction {
  return {
    name,
    handles: [disposalCompleted.type],
    async react(event) {
      const { facts, meta } = event as unknown as RecordedEvent<typeof disposalCompleted>;
      const id = entityIdSchema.safeParse(facts.request);
      if (!id.success) return;
      const now = context.clock.now();
      const result = await context.execute(
        request,
        {
          tenant: meta.tenant,
          commandId: derivedId(meta.tenant, meta.id, name),
          actor: 'service:request-intake',
          causation: meta.id,
          correlation: meta.correlation,
          now,
          content: { event: meta.id },
        },
        { entity: 'request', id: id.data },
        { command: 'fulfil-by-disposal', person: facts.person, now },
      );
      // An unknown request is none of ours; a lost race is tried again by whoever runs the reaction.
      if (result.outcome === 'rejected' && result.rejection.code === 'too-many-writers')
        throw new Error('too-many-writers');
    },
  };
}
