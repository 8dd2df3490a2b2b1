import { erasureReferred } from '@vitne/contracts/catalogue/erasure-events';
import { entityIdSchema } from '@vitne/contracts/channels';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Reaction } from '@vitne/projector/projection';
import { derivedId } from '@vitne/service-kit/derived-id';
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
    async react({ meta, facts }) {
      const { request: asked } = facts as FactsOf<typeof erasureReferred>;
      const id = entityIdSchema.safeParse(asked);
      if (!id.success) return;
      const now = context.clock.now();
      const inForce = await context.statements.inForce(meta.tenant);
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
        {
          command: 'refuse',
          reason: 'not-controller',
          explanation,
          complaintTo: inForce?.statement.complaints?.authority.name,
          now,
        },
      );
      if (result.outcome !== 'rejected') return;
      const { code } = result.rejection;
      if (code === 'too-many-writers') throw new Error('too-many-writers');
      context.logger.warn({ tenant: meta.tenant, reaction: name, code }, 'A consequence was refused.');
    },
  };
}
