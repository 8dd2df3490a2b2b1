import { entityIdSchema, tenantSchema } from '@vitne/contracts/channels';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { commandedBy } from '@vitne/service-kit/http-command';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { identityLimits } from '../domain/identity-check-commands.ts';
import { notProved, requestToProve } from '../identity-commands.ts';
import { signInsOf } from '../sign-in/identity-sign-in.ts';
import { forgetSignIn, keepSignIn, keptSignIn } from '../sign-in/sign-in-cookie.ts';
import { takeForms } from './form-bodies.ts';
import { answerPage, pageOf, pageWorld } from './identity-page-answers.ts';
import { languageQuery } from './identity-pages.ts';

const requestParams = z.strictObject({ tenant: tenantSchema, request: entityIdSchema });
/** What a provider adds to the address is its own; what counts is `code`, `state`, `iss` and `error`. */
const callbackQuery = z.looseObject({});

/** Signing in at an identity provider: the form that begins it, and the address to which the provider sends people back. */
export function signInPages(app: HttpApp, context: ServiceContext): void {
  const config = { access: 'public' as const };
  const signInOf = signInsOf(context);
  const commanded = (request: unknown, tenant: string) =>
    commandedBy(request as FastifyRequest, context.clock, { tenant, actor: 'anonymous:portal' });

  takeForms(app, (forms) => {
    const schema = { hide: true, params: requestParams, querystring: languageQuery, body: z.strictObject({}) };
    forms.post('/identity/:tenant/requests/:request/sign-in', { config, schema }, async (request, reply) => {
      const { tenant, request: id } = request.params;
      const { language } = request.query;
      const signIn = signInOf(tenant);
      if (!signIn) return sendProblem(reply, problem('not-found'));
      const world = await pageWorld(context, tenant, language);
      const begun = await signIn.begin(commanded(request, tenant), id);
      const asked = await requestToProve(context, tenant, id);
      if ('failed' in begun) return answerPage(reply, world, asked, { shows: 'not-signed-in', failed: begun.failed });
      if (begun.outcome === 'rejected')
        return answerPage(reply, world, asked, { shows: 'outcome', of: begun, again: 'elsewhere' });
      const kept = { request: id, language, ...begun.secrets };
      reply.header('set-cookie', keepSignIn(signIn.callback(), kept, identityLimits.signInMinutes * 60));
      return answerPage(reply, world, asked, { shows: 'leaving', provider: signIn.provider.name, url: begun.url });
    });
  });

  app.get(
    '/identity/:tenant/sign-in',
    { config, schema: { hide: true, params: z.strictObject({ tenant: tenantSchema }), querystring: callbackQuery } },
    async (request, reply) => {
      const { tenant } = request.params;
      const signIn = signInOf(tenant);
      if (!signIn) return sendProblem(reply, problem('not-found'));
      const kept = keptSignIn(request.headers.cookie);
      const world = await pageWorld(context, tenant, kept?.language ?? 'nb');
      if (!kept) {
        const refused = notProved('sign-in-unknown', 'This browser began no sign-in, or too long ago.');
        return answerPage(reply, world, refused, { shows: 'ways' });
      }
      // Whatever comes of it, the same secrets are of no use a second time.
      reply.header('set-cookie', forgetSignIn(signIn.callback()));
      const url = signIn.callback();
      url.search = new URL(request.url, url).search;
      const ended = await signIn.end(commanded(request, tenant), kept.request, { url, secrets: kept });
      const asked = await requestToProve(context, tenant, kept.request);
      if ('failed' in ended) return answerPage(reply, world, asked, { shows: 'not-signed-in', failed: ended.failed });
      if (ended.outcome === 'rejected')
        return answerPage(reply, world, asked, { shows: 'outcome', of: ended, again: 'elsewhere' });
      return sentOn(reply, 'request' in asked ? pageOf(world, asked) : undefined);
    },
  );
}

/** To a page that can be read again, without what the provider wrote into the address. */
const sentOn = (reply: FastifyReply, page: string | undefined): FastifyReply =>
  page === undefined ? sendProblem(reply, problem('not-found')) : reply.redirect(page, 303);
