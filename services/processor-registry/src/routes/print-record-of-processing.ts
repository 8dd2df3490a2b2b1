import type { HttpApp } from '@vitne/service-kit/http-app';
import { sendPage } from '@vitne/service-kit/page';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { readRecord } from '../read-record.ts';
import { recordPage } from '../record-page.ts';

/** The record on paper, for a supervisory authority that asks for it (Art. 30(4)). */
export function printRecordOfProcessing(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/record-of-processing',
    {
      config: { access: ['staff', 'privacy-officer', 'auditor'] },
      schema: {
        tags: ['processing activities'],
        summary: 'Read the record of processing activities as a page to print (Art. 30)',
        querystring: z.strictObject({ language: z.enum(['nb', 'en']).default('nb') }),
      },
    },
    async (request, reply) => {
      const { language } = request.query;
      const { record, statement } = await readRecord(context, request.caller.tenant);
      if (!statement) return sendProblem(reply, problem('not-found', 'No statement is published yet to take it from.'));
      return sendPage(reply, recordPage(record, statement, language), language);
    },
  );
}
