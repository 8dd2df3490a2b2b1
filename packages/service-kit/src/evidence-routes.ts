import { type Tenant, tenantSchema } from '@vitne/contracts/channels';
import { personIdSchema } from '@vitne/contracts/event-definition';
import type { EvidenceKind } from '@vitne/evidence/evidence-file';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Role } from './caller.ts';
import { publicEvidencePath, scopeOfLink } from './evidence-link.ts';
import type { HttpApp } from './http-app.ts';
import { type EvidenceWanted, makeEvidence } from './make-evidence.ts';
import { problem, sendProblem } from './problems.ts';
import { recordDownload } from './record-download.ts';
import type { ServiceContext } from './service.ts';

/** What a kind of evidence is made of; or, in a sentence, why there is none, and whether there will be. */
export type EvidenceFound =
  | Pick<EvidenceWanted, 'person' | 'events' | 'attachments'>
  | { readonly none: string; readonly code: 'not-found' | 'conflict' };

export type EvidenceRoutes = {
  readonly kind: EvidenceKind;
  readonly tag: string;
  /** What the file is, in a few words for the API's page: "the receipt of a choice". */
  readonly what: string;
  /** The route of whoever has a token; `:id` is in it, `:person` may be. */
  readonly path: string;
  readonly access: readonly Role[];
  find(tenant: Tenant, id: string, person: string | undefined): Promise<EvidenceFound>;
};

const idSchema = z.string().min(1).max(128);
const says = `One JSON file (format \`vitne/evidence/v1\`, docs/AUDIT-FORMATS.md): what it says in words, the stored messages that it stands on, the proof
that each is in the ledger that the notary signed, and the signed checkpoint. It verifies without us and without a network: on the gateway's page
\`/verify\`, or with \`vitne audit check\`. Each download is recorded before it is given.`;
const answer = {
  200: {
    description: 'The file.',
    content: { 'application/json': { schema: z.record(z.string(), z.unknown()) } },
  },
};

/** The two doors to one kind of evidence: with a token, without what is sealed; and by a link that the person was given. */
export function evidenceRoutes(app: HttpApp, context: ServiceContext, routes: EvidenceRoutes): void {
  const { kind, tag, what, path, access } = routes;
  app.get(
    path,
    {
      config: { access: [...access] },
      schema: {
        tags: [tag],
        summary: `Download ${what} with proof`,
        description: `${says} What is sealed stays sealed here; the person's own link opens it.`,
        params: z.object({
          ...(path.includes(':person') && { person: personIdSchema.describe('Whose it is.') }),
          id: idSchema.describe('As `GET` of the thing itself has it.'),
        }),
        response: answer,
      },
    },
    async (request, reply) => {
      const { id, person } = request.params as { id: string; person?: string };
      const asked = { by: 'caller', tenant: request.caller.tenant, id, person, opens: false } as const;
      return send(request, reply, context, routes, asked);
    },
  );
  app.get(
    publicEvidencePath(kind),
    {
      config: { access: 'public' },
      schema: {
        tags: [tag, 'public'],
        summary: `Download ${what} with proof, by the link that the person was given`,
        description: `${says} The link opens in the month that it was made and the next.`,
        params: z.object({
          tenant: tenantSchema,
          person: personIdSchema.describe('From the link.'),
          id: idSchema.describe('From the link.'),
          secret: z.string().min(1).max(64).describe('From the link.'),
        }),
        response: answer,
      },
    },
    async (request, reply) => {
      const { tenant, person, id, secret } = request.params;
      const scope = context.tenants.includes(tenant)
        ? await scopeOfLink(context, tenant, { kind, id, person }, secret)
        : undefined;
      if (!scope)
        return sendProblem(
          reply,
          problem('not-found', 'The link leads nowhere, or its time is over: ask the organisation for another one.'),
        ) as never;
      return send(request, reply, context, routes, { by: 'person', tenant, id, person, opens: scope === 'opened' });
    },
  );
}

/** Makes the file first, so that what is on record is what is given; nothing is given that is not on record. */
async function send(
  request: FastifyRequest,
  reply: Pick<FastifyReply, 'headers'> & Parameters<typeof sendProblem>[0],
  context: ServiceContext,
  { kind, find }: EvidenceRoutes,
  asked: { by: 'person' | 'caller'; tenant: Tenant; id: string; person: string | undefined; opens: boolean },
): Promise<never> {
  const { by, tenant, id, opens } = asked;
  const found = await find(tenant, id, asked.person);
  if ('none' in found) return sendProblem(reply, problem(found.code, found.none)) as never;
  const made = await makeEvidence(context, { tenant, kind, id, opens, ...found });
  if ('missing' in made) {
    const code = made.missing === 'not-signed' ? 'not-signed-yet' : 'proofs-unavailable';
    return sendProblem(reply, problem(code)) as never;
  }
  const contains = opens ? 'opened' : 'sealed';
  await recordDownload(context, request, by, tenant, { person: found.person, about: id, contains });
  reply.headers({
    'content-type': 'application/json; charset=utf-8',
    'content-disposition': `attachment; filename="${kind}-${id.replaceAll(/[^\w.-]/g, '_')}.vitne.json"`,
    'cache-control': 'no-store',
  });
  // A string passes Fastify's serialisers untouched; the file's own layout is kept.
  return (reply as unknown as FastifyReply).send(Buffer.from(made.bytes).toString('utf8')) as never;
}
