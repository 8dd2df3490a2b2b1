import { findDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { pageFields, readPage } from '@vitne/service-kit/paged-answer';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { subProcessorChangesProjection } from '../projections/sub-processor-changes.ts';
import { recipientParams } from './recipient-schemas.ts';
import { changeRowSchema } from './sub-processor-schemas.ts';

/** What processors have announced, the latest first, and what became of each. */
export function listSubProcessorChanges(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/sub-processor-changes',
    {
      config: { access: ['system', 'staff', 'privacy-officer', 'auditor'] },
      schema: {
        tags: ['sub-processors'],
        summary: 'List announced changes of sub-processors',
        querystring: z.strictObject({
          status: changeRowSchema.shape.status.optional(),
          processor: recipientParams.shape.recipient.optional(),
          ...pageFields,
        }),
        response: { 200: z.object({ changes: z.array(changeRowSchema), next: z.string().optional() }) },
      },
    },
    async (request, reply) => {
      const { status, processor, cursor, limit } = request.query;
      const filter = { ...(status && { status }), ...(processor && { processor }) };
      const options = { sort: { order: -1 }, limit, after: cursor } as const;
      return readPage(
        reply,
        () => findDocuments(context.db, request.caller.tenant, subProcessorChangesProjection, filter, options),
        (documents) => ({ changes: documents.map(({ order: _order, closes: _closes, ...row }) => row) }),
      );
    },
  );
}
