import { requestReceived } from '@vitne/contracts/catalogue/request-intake-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Reaction } from '@vitne/projector/projection';
import { decisionSources } from '@vitne/service-kit/decision-sources';
import { consequenceOf, triedAgain } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { lastIdOf, type Read } from '@vitne/service-kit/who-is-who';
import { withdrawGivenBefore } from '../opted-out.ts';

/** A request that takes consent to named purposes back is the withdrawal itself, from its receipt on (Art. 7(3)). */
export function withdrawAskedBack(context: ServiceContext): Reaction {
  const name = 'withdraw-asked-back';
  return {
    name,
    handles: [requestReceived.type],
    async react(event) {
      const { requestType, purposes, person: asker, receivedThrough } = event.facts as FactsOf<typeof requestReceived>;
      if (requestType !== 'withdrawal' || purposes === undefined) return;
      const { entity } = decisionSources(context);
      const read: Read = (...of) => entity(event.meta.tenant, ...of);
      const person = await lastIdOf(read, asker);
      const surface = receivedThrough === 'portal' ? 'portal' : 'staff';
      const asked = { person, purposes, position: event.position, surface } as const;
      triedAgain(await withdrawGivenBefore(context, consequenceOf(context, event, name, person), asked));
    },
  };
}
