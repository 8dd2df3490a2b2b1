import { consentWithdrawn } from '@vitne/contracts/catalogue/consent-events';
import { entityIdSchema } from '@vitne/contracts/channels';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, triedAgain } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { request } from '../domain/request.ts';

const name = 'fulfil-withdrawn';

/**
 * Consents that were withdrawn because a request named them answer that request. What caused the withdrawal is the event
 * that received the request, whose id begins with the request's.
 */
export function fulfilWithdrawn(context: ServiceContext): Reaction {
  return {
    name,
    handles: [consentWithdrawn.type],
    async react(event) {
      const id = entityIdSchema.safeParse(/^(.+)\.0$/.exec(event.meta.causation ?? '')?.[1]);
      if (!id.success) return;
      const commanded = consequenceOf(context, event, name);
      const command = { command: 'fulfil-by-withdrawal', now: commanded.now } as const;
      // A withdrawal that no request caused is none of ours.
      triedAgain(await context.execute(request, commanded, { entity: 'request', id: id.data }, command));
    },
  };
}
