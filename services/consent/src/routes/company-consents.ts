import { shownSchema } from '@vitne/contracts/catalogue/consent-events';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import { companyIdentifierSchema, personOf, personReferenceSchema } from '@vitne/service-kit/person-reference';
import { rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { noStatement, termsFor } from '../consent-choices.ts';
import { consentsOfACompany } from '../domain/consents-of-a-company.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const tags = ['company consents'];
const slug = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);
const access = ['system', 'staff', 'privacy-officer'] as const;
const addressed = z.strictObject({
  company: companyIdentifierSchema,
  representative: personReferenceSchema,
  purpose: slug,
  recipient: slug.optional(),
});
const answerSchema = recordedSchema.extend({ company: z.string(), given: z.record(z.string(), z.string()) });

/** A company agrees to sharing beside its users, or takes it back. */
export function companyConsents(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/company-consents',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Record that a company consented',
        body: addressed.extend({ statementVersion: z.string().regex(/^\d+\.\d+$/), shown: shownSchema }),
        response: { 200: answerSchema, 201: answerSchema },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const { purpose, recipient, shown, statementVersion } = request.body;
      const terms = await termsFor(context, commanded.tenant, purpose);
      if (!terms) return sendProblem(reply, rejectionProblem(noStatement, rejectionStatuses));
      const { company, representative } = await parties(context, commanded.tenant, request.body);
      const command = {
        command: 'give',
        company,
        representative,
        purpose,
        recipient,
        shown,
        statementVersion,
        terms,
      } as const;
      const result = await context.execute(consentsOfACompany, commanded, { entity: 'company', id: company }, command);
      return answerCommand(reply, result, rejectionStatuses, ({ given }) => ({ company, given }));
    },
  );
  app.post(
    '/v1/company-consents/withdrawals',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Record that a company withdrew',
        body: addressed,
        response: { 200: answerSchema, 201: answerSchema },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const inForce = await context.statements.inForce(commanded.tenant);
      if (!inForce) return sendProblem(reply, rejectionProblem(noStatement, rejectionStatuses));
      const { company, representative } = await parties(context, commanded.tenant, request.body);
      const { purpose, recipient } = request.body;
      const command = {
        command: 'withdraw',
        company,
        representative,
        purpose,
        recipient,
        statementVersion: inForce.version,
      } as const;
      const result = await context.execute(consentsOfACompany, commanded, { entity: 'company', id: company }, command);
      return answerCommand(reply, result, rejectionStatuses, ({ given }) => ({ company, given }));
    },
  );
}

async function parties(context: ServiceContext, tenant: string, body: z.infer<typeof addressed>) {
  const company = await context.vault.resolvePerson(tenant, body.company);
  const representative = await personOf(context.vault, tenant, body.representative);
  return { company, representative };
}
