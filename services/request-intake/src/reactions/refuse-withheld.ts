import { erasureWithheld } from '@vitne/contracts/catalogue/erasure-events';
import { entityIdSchema } from '@vitne/contracts/channels';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, triedAgain } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { request } from '../domain/request.ts';
import { keptWhole } from '../mails/erasure-words.ts';

const name = 'refuse-withheld';

/** When everything that a person asked to be erased must be kept, the request is refused by itself, and the person told why. */
export function refuseWithheld(context: ServiceContext): Reaction {
  return {
    name,
    handles: [erasureWithheld.type],
    async react(event) {
      const { request: asked, person, held } = event.facts as FactsOf<typeof erasureWithheld>;
      const id = entityIdSchema.safeParse(asked);
      if (!id.success) return;
      const { tenant } = event.meta;
      const complaintTo = (await context.statements.inForce(tenant))?.statement.complaints?.authority.name;
      const commanded = consequenceOf(context, event, name);
      const { now } = commanded;
      // In both languages, because nobody may know which one the person reads.
      const explanation = [keptWhole.nb, keptWhole.en].join('\n\n');
      const command = { command: 'withhold-erasure', person, held, explanation, complaintTo, now } as const;
      const result = await context.execute(request, commanded, { entity: 'request', id: id.data }, command);
      triedAgain(result);
      if (result.outcome !== 'rejected') return;
      const { code } = result.rejection;
      context.logger.warn({ tenant, reaction: name, code }, 'A consequence was refused.');
    },
  };
}
