import { shownSchema } from '@vitne/contracts/catalogue/consent-events';
import { slugSchema, statementVersionSchema } from '@vitne/contracts/event-definition';
import { companyIdentifierSchema } from '@vitne/contracts/identifiers';
import type { Commanded } from '@vitne/service-kit/command-handler';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import { personOf, personReferenceSchema } from '@vitne/service-kit/person-reference';
import { rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type CompanyConsentCommand, consentsOfACompany } from '../domain/consents-of-a-company.ts';
import { noStatement, termsFor, termsForRecipient } from '../terms-in-force.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const tags = ['company consents'];
const access = ['system', 'staff', 'privacy-officer'] as const;
const addressed = z.strictObject({
  company: companyIdentifierSchema,
  representative: personReferenceSchema,
  purpose: slugSchema,
  recipient: slugSchema.optional(),
});
const answerSchema = recordedSchema.extend({ company: z.string(), given: z.record(z.string(), z.string()) });
const response = { 200: answerSchema, 201: answerSchema };

/** A company agrees to sharing beside its users, or takes it back. */
export function companyConsents(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/company-consents',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Record that a company consented',
        body: addressed.extend({ statementVersion: statementVersionSchema, shown: shownSchema }),
        response,
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const { purpose, recipient, shown, statementVersion } = request.body;
      const { tenant, now } = commanded;
      const stated = await termsFor(context, tenant, purpose, now);
      const terms = stated && (await termsForRecipient(context, tenant, stated, request.body));
      if (!terms) return sendProblem(reply, rejectionProblem(noStatement, rejectionStatuses));
      return carryOut(context, commanded, request.body, reply, (parties) => ({
        command: 'give',
        ...parties,
        purpose,
        recipient,
        shown,
        statementVersion,
        terms,
      }));
    },
  );
  app.post(
    '/v1/company-consents/withdrawals',
    {
      config: { access },
      schema: { tags, summary: 'Record that a company withdrew', body: addressed, response },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const inForce = await context.statements.inForce(commanded.tenant);
      if (!inForce) return sendProblem(reply, rejectionProblem(noStatement, rejectionStatuses));
      const { purpose, recipient } = request.body;
      return carryOut(context, commanded, request.body, reply, (parties) => ({
        command: 'withdraw',
        ...parties,
        purpose,
        recipient,
        statementVersion: inForce.version,
      }));
    },
  );
}

type Parties = { company: string; representative: string };

async function carryOut(
  context: ServiceContext,
  commanded: Commanded,
  named: z.infer<typeof addressed>,
  reply: FastifyReply,
  commandOf: (parties: Parties) => CompanyConsentCommand,
): Promise<FastifyReply> {
  const { vault } = context;
  const { tenant } = commanded;
  const known = await vault.findPerson(tenant, named.company);
  if (known === undefined) {
    // Giving the company and its representative ids remembers them, and nothing refused may.
    const parties = { company: 'newcomer', representative: 'newcomer' };
    const decision = consentsOfACompany.decide(commandOf(parties), consentsOfACompany.initial());
    if ('rejected' in decision) return sendProblem(reply, rejectionProblem(decision.rejected, rejectionStatuses));
  }
  const company = known ?? (await vault.resolvePerson(tenant, named.company));
  const representative = await personOf(vault, tenant, named.representative);
  const result = await context.execute(
    consentsOfACompany,
    commanded,
    { entity: 'company', id: company },
    commandOf({ company, representative }),
  );
  return answerCommand(reply, result, rejectionStatuses, ({ given }) => ({ company, given }));
}
