import { entityIdSchema, tenantSchema } from '@vitne/contracts/channels';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { requestCode, showProof } from '../identity-commands.ts';
import { partsOfLink } from '../identity-secrets.ts';
import { rejectionStatuses } from './rejection-statuses.ts';
import { requestParams } from './request-schemas.ts';

const publicParams = z.strictObject({
  tenant: tenantSchema,
  request: entityIdSchema.describe('The id that making the request answered with.'),
});
const asking = z.strictObject({
  language: z.enum(['nb', 'en']).optional().describe('In which language the person is written to.'),
});
const showing = z.union([
  z.strictObject({ code: z.string().max(20).describe('The eight digits of the e-mail, with or without spaces.') }),
  z.strictObject({ link: z.string().max(110).describe('What stands after the last slash of the link.') }),
]);
const smallBodyBytes = 4 * 1024;

/** Proving who asks, for a portal: the pages of the platform do the same with forms. */
export function proveIdentity(app: HttpApp, context: ServiceContext): void {
  const tags = ['public', 'identity'];
  const access = 'public' as const;
  const response = { 200: recordedSchema, 201: recordedSchema };
  app.post(
    '/v1/public/:tenant/requests/:request/identity-codes',
    {
      config: { access },
      bodyLimit: smallBodyBytes,
      schema: {
        tags,
        summary: 'Ask for a code that proves who made the request',
        description:
          'It is sent to an address that leads to the person whom the request is about. The answer is the same whether there is one.',
        params: publicParams,
        body: asking,
        response,
      },
    },
    async (request, reply) => {
      const { tenant, request: id } = request.params;
      const commanded = commandedBy(request, context.clock, { tenant, actor: 'anonymous:portal' });
      const result = await requestCode(context, commanded, id, request.body.language);
      return answerCommand(reply, result, rejectionStatuses, () => ({}));
    },
  );
  app.post(
    '/v1/public/:tenant/requests/:request/identity-proofs',
    {
      config: { access },
      bodyLimit: smallBodyBytes,
      schema: {
        tags,
        summary: 'Prove who made the request, by the code or the link of the e-mail',
        description:
          'A code counts for half an hour, for this request alone. After five wrong ones nothing can be proved for it any more.',
        params: publicParams,
        body: showing,
        response,
      },
    },
    async (request, reply) => {
      const { tenant, request: id } = request.params;
      const commanded = commandedBy(request, context.clock, { tenant, actor: 'anonymous:portal' });
      const result = await showProof(context, commanded, id, shownIn(request.body, id));
      return answerCommand(reply, result, rejectionStatuses, () => ({}));
    },
  );
  app.post(
    '/v1/requests/:request/identity-codes',
    {
      config: { access: ['system', 'staff'] },
      schema: {
        tags: ['identity'],
        summary: 'Have a code sent that proves who made the request',
        params: requestParams,
        body: asking,
        response,
      },
    },
    async (
      request: FastifyRequest<{ Params: { request: string }; Body: z.infer<typeof asking> }>,
      reply: FastifyReply,
    ) =>
      answerCommand(
        reply,
        await requestCode(
          context,
          commandedBy(request as FastifyRequest, context.clock),
          request.params.request,
          request.body.language,
        ),
        rejectionStatuses,
        () => ({}),
      ),
  );
}

/** A link of another request is a wrong one: its secret is shown for this request, and proves nothing. */
function shownIn(body: z.infer<typeof showing>, request: string) {
  if ('code' in body) return { by: 'email-code', secret: body.code } as const;
  const parts = partsOfLink(body.link);
  return { by: 'email-link', secret: parts?.request === request ? parts.secret : '' } as const;
}
