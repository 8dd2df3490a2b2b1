import { personIdSchema, timestampSchema } from '@vitne/contracts/event-definition';
import { findDocument } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { companyConsentsProjection } from '../projections/company-consents.ts';
import { consentsProjection } from '../projections/consents.ts';

const entry = z.object({
  at: timestampSchema,
  position: z.number(),
  purpose: z.string(),
  recipient: z.string().optional(),
  status: z.string(),
  statementVersion: z.string().optional(),
  shown: z.record(z.string(), z.unknown()).optional(),
  actor: z.string(),
  expires: z.string().optional(),
});
const access = ['system', 'staff', 'privacy-officer', 'auditor'] as const;

/** A person's consents as they stand, and their history; a company's likewise. */
export function readConsents(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/people/:person/consents',
    {
      config: { access },
      schema: {
        tags: ['consents'],
        summary: "Read a person's consents and their history",
        params: z.object({ person: personIdSchema }),
        response: {
          200: z.object({ person: z.string(), choices: z.record(z.string(), entry), history: z.array(entry) }),
        },
      },
    },
    async (request) => {
      const { person } = request.params;
      const found = await findDocument(context.db, request.caller.tenant, consentsProjection, person);
      return { person, choices: found?.choices ?? {}, history: found?.history ?? [] };
    },
  );
  app.get(
    '/v1/companies/:company/consents',
    {
      config: { access },
      schema: {
        tags: ['company consents'],
        summary: "Read a company's consents",
        params: z.object({ company: z.string().max(64) }),
        response: {
          200: z.object({ company: z.string(), choices: z.record(z.string(), entry.omit({ actor: true })) }),
        },
      },
    },
    async (request) => {
      const { company } = request.params;
      const found = await findDocument(context.db, request.caller.tenant, companyConsentsProjection, company);
      return { company, choices: found?.choices ?? {} };
    },
  );
}
