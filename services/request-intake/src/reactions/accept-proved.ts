import { identityCheckProved } from '@vitne/contracts/catalogue/identity-events';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, triedAgain } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { request as decider } from '../domain/request.ts';
import { isAcceptedByProof } from '../domain/request-acceptance.ts';
import { proofIn, requestInLedger } from '../identity-proof.ts';

const name = 'accept-proved';

/** Accepts a request as soon as it is proved who made it, where nothing else is to be judged. */
export function acceptProvedReaction(context: ServiceContext): Reaction {
  return {
    name,
    handles: [identityCheckProved.type],
    async react(event) {
      const proof = proofIn(event as unknown as RecordedEvent<typeof identityCheckProved>);
      const known = await requestInLedger(context, event.meta.tenant, proof.request);
      if (!known || !isAcceptedByProof(known.requestType)) return;
      const commanded = consequenceOf(context, event, name);
      const target = { entity: 'request', id: proof.request };
      // What staff accepted before, or what is closed by now, stays as it is.
      triedAgain(await context.execute(decider, commanded, target, { command: 'accept-proved', proof }));
    },
  };
}
