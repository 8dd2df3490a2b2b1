import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { readRecord } from '../read-record.ts';
import { recordSchema } from '../record-of-processing.ts';

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
    async (request) => (await readRecord(context, request.caller.tenant, request.query.role)).record,
  );
}
