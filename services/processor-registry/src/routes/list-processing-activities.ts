import { findDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { processingActivitiesProjection } from '../projections/processing-activities.ts';
import { recordOfProcessing, recordSchema } from '../record-of-processing.ts';

/** A statement has at most 200. */
const mostActivities = 1_000;

/** The record of processing activities, as a supervisory authority may ask for it (Art. 30(4)). */
export function listProcessingActivities(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/processing-activities',
    {
      config: { access: ['staff', 'privacy-officer', 'auditor'] },
      schema: {
        tags: ['processing activities'],
        summary: 'Read the record of processing activities (Art. 30)',
        querystring: z.strictObject({
          role: z
            .enum(['controller', 'processor'])
            .optional()
            .describe('controller: Art. 30(1). processor: Art. 30(2).'),
        }),
        response: { 200: recordSchema },
      },
    },
    async (request) => {
      const { tenant } = request.caller;
      const read = (filter: object, options: { sort?: { order: -1 }; limit: number }) =>
        findDocuments(context.db, tenant, processingActivitiesProjection, filter, options);
      const newest = (await read({}, { sort: { order: -1 }, limit: 1 })).documents[0];
      if (!newest) return { activities: [] };
      const { statementVersion } = newest;
      const { role } = request.query;
      const [found, published] = await Promise.all([
        read({ statementVersion, ...(role && { role }) }, { limit: mostActivities }),
        context.statements.version(tenant, statementVersion),
      ]);
      return recordOfProcessing(found.documents, published?.statement);
    },
  );
}
