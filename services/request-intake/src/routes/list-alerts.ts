import { findDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { pageFields, readPage } from '@vitne/service-kit/paged-answer';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { ordersWaitingFor } from '../orders-waiting.ts';
import { alertsProjection } from '../projections/alerts.ts';
import { alertAnswer, alertSchema, alertStatus } from './alert-schemas.ts';

/** What needs those who are on call, the oldest first. */
export function listAlerts(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/alerts',
    {
      config: { access: ['staff', 'auditor'] },
      schema: {
        tags: ['alerts'],
        summary: 'List what those on call were alerted about',
        querystring: z.strictObject({
          status: alertStatus.default('open'),
          unanswered: z.enum(['true', 'false']).optional().describe('Whether nobody took it in all rounds.'),
          ...pageFields,
        }),
        response: { 200: z.object({ alerts: z.array(alertSchema), next: z.string().optional() }) },
      },
    },
    async (request, reply) => {
      const { tenant } = request.caller;
      const { status, unanswered, cursor, limit } = request.query;
      const filter = { status, ...(unanswered !== undefined && { unanswered: unanswered === 'true' }) };
      const options = { sort: { raised: 1 }, limit, after: cursor } as const;
      return readPage(
        reply,
        () => findDocuments(context.db, tenant, alertsProjection, filter, options),
        async (documents) => ({
          alerts: await Promise.all(
            documents.map(async (one) => alertAnswer(one, await ordersWaitingFor(context, tenant, one.matter))),
          ),
        }),
      );
    },
  );
}
