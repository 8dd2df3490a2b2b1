import { findDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { pageFields, readPage } from '@vitne/service-kit/paged-answer';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { inUtc } from '../domain/moments.ts';
import { type DisposalState, disposalsProjection } from '../projections/disposals.ts';
import { disposalsDueProjection } from '../projections/disposals-due.ts';
import { dueSchema } from './due-schema.ts';

const confirmation = z.object({ system: z.string(), method: z.string(), evidence: z.string(), confirmed: z.string() });
const disposalSchema = z.object({
  disposal: z.string(),
  person: z.string(),
  state: z.enum(['ordered', 'confirmed', 'completed']),
  holdings: z.array(z.string()),
  dataCategories: z.array(z.string()),
  period: z.string().optional(),
  systems: z.array(z.string()),
  waitingFor: z.array(z.string()),
  action: z.string(),
  reason: z.string(),
  request: z.string().optional(),
  ordered: z.string(),
  confirmations: z.array(confirmation),
  keysDestroyed: z.number().optional(),
  effective: z.string().optional(),
  completed: z.string().optional(),
});

/** Disposals by state: what is due and not ordered yet, what waits for whom, what is done. */
export function readDisposals(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/disposals',
    {
      config: { access: ['staff', 'privacy-officer', 'auditor'] },
      schema: {
        tags: ['disposals'],
        summary: 'List disposals by state',
        description:
          '`due` lists holdings whose time has come and that are not ordered yet: a moment, or as long as a legal hold lasts.',
        querystring: z.strictObject({
          state: z.enum(['due', 'ordered', 'confirmed', 'completed']).optional(),
          limit: z.coerce.number().int().min(1).max(500).default(100),
          cursor: pageFields.cursor,
        }),
        response: {
          200: z.object({ due: z.array(dueSchema), disposals: z.array(disposalSchema), next: z.string().optional() }),
        },
      },
    },
    async (request, reply) => {
      const { tenant } = request.caller;
      const { state, limit, cursor } = request.query;
      if (state === 'due') {
        const filter = { due: { $lte: inUtc(context.clock.now()) } };
        const options = { sort: { due: 1 as const }, limit, after: cursor };
        return readPage(
          reply,
          () => findDocuments(context.db, tenant, disposalsDueProjection, filter, options),
          (documents) => ({ due: documents, disposals: [] }),
        );
      }
      const filter: { state?: DisposalState } = state === undefined ? {} : { state };
      const options = { sort: { ordered: -1 as const }, limit, after: cursor };
      return readPage(
        reply,
        () => findDocuments(context.db, tenant, disposalsProjection, filter, options),
        (documents) => ({ due: [], disposals: documents }),
      );
    },
  );
}
