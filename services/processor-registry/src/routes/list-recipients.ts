import { recipientRegistered } from '@vitne/contracts/catalogue/processor-registry-events';
import { tenantSchema } from '@vitne/contracts/channels';
import { timestampSchema } from '@vitne/contracts/event-definition';
import { defaultZone } from '@vitne/contracts/law/moments';
import { findDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { pageFields, readPage } from '@vitne/service-kit/paged-answer';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { dayOf } from '../domain/agreement.ts';
import { recipientsProjection } from '../projections/recipients.ts';
import { agreementRowsOf, agreementSchema, publicRecipientSchema } from './recipient-schemas.ts';

const row = z.object({
  recipient: z.string(),
  status: z.enum(['named', 'removed']),
  since: timestampSchema,
  reason: z.string().optional(),
  named: recipientRegistered.facts.omit({ recipient: true }).optional(),
  agreements: z.array(agreementSchema),
});
/** A statement names at most 500. */
const mostNamed = 1_000;

/** Who gets data: for the organisation with agreements and history, for everybody as the statement names them. */
export function listRecipients(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/recipients',
    {
      config: { access: ['system', 'staff', 'privacy-officer', 'auditor'] },
      schema: {
        tags: ['recipients'],
        summary: 'List recipients with their agreements, those removed too',
        querystring: z.strictObject({ status: z.enum(['named', 'removed']).optional(), ...pageFields }),
        response: { 200: z.object({ recipients: z.array(row), next: z.string().optional() }) },
      },
    },
    async (request, reply) => {
      const { tenant } = request.caller;
      const { status, cursor, limit } = request.query;
      const inForce = await context.statements.inForce(tenant);
      const today = dayOf(context.clock.now(), inForce?.statement.statement.timeZone ?? defaultZone);
      return readPage(
        reply,
        () =>
          findDocuments(context.db, tenant, recipientsProjection, status ? { status } : {}, { limit, after: cursor }),
        (documents) => ({
          recipients: documents.map((doc) => ({ ...doc, agreements: agreementRowsOf(doc.agreements, today) })),
        }),
      );
    },
  );
  app.get(
    '/v1/public/:tenant/recipients',
    {
      config: { access: 'public' },
      schema: {
        tags: ['recipients', 'public'],
        summary: 'List everybody outside who gets personal data; an empty list says that nobody does',
        params: z.object({ tenant: tenantSchema }),
        response: {
          200: z.object({
            statementVersion: z.string(),
            recipients: z
              .array(publicRecipientSchema)
              .describe('Those of the statement, and sub-processors in effect.'),
            partners: z.array(publicRecipientSchema).describe('Given data only of those who have agreed to it.'),
          }),
        },
      },
    },
    async (request, reply) => {
      const { tenant } = request.params;
      const inForce = await context.statements.inForce(tenant);
      // Without a statement nothing is said; an empty list would say that nobody gets data.
      if (!inForce) return sendProblem(reply, problem('not-found', 'This tenant has published no statement.'));
      const { documents } = await findDocuments(
        context.db,
        tenant,
        recipientsProjection,
        { status: 'named' },
        { limit: mostNamed },
      );
      const shown = documents.flatMap(({ recipient, named }) => {
        if (!named) return [];
        const { statementVersion, ...said } = named;
        const isPartner = statementVersion === undefined && said.kind === 'third-party';
        return [{ isPartner, said: { recipient, ...said } }];
      });
      const those = (partners: boolean) =>
        shown.flatMap(({ isPartner, said }) => (isPartner === partners ? [said] : []));
      return reply.send({ statementVersion: inForce.version, recipients: those(false), partners: those(true) });
    },
  );
}
