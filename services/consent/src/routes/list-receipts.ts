import { timestampSchema } from '@vitne/contracts/event-definition';
import { findDocument } from '@vitne/projector/documents';
import { evidenceLink } from '@vitne/service-kit/evidence-link';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { knownPerson } from '@vitne/service-kit/person-reference';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { consentsProjection } from '../projections/consents.ts';
import { publicParams, visitorReference } from './choices-answer.ts';

const mostReceipts = 50;
const receiptSchema = z.object({
  purpose: z.string(),
  recipient: z.string().optional(),
  status: z.string(),
  at: timestampSchema,
  proof: z.string().describe('Where the receipt is downloaded with proof, in the month of the answer and the next.'),
});

/** A visitor's own door to the receipts of what was chosen in this browser. */
export function listReceipts(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/public/:tenant/consents/receipts',
    {
      config: { access: 'public' },
      schema: {
        tags: ['public'],
        summary: 'A visitor asks for the receipts of what was chosen in this browser',
        description: `The newest ${mostReceipts}, the newest first. Each is downloaded with proof; what is sealed stays sealed in the file, because only a cookie says who asks.`,
        params: publicParams,
        body: z.strictObject({ person: visitorReference }),
        response: { 200: z.object({ receipts: z.array(receiptSchema) }) },
      },
    },
    async ({ params: { tenant }, body }) => {
      const person = await knownPerson(context.vault, tenant, body.person);
      const known = person && (await findDocument(context.db, tenant, consentsProjection, person));
      const newest = known ? known.history.slice(-mostReceipts).reverse() : [];
      return {
        receipts: await Promise.all(
          newest.map(async ({ eventId, purpose, recipient, status, at }) => ({
            purpose,
            ...(recipient !== undefined && { recipient }),
            status,
            at,
            proof: await evidenceLink(
              context,
              tenant,
              { kind: 'consent-receipt', id: eventId, person: known ? known.person : '' },
              'sealed',
            ),
          })),
        ),
      };
    },
  );
}
