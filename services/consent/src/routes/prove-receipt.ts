import { canonicalJson } from '@vitne/contracts/statement/canonical-json';
import { findDocument } from '@vitne/projector/documents';
import { evidenceRoutes } from '@vitne/service-kit/evidence-routes';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { noticeByHash } from '../notices-by-hash.ts';
import { consentsProjection } from '../projections/consents.ts';

/** The receipt of one act as a file that proves itself: the act as it was recorded, and the notice that was shown. */
export function proveReceipt(app: HttpApp, context: ServiceContext): void {
  evidenceRoutes(app, context, {
    kind: 'consent-receipt',
    tag: 'consents',
    what: 'the receipt of what a person chose',
    path: '/v1/people/:person/consents/:id/proof',
    access: ['system', 'staff', 'privacy-officer', 'auditor'],
    async find(tenant, id, person = '') {
      const { history = [] } = (await findDocument(context.db, tenant, consentsProjection, person)) ?? {};
      const entry = history.find(({ eventId }) => eventId === id);
      if (!entry) return { none: 'The person made no choice by an act of this id.', code: 'not-found' };
      const hash = entry.shown?.noticeHash;
      const shown = hash === undefined ? undefined : await noticeByHash(context, tenant, hash);
      return {
        person,
        events: [entry],
        attachments: shown ? [{ sha256: shown.hash, text: canonicalJson(shown.notice) }] : [],
      };
    },
  });
}
