import { localDateSchema } from '@vitne/contracts/event-definition';
import { findDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { pageFields, readPage } from '@vitne/service-kit/paged-answer';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { disposalsDueProjection } from '../projections/disposals-due.ts';
import { dueSchema } from './due-schema.ts';

/** What will fall due when, in local days of the controller. */
export function readDisposalCalendar(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/disposal-calendar',
    {
      config: { access: ['staff', 'privacy-officer', 'auditor'] },
      schema: {
        tags: ['disposals'],
        summary: 'Read what falls due between two days',
        querystring: z.strictObject({
          from: localDateSchema,
          to: localDateSchema,
          limit: z.coerce.number().int().min(1).max(1_000).default(500),
          cursor: pageFields.cursor,
        }),
        response: {
          200: z.object({
            days: z.array(z.object({ day: localDateSchema, holdings: z.array(dueSchema) })),
            next: z.string().optional(),
          }),
        },
      },
    },
    async (request, reply) => {
      const { from, to, limit, cursor } = request.query;
      const filter = { erasableFrom: { $gte: from, $lte: to } };
      const options = { sort: { erasableFrom: 1 as const }, limit, after: cursor };
      return readPage(
        reply,
        () => findDocuments(context.db, request.caller.tenant, disposalsDueProjection, filter, options),
        (documents) => {
          const byDay = Map.groupBy(documents, ({ erasableFrom }) => erasableFrom);
          return { days: [...byDay].map(([day, holdings]) => ({ day, holdings })) };
        },
      );
    },
  );
}
