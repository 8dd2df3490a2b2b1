import { findDocuments } from '@vitne/projector/documents';
import { consult } from '@vitne/service-kit/consult';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { sendPage } from '@vitne/service-kit/page';
import { pageFields, readPage } from '@vitne/service-kit/paged-answer';
import { rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { incidentFactsOf } from '../incident-facts.ts';
import { breachRegisterPage, type RegisteredBreach } from '../pages/breach-register-page.ts';
import { type IncidentDocument, incidentsProjection } from '../projections/incidents.ts';
import { partsOfRecord, recordOf } from '../written-texts.ts';
import { incidentFactsSchema, writtenSchema } from './incident-schemas.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const config = { access: ['staff', 'auditor'] as const };
const pageLimit = 200;
/** More than that on paper is read as JSON, page by page. */
const mostOnPaper = 2_000;
const newestFirst = { sort: { order: -1 } } as const;

/** Every breach, notified or not, with the facts, the effects, the measures and the reasoning (Art. 33(5)). */
export function breachRegister(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/breach-register',
    {
      config,
      schema: {
        tags: ['incidents'],
        summary: 'Read the breach register (Art. 33(5)), the newest first',
        querystring: z.strictObject(pageFields),
        response: {
          200: z.object({
            breaches: z.array(incidentFactsSchema.extend({ record: writtenSchema })),
            next: z.string().optional(),
          }),
        },
      },
    },
    async (request, reply) => {
      const { caller, query } = request;
      const { limit, cursor } = query;
      return readPage(
        reply,
        () =>
          findDocuments(
            context.db,
            caller.tenant,
            incidentsProjection,
            { isBreach: true },
            { ...newestFirst, limit, after: cursor },
          ),
        async (documents) => ({ breaches: await registered(context, request, documents) }),
      );
    },
  );
  app.get(
    '/v1/breach-register/page',
    {
      config,
      schema: {
        tags: ['incidents'],
        summary: 'Read the breach register as a page to print',
        querystring: z.strictObject({ language: z.enum(['nb', 'en']).default('nb') }),
      },
    },
    async (request, reply) => {
      const { tenant } = request.caller;
      const { language } = request.query;
      const inForce = await context.statements.inForce(tenant);
      if (!inForce) {
        const detail = 'No privacy statement is published yet.';
        return sendProblem(reply, rejectionProblem({ code: 'no-statement', detail }, rejectionStatuses));
      }
      const breaches: RegisteredBreach[] = [];
      let after: string | undefined;
      do {
        const options = { ...newestFirst, limit: pageLimit, after };
        const page = await findDocuments(context.db, tenant, incidentsProjection, { isBreach: true }, options);
        breaches.push(...(await registered(context, request, page.documents)));
        after = page.next;
      } while (after !== undefined && breaches.length < mostOnPaper);
      const now = context.clock.now();
      return sendPage(reply, breachRegisterPage(inForce.statement, breaches, { language, now }), language);
    },
  );
}

async function registered(
  context: ServiceContext,
  request: FastifyRequest,
  documents: readonly IncidentDocument[],
): Promise<RegisteredBreach[]> {
  const { tenant } = request.caller;
  const reading = { opened: 'breach-register', purpose: 'keeping-breach-register' } as const;
  const opener = await consult(context, request, reading, documents.flatMap(partsOfRecord));
  const records = await recordOf(opener, tenant, documents);
  return Promise.all(
    documents.map(async (document, index) => ({
      ...(await incidentFactsOf(context, tenant, document)),
      record: records[index] ?? [],
    })),
  );
}
