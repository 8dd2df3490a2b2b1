import { shownSchema } from '@vitne/contracts/catalogue/consent-events';
import { tenantSchema } from '@vitne/contracts/channels';
import { statementVersionSchema } from '@vitne/contracts/event-definition';
import { noticeOf } from '@vitne/contracts/statement/notice';
import { findDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { statementsProjection } from '@vitne/service-kit/statement-in-force';
import { z } from 'zod';
import { noticeByHash } from '../notices-by-hash.ts';
import { nothingPublished } from './nothing-published.ts';

const params = z.object({ tenant: tenantSchema });
const versionRow = z.object({ version: z.string(), updated: z.string(), published: z.string(), hash: z.string() });
const whole = versionRow.omit({ updated: true }).extend({ statement: z.record(z.string(), z.unknown()) });
const noticeSchema = z.object({
  notice: z.record(z.string(), z.unknown()).describe('Exactly what the person has to be shown.'),
  hash: z.string().describe('Send it as `shown.noticeHash` with the choice.'),
});

/** Statements are public: the one in force, every earlier one, and the notice a consent is asked with. */
export function readStatements(app: HttpApp, context: ServiceContext): void {
  const schema = (summary: string) => ({ tags: ['statements', 'public'], summary });
  app.get(
    '/v1/public/:tenant/statements',
    {
      config: { access: 'public' },
      schema: {
        ...schema('List the published versions, newest first'),
        params,
        response: { 200: z.object({ versions: z.array(versionRow) }) },
      },
    },
    async (request) => {
      const { documents: versions } = await findDocuments(
        context.db,
        request.params.tenant,
        statementsProjection,
        {},
        { sort: { order: -1 }, limit: 500 },
      );
      return {
        versions: versions.map(({ version, updated, published, hash }) => ({ version, updated, published, hash })),
      };
    },
  );
  app.get(
    '/v1/public/:tenant/statements/in-force',
    {
      config: { access: 'public' },
      schema: { ...schema('Read the statement in force'), params, response: { 200: whole } },
    },
    async (request, reply) => {
      const inForce = await context.statements.inForce(request.params.tenant);
      return inForce ? reply.send(inForce) : sendProblem(reply, nothingPublished);
    },
  );
  app.get(
    '/v1/public/:tenant/statements/:version',
    {
      config: { access: 'public' },
      schema: {
        ...schema('Read one version'),
        params: params.extend({ version: statementVersionSchema }),
        response: { 200: whole },
      },
    },
    async (request, reply) => {
      const found = await context.statements.version(request.params.tenant, request.params.version);
      return found ? reply.send(found) : sendProblem(reply, nothingPublished);
    },
  );
  app.get(
    '/v1/public/:tenant/notices/:purpose',
    {
      config: { access: 'public' },
      schema: {
        ...schema('Read what a person must be shown before consenting, with the hash that proves it'),
        params: params.extend({ purpose: z.string().max(64).describe('Its id in the statement.') }),
        querystring: z.strictObject({
          language: z.enum(['nb', 'en']).default('nb'),
          version: statementVersionSchema
            .optional()
            .describe('The version in force when left out; an earlier one proves what was shown then.'),
        }),
        response: { 200: noticeSchema },
      },
    },
    async (request, reply) => {
      const { tenant, purpose } = request.params;
      const { language, version } = request.query;
      const { statements } = context;
      const meant = await (version === undefined ? statements.inForce(tenant) : statements.version(tenant, version));
      const hashed = meant && (await noticeOf(meant.statement, purpose, language));
      return hashed
        ? reply.send(hashed)
        : sendProblem(reply, problem('not-found', 'No purpose of that name asks for consent.'));
    },
  );
  app.get(
    '/v1/public/:tenant/notices/by-hash/:hash',
    {
      config: { access: 'public' },
      schema: {
        ...schema('Read what was shown under a hash, whichever version, language and format it was in'),
        params: params.extend({ hash: shownSchema.shape.noticeHash }),
        response: { 200: noticeSchema },
      },
    },
    async (request, reply) => {
      const { tenant, hash } = request.params;
      const found = await noticeByHash(context, tenant, hash);
      return found
        ? reply.send(found)
        : sendProblem(reply, problem('not-found', 'No published version was ever asked with that text.'));
    },
  );
}
