import { entityIdSchema, tenantSchema } from '@vitne/contracts/channels';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { commandedBy } from '@vitne/service-kit/http-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { checkInLedger, requestCode, requestToProve, showProof } from '../identity-commands.ts';
import { partsOfLink } from '../identity-secrets.ts';
import { takeForms } from './form-bodies.ts';
import { answerPage, type PageWorld, pageWorld } from './identity-page-answers.ts';

export const languageQuery = z.strictObject({ language: z.enum(['nb', 'en']).default('nb') });
const requestParams = z.strictObject({
  tenant: tenantSchema,
  request: entityIdSchema.describe('The id that making the request answered with.'),
});
const linkParams = z.strictObject({
  tenant: tenantSchema,
  token: z.string().max(110).describe('What stands at the end of the link in the e-mail.'),
});
const nothing = z.strictObject({});

/** Pages for people: the code and the link of the e-mail. A GET changes nothing; the forms do. */
export function identityPages(app: HttpApp, context: ServiceContext): void {
  const config = { access: 'public' as const };
  const tags = ['identity', 'public'];
  const querystring = languageQuery;
  const page = '/identity/:tenant/requests/:request' as const;
  const link = '/identity/:tenant/links/:token' as const;

  app.get(
    page,
    {
      config,
      schema: { tags, summary: 'The page on which a person proves who asks', params: requestParams, querystring },
    },
    async ({ params, query }, reply) => {
      const world = await pageWorld(context, params.tenant, query.language);
      const known = await asked(world, params.request);
      const isProved = 'request' in known && (await checkInLedger(context, params.tenant, known))?.proved;
      return answerPage(reply, world, known, { shows: isProved ? 'proved' : 'ways' });
    },
  );
  app.get(
    link,
    {
      config,
      schema: { tags, summary: 'The page that the link of the e-mail opens', params: linkParams, querystring },
    },
    async ({ params: { tenant, token }, query }, reply) => {
      const world = await pageWorld(context, tenant, query.language);
      return answerPage(reply, world, await asked(world, partsOfLink(token)?.request), { shows: 'link', token });
    },
  );
  takeForms(app, (forms) => {
    const schema = { hide: true, querystring } as const;
    forms.post(
      `${page}/code`,
      { config, schema: { ...schema, params: requestParams, body: z.strictObject({ code: z.string().max(20) }) } },
      async (request, reply) => {
        const { tenant, request: id } = request.params;
        const world = await pageWorld(context, tenant, request.query.language);
        const shown = { by: 'email-code', secret: request.body.code } as const;
        const result = await showProof(context, commanded(request, tenant), id, shown);
        return answerPage(reply, world, await asked(world, id), { shows: 'outcome', of: result, again: 'ways' });
      },
    );
    forms.post(
      `${page}/mail`,
      { config, schema: { ...schema, params: requestParams, body: nothing } },
      async (request, reply) => {
        const { tenant, request: id } = request.params;
        const { language } = request.query;
        const world = await pageWorld(context, tenant, language);
        const result = await requestCode(context, commanded(request, tenant), id, language);
        return answerPage(reply, world, await asked(world, id), { shows: 'mail', of: result });
      },
    );
    forms.post(link, { config, schema: { ...schema, params: linkParams, body: nothing } }, async (request, reply) => {
      const { tenant, token } = request.params;
      const world = await pageWorld(context, tenant, request.query.language);
      const parts = partsOfLink(token);
      const known = await asked(world, parts?.request);
      if (!parts || !('request' in known)) return answerPage(reply, world, known, { shows: 'ways' });
      const shown = { by: 'email-link', secret: parts.secret } as const;
      const result = await showProof(context, commanded(request, tenant), parts.request, shown);
      return answerPage(reply, world, known, { shows: 'outcome', of: result, again: 'elsewhere' });
    });
  });

  const asked = ({ statement }: PageWorld, id: string | undefined) => requestToProve(context, statement.tenant, id);

  const commanded = (request: unknown, tenant: string) =>
    commandedBy(request as FastifyRequest, context.clock, { tenant, actor: 'anonymous:portal' });
}
