import { disposalCompleted } from '@vitne/contracts/catalogue/retention-events';
import { entityIdSchema } from '@vitne/contracts/channels';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, triedAgain } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { request } from '../domain/request.ts';

const name = 'fulfil-erased';

/** A completed disposal that an erasure was the reason for answers that erasure. */
export function fulfilErased(context: ServiceContext): Reaction {
  return {
    name,
    handles: [disposalCompleted.type],
    async react(event) {
      const { facts } = event as unknown as RecordedEvent<typeof disposalCompleted>;
      const id = entityIdSchema.safeParse(facts.request);
      if (!id.success) return;
      const commanded = consequenceOf(context, event, name);
      const command = { command: 'fulfil-by-disposal', person: facts.person, now: commanded.now } as const;
      // An unknown request is none of ours.
      triedAgain(await context.execute(request, commanded, { entity: 'request', id: id.data }, command));
    },
  };
}
