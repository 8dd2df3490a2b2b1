import { requestAcceptedV2 } from '@vitne/contracts/catalogue/identity-events';
import { requestAccepted } from '@vitne/contracts/catalogue/request-intake-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { commandPerson } from './consequence.ts';

/** An accepted request for erasure (Art. 17) becomes a disposal of all that no law keeps. */
export function eraseOnRequestReaction(context: ServiceContext): Reaction {
  const name = 'erase-on-request';
  return {
    name,
    handles: [requestAccepted.type, requestAcceptedV2.type],
    async react(event) {
      const { requestType, person, request } = event.facts as FactsOf<
        typeof requestAccepted | typeof requestAcceptedV2
      >;
      if (requestType !== 'erasure') return;
      const { tenant } = event.meta;
      const inForce = await context.statements.inForce(tenant);
      const dataCategories = (inForce?.statement.dataCategories ?? [])
        .filter(({ anonymous }) => !anonymous)
        .map(({ id }) => id);
      // What comes in while the systems erase is nothing that was asked about, and is not to keep what was.
      await context.vault.startNewKeys(tenant, person);
      const { commandId, now } = consequenceOf(context, event, name, person);
      await commandPerson(context, name, event, person, {
        command: name,
        person,
        request,
        now,
        commandId,
        dataCategories,
      });
    },
  };
}
