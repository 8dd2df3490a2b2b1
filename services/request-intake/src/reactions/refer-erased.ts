import { erasureReferred } from '@vitne/contracts/catalogue/erasure-events';
import { entityIdSchema } from '@vitne/contracts/channels';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, triedAgain } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { request } from '../domain/request.ts';

const name = 'refer-erased';

/** In both of the statement's languages, because nobody may know which one the person reads. */
const explanation = [
  'Det vi har om deg, ligger bare i bøkene til en eller flere av våre kunder. Kunden er behandlingsansvarlig og avgjør om det kan slettes; vi gjør det den ber oss om (GDPR artikkel 4 nr. 7 og 28 nr. 3). Vend deg til virksomheten du har hatt med å gjøre, så hjelper vi den med å svare deg.',
  'What we have about you lies in the books of one or more of our clients only. The client is the controller and decides whether it can be erased; we do what it tells us (GDPR Articles 4(7) and 28(3)). Turn to the company that you dealt with, and we will help it to answer you.',
].join('\n\n');

/** Whoever stands in clients' books alone is not told that the data is erased, but to whom to turn: the controller. */
export function referErased(context: ServiceContext): Reaction {
  return {
    name,
    handles: [erasureReferred.type],
    async react(event) {
      const { request: asked } = event.facts as FactsOf<typeof erasureReferred>;
      const id = entityIdSchema.safeParse(asked);
      if (!id.success) return;
      const { tenant } = event.meta;
      const complaintTo = (await context.statements.inForce(tenant))?.statement.complaints?.authority.name;
      const commanded = consequenceOf(context, event, name);
      const { now } = commanded;
      const command = { command: 'refuse', reason: 'not-controller', explanation, complaintTo, now } as const;
      const result = await context.execute(request, commanded, { entity: 'request', id: id.data }, command);
      triedAgain(result);
      if (result.outcome !== 'rejected') return;
      const { code } = result.rejection;
      context.logger.warn({ tenant, reaction: name, code }, 'A consequence was refused.');
    },
  };
}
