import { channelOf } from '@vitne/contracts/channels';
import { disposalTypes } from '@vitne/evidence/kinds';
import { withoutVersion } from '@vitne/evidence/proved-event';
import { findDocument } from '@vitne/projector/documents';
import { eventOfEvidence } from '@vitne/service-kit/event-of-evidence';
import { evidenceRoutes } from '@vitne/service-kit/evidence-routes';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { disposalsProjection } from '../projections/disposals.ts';

const readers = ['staff', 'privacy-officer', 'auditor'] as const;

/** The confirmation of a disposal as a file that proves itself: the order, what each system confirmed, and the completion. */
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
      return { person: disposal.person, events: about.map(eventOfEvidence), attachments: [] };
    },
  });
}
