import { disposalsBecameFinal, keyEncryptionRotated } from '@vitne/contracts/catalogue/key-encryption-events';
import { channelOf, type Tenant } from '@vitne/contracts/channels';
import { disposalTypes } from '@vitne/evidence/kinds';
import { withoutVersion } from '@vitne/evidence/proved-event';
import { findDocument } from '@vitne/projector/documents';
import { type EventOfEvidence, eventOfEvidence } from '@vitne/service-kit/event-of-evidence';
import { evidenceRoutes } from '@vitne/service-kit/evidence-routes';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { type DisposalDocument, disposalsProjection } from '../projections/disposals.ts';
import { keyRotationsProjection, onlyKeyRotation } from '../projections/key-rotations.ts';

const readers = ['staff', 'privacy-officer', 'auditor'] as const;

/**
 * The confirmation of a disposal as a file that proves itself: the order, what each system confirmed, the completion, and
 * that it is final, or when it will be.
 */
export function proveDisposal(app: HttpApp, context: ServiceContext): void {
  evidenceRoutes(app, context, {
    kind: 'disposal-confirmation',
    tag: 'disposals',
    what: 'the confirmation of a disposal',
    path: '/v1/disposals/:id/proof',
    access: readers,
    async find(tenant, id, person) {
      const disposal = await findDocument(context.db, tenant, disposalsProjection, id);
      if (!disposal || (person !== undefined && person !== disposal.person))
        return { none: 'There is no such disposal.', code: 'not-found' };
      if (disposal.state !== 'completed')
        return { none: 'The disposal is not completed yet: fetch the file when it is.', code: 'conflict' };
      const events = await context.log.readEntity(
        channelOf({ tenant, context: 'retention', entity: 'person', id: disposal.person }),
      );
      const about = events.filter(
        ({ meta, facts }) => disposalTypes.includes(withoutVersion(meta.type)) && facts['disposal'] === id,
      );
      const ofKeys = await finalityOf(context, tenant, disposal);
      const inOrder = [...about.map(eventOfEvidence), ...ofKeys].sort((one, other) => one.position - other.position);
      return { person: disposal.person, events: inOrder, attachments: [] };
    },
  });
}

/** The event that the disposal became final by; before it the newest turn of the keys, which says when the next one is due. */
async function finalityOf(
  { db }: ServiceContext,
  tenant: Tenant,
  { finalEvent }: DisposalDocument,
): Promise<EventOfEvidence[]> {
  if (finalEvent) return [{ ...finalEvent, eventType: disposalsBecameFinal.type, sealed: [] }];
  const { last } = (await findDocument(db, tenant, keyRotationsProjection, onlyKeyRotation)) ?? {};
  if (!last) return [];
  const { position, eventId } = last;
  return [{ position, eventId, eventType: keyEncryptionRotated.type, sealed: [] }];
}
