import { packageFormats } from '@vitne/contracts/catalogue/package-events';
import { entityIdSchema, type Tenant, tenantSchema } from '@vitne/contracts/channels';
import type { Statement } from '@vitne/contracts/statement/schema';
import { findDocument } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { commandedBy } from '@vitne/service-kit/http-command';
import { sendPage } from '@vitne/service-kit/page';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { accessPackage, type LinkRejection, type PackageCommand } from '../domain/access-package.ts';
import type { KnownPackage } from '../domain/package-state.ts';
import { packageInLedger } from '../package/issue-link.ts';
import { secretDigest } from '../package/link-secret.ts';
import { type MadePackage, makePackage } from '../package/make-package.ts';
import { closedDoorPage, packageDoorPage } from '../pages/package-door-page.ts';
import { packagePage } from '../pages/package-page.ts';
import { packagesProjection } from '../projections/packages.ts';
import { takeForms } from './form-bodies.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const params = z.strictObject({
  tenant: tenantSchema,
  package: entityIdSchema.describe('As in the link; `GET /v1/packages` lists them.'),
  secret: z
    .string()
    .regex(/^[\w-]{32}$/, 'The secret of a link has 32 letters, digits, hyphens and underscores.')
    .describe('The rest of the link, which only whoever got it knows.'),
});
const querystring = z.strictObject({ language: z.enum(['nb', 'en']).default('nb') });
const download = params.extend({
  format: z.enum(packageFormats).describe('A page, everything as JSON, or what can be taken along as JSON.'),
});
type Asked = { params: z.infer<typeof params>; query: z.infer<typeof querystring> };

/** The pages behind the link that a person gets: its door, the package to read, and the files to take away. */
export function packagePages(app: HttpApp, context: ServiceContext): void {
  const config = { access: 'public' as const };
  const schema = (summary: string) => ({ tags: ['packages', 'public'], summary, querystring });
  app.get(
    '/packages/:tenant/:package/:secret',
    { config, schema: { ...schema('The door of a package: what the link in the mail opens'), params } },
    async (request, reply) => {
      const { tenant, package: id, secret } = request.params;
      const { language } = request.query;
      const statement = await statementOf(context, tenant);
      if (!statement) return sendProblem(reply, problem('not-found'));
      const state = await packageInLedger(context, tenant, id);
      const digest = await digestOf(context, request, state.status === 'unknown' ? undefined : state);
      const asked = accessPackage.decide({ command: 'open', language, digest, now: context.clock.now() }, state);
      if ('rejected' in asked) return closed(reply, statement, language, asked.rejected.code);
      const { link, requestType } = state as KnownPackage & { link: NonNullable<KnownPackage['link']> };
      return sendPage(reply, packageDoorPage(statement, language, { secret, link, requestType }), language, {
        forms: true,
      });
    },
  );
  takeForms(app, (forms) => {
    forms.post(
      '/packages/:tenant/:package/:secret/opening',
      { config, schema: { ...schema('Read a package as a page; each opening is recorded'), params } },
      async (request, reply) =>
        handOut(context, request, reply, (shown) => ({ command: 'open', language: request.query.language, ...shown })),
    );
    forms.post(
      '/packages/:tenant/:package/:secret/downloads/:format',
      { config, schema: { ...schema('Take a package away as a file; each download is recorded'), params: download } },
      async (request, reply) =>
        handOut(
          context,
          request,
          reply,
          (shown) => ({ command: 'download', format: request.params.format, ...shown }),
          request.params.format,
        ),
    );
  });
}

type Format = (typeof packageFormats)[number];

/** Records the use first, then opens: nothing is handed out that is not in the ledger. */
async function handOut(
  context: ServiceContext,
  request: FastifyRequest & Asked,
  reply: FastifyReply,
  commandOf: (shown: { digest: string | undefined; now: string }) => PackageCommand,
  format?: Format,
): Promise<FastifyReply> {
  const { tenant, package: id } = request.params;
  const { language } = request.query;
  const statement = await statementOf(context, tenant);
  if (!statement) return sendProblem(reply, problem('not-found'));
  const state = await packageInLedger(context, tenant, id);
  const digest = await digestOf(context, request, state.status === 'unknown' ? undefined : state);
  const commanded = commandedBy(request, context.clock, { tenant, actor: 'anonymous:package-link' });
  const command = commandOf({ digest, now: commanded.now });
  // The secret is in the address, and no part of what is remembered of the command.
  const content = { package: id, command: command.command, format: format ?? null };
  const result = await context.execute(accessPackage, { ...commanded, content }, { entity: 'package', id }, command);
  if (result.outcome === 'rejected') return closed(reply, statement, language, result.rejection.code);
  const document = await findDocument(context.db, tenant, packagesProjection, id);
  if (!document) return sendProblem(reply, problem('temporarily-unavailable'));
  return sendPackage(reply, await makePackage(context, tenant, document), language, format);
}

function sendPackage(reply: FastifyReply, made: MadePackage, language: 'nb' | 'en', format?: Format): FastifyReply {
  if (format !== undefined) {
    const name = `${made.statement.tenant}-${format === 'portability-json' ? 'portability' : 'access'}-${made.access.made.slice(0, 10)}`;
    reply.header('content-disposition', `attachment; filename="${name}.${format === 'html' ? 'html' : 'json'}"`);
  }
  if (format === 'json' || format === 'portability-json') {
    const body = format === 'json' ? made.access : made.portability;
    return reply.type('application/json; charset=utf-8').send(`${JSON.stringify(body, null, 2)}\n`);
  }
  return sendPage(reply, packagePage(made, language), language);
}

const statementOf = async ({ tenants, statements }: ServiceContext, tenant: Tenant): Promise<Statement | undefined> =>
  tenants.includes(tenant) ? (await statements.inForce(tenant))?.statement : undefined;

async function digestOf(
  { vault }: ServiceContext,
  { params: { tenant, package: id, secret } }: Asked,
  state: KnownPackage | undefined,
): Promise<string | undefined> {
  if (!state?.link) return undefined;
  return secretDigest(vault, { tenant, package: id, keyMonth: state.link.keyMonth }, secret);
}

const linkCodes: readonly string[] = ['link-expired', 'link-used-up', 'package-disposed'];

/** Whoever does not have the secret is not even told whether there is such a package. */
function closed(reply: FastifyReply, statement: Statement, language: 'nb' | 'en', code: string): FastifyReply {
  const shown = (linkCodes.includes(code) ? code : 'link-unknown') as LinkRejection;
  if (code === 'format-not-of-package') return sendProblem(reply, problem('not-found'));
  if (code === 'too-many-writers') return sendProblem(reply, problem('temporarily-unavailable'));
  return sendPage(reply.code(rejectionStatuses[shown]), closedDoorPage(statement, language, shown), language);
}
