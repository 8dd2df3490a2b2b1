import { personIdSchema, timestampSchema } from '@vitne/contracts/event-definition';
import { findDocument } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { companyConsentsProjection } from '../projections/company-consents.ts';
import { consentsProjection } from '../projections/consents.ts';

const entry = z.object({
  eventId: z.string().describe('Names the act: `GET /v1/people/{person}/consents/{eventId}/receipt` proves it.'),
  at: timestampSchema,
  position: z.number(),
  purpose: z.string(),
  recipient: z.string().optional(),
  status: z.string(),
  statementVersion: z.string().optional(),
  shown: z.record(z.string(), z.unknown()).optional(),
  actor: z.string(),
  expires: z.string().optional(),
  gpc: z.boolean().optional(),
  company: z.string().optional(),
  guardian: z.string().optional(),
  signal: z.string().optional().describe('The browser signal that refused.'),
  givenUnder: z.string().optional().describe('The version under which an invalidated consent had been given.'),
  reason: z.string().optional().describe('Why the controller ended it.'),
  origin: z.record(z.string(), z.unknown()).optional().describe('The visitor’s own act that was taken over.'),
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
          200: z.object({
            person: z.string(),
            mergedInto: z.string().optional().describe('The person whom this visitor turned out to be.'),
            choices: z.record(z.string(), entry),
            history: z.array(entry),
          }),
        },
      },
    },
    async (request) => {
      const { person } = request.params;
      const found = await findDocument(context.db, request.caller.tenant, consentsProjection, person);
      const { choices = {}, history = [], mergedInto } = found ?? {};
      return { person, ...(mergedInto !== undefined && { mergedInto }), choices, history };
    },
  );
  app.get(
    '/v1/companies/:company/consents',
    {
      config: { access },
      schema: {
        tags: ['company consents'],
        summary: "Read a company's consents",
        params: z.object({
          company: z.string().max(64).describe('The random id that recording a consent of the company answered with.'),
        }),
        response: {
          200: z.object({
            company: z.string(),
            choices: z.record(z.string(), entry.omit({ actor: true, eventId: true })),
          }),
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
