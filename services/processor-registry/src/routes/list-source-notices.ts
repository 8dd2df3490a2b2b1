import { sourceNoticeDue, sourceNoticeGiven } from '@vitne/contracts/catalogue/processor-registry-events';
import { personIdSchema, timestampSchema } from '@vitne/contracts/event-definition';
import { mailEvidenceSchema, mailFailureSchema } from '@vitne/contracts/mail-evidence';
import { findDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { pageFields, readPage } from '@vitne/service-kit/paged-answer';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { sourceNoticesProjection } from '../projections/source-notices.ts';

const status = z.enum(['open', 'given', 'lapsed']);
const row = sourceNoticeDue.facts.extend({
  status,
  overdue: z.boolean().describe('Open, and its time is over.'),
  provenance: z
    .object({ name: z.string(), country: z.string(), website: z.string().optional(), askedForBy: z.string() })
    .optional()
    .describe('From whom the data came, as the statement in force says it (Art. 14(2)(f)).'),
  how: sourceNoticeGiven.facts.shape.how.optional(),
  given: timestampSchema.optional(),
  lapsed: timestampSchema.optional(),
  late: z.boolean().optional().describe('Given, or lapsed, after it was due.'),
  attempts: z.int().describe('How many e-mails did not arrive.'),
  nextAttempt: timestampSchema
    .optional()
    .describe('When an e-mail is tried; absent where somebody has to tell the person.'),
  failure: mailFailureSchema.optional(),
  mail: mailEvidenceSchema.optional(),
});

/** Whom to tell of data that came from somebody else, the most urgent first. */
export function listSourceNotices(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/source-notices',
    {
      config: { access: ['system', 'staff', 'privacy-officer', 'auditor'] },
      schema: {
        tags: ['source notices'],
        summary: 'List notices of data from third parties, by when they are due (Art. 14)',
        querystring: z.strictObject({
          status: status.default('open'),
          overdue: z.enum(['true', 'false']).optional().describe('Of the open ones: whether the time is over.'),
          person: personIdSchema.optional(),
          ...pageFields,
        }),
        response: { 200: z.object({ notices: z.array(row), next: z.string().optional() }) },
      },
    },
    async (request, reply) => {
      const { tenant } = request.caller;
      const { status: asked, overdue, person, cursor, limit } = request.query;
      const now = new Date(context.clock.now()).toISOString();
      const filter = {
        status: asked,
        ...(person !== undefined && { person }),
        ...(overdue !== undefined && { end: overdue === 'true' ? { $lt: now } : { $gte: now } }),
      };
      const options = { sort: { end: 1 }, limit, after: cursor } as const;
      const sources = (await context.statements.inForce(tenant))?.statement.sources ?? [];
      return readPage(
        reply,
        () => findDocuments(context.db, tenant, sourceNoticesProjection, filter, options),
        (documents) => ({
          notices: documents.map(({ end, ...doc }) => {
            const provenance = sources.find(({ id }) => id === doc.source)?.provenance;
            return { ...doc, overdue: doc.status === 'open' && end < now, ...(provenance && { provenance }) };
          }),
        }),
      );
    },
  );
}
