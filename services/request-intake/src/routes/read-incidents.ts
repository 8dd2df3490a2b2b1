import { incidentReported } from '@vitne/contracts/catalogue/incident-events';
import { findDocument, findDocuments } from '@vitne/projector/documents';
import { consult } from '@vitne/service-kit/consult';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { pageFields, readPage } from '@vitne/service-kit/paged-answer';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { incidentFactsOf } from '../incident-facts.ts';
import { incidentsProjection } from '../projections/incidents.ts';
import { partsOfRecord, recordOf, reportOf } from '../written-texts.ts';
import { incidentFactsSchema, incidentParams, writtenSchema } from './incident-schemas.ts';

const tags = ['incidents'];
const config = { access: ['staff', 'auditor'] as const };

/** Incidents as they stand, the newest first. */
export function readIncidents(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/incidents',
    {
      config,
      schema: {
        tags,
        summary: 'List incidents, the newest first',
        querystring: z.strictObject({
          status: z.enum(['open', 'closed']).optional(),
          kind: incidentReported.facts.shape.kind.optional(),
          ...pageFields,
        }),
        response: { 200: z.object({ incidents: z.array(incidentFactsSchema), next: z.string().optional() }) },
      },
    },
    async ({ caller: { tenant }, query: { status, kind, limit, cursor } }, reply) => {
      const filter = { ...(status && { status }), ...(kind && { kind }) };
      const options = { sort: { order: -1 }, limit, after: cursor } as const;
      return readPage(
        reply,
        () => findDocuments(context.db, tenant, incidentsProjection, filter, options),
        async (documents) => ({
          incidents: await Promise.all(documents.map((one) => incidentFactsOf(context, tenant, one))),
        }),
      );
    },
  );
  app.get(
    '/v1/incidents/:incident',
    {
      config,
      schema: {
        tags,
        summary: 'Read one incident, with what was written about it',
        params: incidentParams,
        response: {
          200: incidentFactsSchema.extend({
            record: writtenSchema.describe('What staff wrote at each step.'),
            report: writtenSchema.optional().describe('What was reported, and by whom; auditors are not given it.'),
          }),
        },
      },
    },
    async (request, reply) => {
      const { caller, params } = request;
      const { tenant, role } = caller;
      const document = await findDocument(context.db, tenant, incidentsProjection, params.incident);
      if (!document) return sendProblem(reply, problem('not-found'));
      const isTold = role !== 'auditor';
      const parts = isTold ? document.sealed.flatMap((one) => one.parts) : partsOfRecord(document);
      const reading = { opened: 'incident', purpose: 'handling-incident', matter: document.incident } as const;
      const opener = await consult(context, request, reading, parts);
      const [record = []] = await recordOf(opener, tenant, [document]);
      return {
        ...(await incidentFactsOf(context, tenant, document)),
        record,
        ...(isTold && { report: await reportOf(opener, tenant, document) }),
      };
    },
  );
}
