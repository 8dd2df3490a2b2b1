import { tenantSchema } from '@vitne/contracts/channels';
import { statementVersionSchema } from '@vitne/contracts/event-definition';
import { diffStatements } from '@vitne/contracts/statement/diff-statements';
import { findDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { sendPage } from '@vitne/service-kit/page';
import { sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import {
  type PublishedStatement,
  type StatementVersion,
  statementsProjection,
} from '@vitne/service-kit/statement-in-force';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { changesPage } from '../pages/changes-page.ts';
import { statementPage } from '../pages/statement-page.ts';
import { nothingPublished } from './nothing-published.ts';

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
        params: params.extend({ version: statementVersionSchema }),
      },
    },
    async ({ params: { tenant, version }, query }, reply) =>
      answer(context, reply, tenant, query.language, await context.statements.version(tenant, version)),
  );
  app.get(
    '/statements/:tenant/:version/changes',
    {
      config,
      schema: {
        ...schema('Read what is new in one version, as a page'),
        params: params.extend({ version: statementVersionSchema }),
      },
    },
    async ({ params: { tenant, version }, query: { language } }, reply) => {
      const found = await context.statements.version(tenant, version);
      if (!found) return sendProblem(reply, nothingPublished);
      const editions = await editionsOf(context, tenant);
      const previous = editions[editions.findIndex((edition) => edition.version === version) + 1]?.version;
      const before = previous === undefined ? undefined : await context.statements.version(tenant, previous);
      const { statement } = found;
      const changes = before ? diffStatements(before.statement, statement) : [];
      const page = changesPage({ statement, changes, language, ...(before && { previous: before.version }) });
      return sendPage(reply, page, language);
    },
  );
}

async function answer(
  context: ServiceContext,
  reply: FastifyReply,
  tenant: string,
  language: 'nb' | 'en',
  found: PublishedStatement | undefined,
): Promise<FastifyReply> {
  if (!found) return sendProblem(reply, nothingPublished);
  const editions = await editionsOf(context, tenant);
  const page = statementPage({ statement: found.statement, language, editions, hash: found.hash });
  return sendPage(reply, page, language);
}

/** Every published version, the one in force first. */
async function editionsOf({ db }: ServiceContext, tenant: string): Promise<StatementVersion[]> {
  const options = { sort: { order: -1 as const }, limit: mostVersions };
  return (await findDocuments(db, tenant, statementsProjection, {}, options)).documents;
}
