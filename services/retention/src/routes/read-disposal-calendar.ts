import { localDateSchema } from '@vitne/contracts/event-definition';
import { findDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { pageFields, readPage } from '@vitne/service-kit/paged-answer';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { type CalendarEntry, withHolds } from '../holds-in-calendar.ts';
import { disposalsDueProjection } from '../projections/disposals-due.ts';
import { calendarEntrySchema } from './due-schema.ts';

/** What will fall due when, in local days of the controller. */
export function readDisposalCalendar(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/disposal-calendar',
    {
      config: { access: ['staff', 'privacy-officer', 'auditor'] },
      schema: {
        tags: ['disposals'],
        summary: 'Read what falls due between two days',
        description:
          'What a legal hold keeps beyond the day of its rule says so (`heldBy`), with the ground, the last day and the day on which it goes; that day has an entry of its own (`rule` is `legal-hold`).',
        querystring: z.strictObject({
          from: localDateSchema,
          to: localDateSchema,
          limit: z.coerce.number().int().min(1).max(1_000).default(500),
          cursor: pageFields.cursor,
        }),
        response: {
          200: z.object({
            days: z.array(z.object({ day: localDateSchema, holdings: z.array(calendarEntrySchema) })),
            next: z.string().optional(),
          }),
        },
      },
    },
    async (request, reply) => {
      const { from, to, limit, cursor } = request.query;
      const { tenant } = request.caller;
      const filter = { erasableFrom: { $gte: from, $lte: to } };
      const options = { sort: { erasableFrom: 1 as const }, limit, after: cursor };
      const days = (entries: CalendarEntry[]) =>
        [...Map.groupBy(entries, ({ erasableFrom }) => erasableFrom)].map(([day, holdings]) => ({ day, holdings }));
      return readPage(
        reply,
        () => findDocuments(context.db, tenant, disposalsDueProjection, filter, options),
        async (documents) => ({ days: days(await withHolds(context, tenant, documents)) }),
      );
    },
  );
}
