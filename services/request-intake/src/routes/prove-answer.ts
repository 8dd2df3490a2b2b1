import { channelOf } from '@vitne/contracts/channels';
import { answeringTypes, requestTypes } from '@vitne/evidence/kinds';
import { withoutVersion } from '@vitne/evidence/proved-event';
import { eventOfEvidence } from '@vitne/service-kit/event-of-evidence';
import { evidenceRoutes } from '@vitne/service-kit/evidence-routes';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';

const readers = ['staff', 'privacy-officer', 'auditor'] as const;

/** The answer to a request as a file that proves itself: what was asked, what was answered, and that the person was told. */
export function proveAnswer(app: HttpApp, context: ServiceContext): void {
  evidenceRoutes(app, context, {
    kind: 'request-answer',
    tag: 'requests',
    what: 'the answer to a request',
    path: '/v1/requests/:id/proof',
    access: readers,
    async find(tenant, id, person) {
      const events = await context.log.readEntity(
        channelOf({ tenant, context: 'request-intake', entity: 'request', id }),
      );
      const told = events.filter(({ meta }) => requestTypes.includes(withoutVersion(meta.type)));
      const [first] = told;
      const asker = first && String(first.facts['person']);
      if (asker === undefined || (person !== undefined && person !== asker))
        return { none: 'There is no such request.', code: 'not-found' };
      if (!told.some(({ meta }) => answeringTypes.includes(withoutVersion(meta.type))))
        return { none: 'The request is not answered yet: fetch the file when it is.', code: 'conflict' };
      return { person: asker, events: told.map(eventOfEvidence), attachments: [] };
    },
  });
}
