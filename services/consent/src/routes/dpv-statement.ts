import { tenantSchema } from '@vitne/contracts/channels';
import { statementVersionSchema } from '@vitne/contracts/event-definition';
import { dpvStatement } from '@vitne/contracts/interop/dpv-statement';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { nothingPublished } from './nothing-published.ts';

/** A published version for machines of others: JSON-LD in the words of the Data Privacy Vocabulary. */
export function dpvStatementRoute(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/public/:tenant/statements/:version/dpv.jsonld',
    {
      config: { access: 'public' },
      schema: {
        tags: ['statements', 'public'],
        summary: 'Read one version as JSON-LD in the Data Privacy Vocabulary 2.3',
        params: z.object({ tenant: tenantSchema, version: statementVersionSchema }),
      },
    },
    async ({ params: { tenant, version } }, reply) => {
      const found = await context.statements.version(tenant, version);
      if (!found) return sendProblem(reply, nothingPublished);
      return reply.type('application/ld+json; charset=utf-8').send(JSON.stringify(dpvStatement(found.statement)));
    },
  );
}
