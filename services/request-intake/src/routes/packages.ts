import { packageFormats } from '@vitne/contracts/catalogue/package-events';
import { entityIdSchema, tenantSchema } from '@vitne/contracts/channels';
import {
  accessPackageSchema,
  packageJsonSchema,
  portabilityPackageSchema,
} from '@vitne/contracts/interop/access-package';
import { findDocument, findDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import { pageFields, readPage } from '@vitne/service-kit/paged-answer';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import { publicOriginSchema } from '@vitne/service-kit/public-origin';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { issueLink } from '../package/issue-link.ts';
import { linkAddress, linkSecret } from '../package/link-secret.ts';
import { type PackageDocument, packagesProjection } from '../projections/packages.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const packageParams = z.strictObject({
  package: entityIdSchema.describe('`GET /v1/packages` lists them.'),
});

/** A package without anything that is in it. */
const packageFactsSchema = z.object({
  package: z.string(),
  request: z.string(),
  person: z.string(),
  requestType: z.enum(['access', 'portability']),
  status: z.enum(['assembled', 'disposed']),
  assembled: z.string(),
  expires: z.string().describe('When it is deleted.'),
  unanswered: z.array(z.string()).describe('Systems whose part is missing.'),
  opened: z.int(),
  downloaded: z.partialRecord(z.enum(packageFormats), z.int()),
  link: z
    .object({
      link: z.int(),
      through: z.enum(['email', 'by-hand']),
      issued: z.string(),
      expires: z.string(),
      uses: z.int(),
      used: z.int(),
      sent: z.string().optional(),
      attempts: z.int().describe('E-mails with it that failed.'),
      nextAttempt: z.string().optional(),
      reminder: z
        .object({ sent: z.string().optional(), attempts: z.int(), nextAttempt: z.string().optional() })
        .optional()
        .describe('The mail that reminds the person before the link runs out; absent while none is due.'),
      undelivered: z.enum(['mail-failed', 'not-opened']).optional(),
    })
    .optional(),
  disposed: z.string().optional(),
});

const querystring = z.strictObject({
  state: z
    .enum(['assembled', 'disposed', 'not-delivered'])
    .optional()
    .describe('`not-delivered`: no mail reached the person, or the link ran out unopened.'),
  request: entityIdSchema.optional(),
  ...pageFields,
});
const linkBody = z.strictObject({
  through: z
    .enum(['email', 'by-hand'])
    .default('email')
    .describe('`by-hand` answers the address once, for a privacy officer to hand over.'),
});
const linkAnswer = recordedSchema.extend({
  package: z.string(),
  link: z.int(),
  expires: z.string(),
  address: z.string().optional().describe('Only `by-hand`.'),
});

/** What staff sees of packages, and a new link where one is lost, used up or over. */
export function packageRoutes(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/packages',
    {
      config: { access: ['staff', 'auditor'] },
      schema: {
        tags: ['packages'],
        summary: 'List packages, the newest first, without what is in them',
        querystring,
        response: { 200: z.object({ packages: z.array(packageFactsSchema), next: z.string().optional() }) },
      },
    },
    async (request, reply) => {
      const { query, caller } = request;
      const options = { sort: { assembled: -1 } as const, limit: query.limit, after: query.cursor };
      return readPage(
        reply,
        () => findDocuments(context.db, caller.tenant, packagesProjection, filterOf(query), options),
        (documents) => ({ packages: documents.map(packageFacts) }),
      );
    },
  );
  app.post(
    '/v1/packages/:package/links',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['packages'],
        summary: 'Make a new link to a package; the one before opens nothing any more',
        params: packageParams,
        body: linkBody,
        response: { 200: linkAnswer, 201: linkAnswer },
      },
    },
    async (request, reply) => {
      const { tenant, role } = request.caller;
      const { through } = request.body;
      const { package: id } = request.params;
      if (through === 'by-hand' && role !== 'privacy-officer') {
        return sendProblem(reply, problem('role-not-allowed', 'Only a privacy officer hands a link over by hand.'));
      }
      const known = await findDocument(context.db, tenant, packagesProjection, id);
      if (!known) return sendProblem(reply, problem('not-found'));
      const result = await issueLink(context, commandedBy(request, context.clock), id, through);
      return answerCommand(reply, result, rejectionStatuses, async (state) => {
        if (state.status === 'unknown' || !state.link) throw new TypeError('A link was made that is not there.');
        const { link, keyMonth, expires } = state.link;
        const body = { package: id, link, expires };
        const secret =
          through === 'by-hand' && (await linkSecret(context.vault, { tenant, package: id, link, keyMonth }));
        if (!secret) return body;
        const origin = context.publicOrigin?.() ?? publicOriginSchema.parse(undefined);
        return { ...body, address: linkAddress(origin, tenant, id, secret) };
      });
    },
  );
  const schemas = { 'access-package': accessPackageSchema, 'portability-package': portabilityPackageSchema };
  app.get(
    '/v1/public/:tenant/schemas/:schema',
    {
      config: { access: 'public' },
      schema: {
        tags: ['packages', 'public'],
        summary: 'The JSON Schema of what a person takes away',
        params: z.strictObject({
          tenant: tenantSchema,
          schema: z.enum(['access-package', 'portability-package']).describe('Which of the two formats.'),
        }),
      },
    },
    async ({ params: { schema } }, reply) =>
      reply.type('application/schema+json; charset=utf-8').send(JSON.stringify(packageJsonSchema(schemas[schema]))),
  );
}

type Filter = NonNullable<Parameters<typeof findDocuments<PackageDocument>>[3]>;

const filterOf = ({ state, request }: z.infer<typeof querystring>): Filter => ({
  ...(state === 'not-delivered' && {
    status: 'assembled',
    $or: [
      { 'link.undelivered': { $exists: true } },
      { 'link.through': 'email', 'link.sent': { $exists: false }, nextMail: { $exists: false } },
    ],
  }),
  ...((state === 'assembled' || state === 'disposed') && { status: state }),
  ...(request !== undefined && { request }),
});

function packageFacts(document: PackageDocument): z.infer<typeof packageFactsSchema> {
  const { link, package: id, request, person, requestType, status, assembled, expires } = document;
  const { unanswered, opened, downloaded, disposed } = document;
  const about = { package: id, request, person, requestType, status, assembled, expires };
  return {
    ...about,
    unanswered,
    opened,
    downloaded,
    ...(link && { link: linkFacts(link) }),
    ...(disposed !== undefined && { disposed }),
  };
}

/** A link as it stands, without what could open anything. */
function linkFacts(link: NonNullable<PackageDocument['link']>) {
  const { digest: _, keyMonth: _keyMonth, ...facts } = link;
  return facts;
}
