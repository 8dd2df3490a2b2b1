import { erasureTellingOwed } from '@vitne/contracts/catalogue/erasure-events';
import { entityIdSchema } from '@vitne/contracts/channels';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, triedAgain } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { request } from '../domain/request.ts';

const name = 'tell-of-erasures';

/** When every system has erased what a person asked for, the person is told of it and of what stays; then the keys go. */
export function tellOfErasures(context: ServiceContext): Reaction {
  return {
    name,
    handles: [erasureTellingOwed.type],
    async react(event) {
      const {
        request: asked,
        disposal,
        person,
        held,
        confirmed,
        tellBy,
      } = event.facts as FactsOf<typeof erasureTellingOwed>;
      const id = entityIdSchema.safeParse(asked);
      if (!id.success) return;
      const commanded = consequenceOf(context, event, name);
      const { now } = commanded;
      const command = { command: 'tell-of-erasure', disposal, person, held, confirmed, tellBy, now } as const;
      // An unknown request is none of ours; its erasure does not wait for longer than it has to.
      triedAgain(await context.execute(request, commanded, { entity: 'request', id: id.data }, command));
    },
  };
}
