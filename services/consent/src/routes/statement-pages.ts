import { tenantSchema } from '@vitne/contracts/channels';
import { findDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { sendPage } from '@vitne/service-kit/page';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { type PublishedStatement, statementsProjection } from '@vitne/service-kit/statement-in-force';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { statementPage } from '../pages/statement-page.ts';

const params = z.object({ tenant: tenantSchema });
const querystring = z.strictObject({ language: z.enum(['nb', 'en']).default('nb') });
const mostVersions = 500;

/** The statement as a page for people, in force and in every earlier version, in Norwegian and in English. */
export function statementPages(app: HttpApp, context: ServiceContext): void {
  const schema = (summary: string) => ({ tags: ['statements', 'public'], summary, querystring });
  const config = { access: 'public' as const };
  app.get(
    '/statements/:tenant',
    { config, schema: { ...schema('Read the statement in force as a page'), params } },
    async ({ params: { tenant }, query }, reply) =>
      answer(context, reply, tenant, query.language, await context.statements.inForce(tenant)),
  );
  app.get(
    '/statements/:tenant/:version',
    {
      config,
      schema: {
        ...schema('Read one version of the statement as a page'),
        params: params.extend({ version: z.string().regex(/^\d+\.\d+$/) }),
      },
    },
    async ({ params: { tenant, version }, query }, reply) =>
      answer(context, reply, tenant, query.language, await context.statements.version(tenant, version)),
  );
}

async function answer(
  context: ServiceContext,
  reply: FastifyReply,
  tenant: string,
  language: 'nb' | 'en',
  found: PublishedStatement | undefined,
): Promise<FastifyReply> {
  if (!found) return sendProblem(reply, problem('not-found', 'This tenant has published no such statement.'));
  const { documents: editions } = await findDocuments(
    context.db,
    tenant,
    statementsProjection,
    {},
    { sort: { order: -1 }, limit: mostVersions },
  );
  const page = statementPage({ statement: found.statement, language, editions, hash: found.hash });
  return sendPage(reply, page, language);
}
