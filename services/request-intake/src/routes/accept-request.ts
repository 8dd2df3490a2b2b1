import { judgementGrounds } from '@vitne/contracts/catalogue/identity-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import type { IdentityProof, RequestCommand } from '../domain/request-commands.ts';
import { proofOf } from '../identity-proof.ts';
import { handleRequest } from './handle-request.ts';
import { requestParams, standingSchema } from './request-schemas.ts';

const note = z
  .string()
  .trim()
  .min(1)
  .max(1_000)
  .describe('In a sentence, why that is enough; sealed. No number and no copy of an identity document (Art. 5(1)(c)).');

const body = z.discriminatedUnion('identity', [
  z.strictObject({ identity: z.literal('staff-judgement'), ground: z.enum(judgementGrounds), note }),
  z.strictObject({
    identity: z.literal('proved').describe('By the code, the link or the sign-in for this very request.'),
  }),
]);

/**
 * Says that it is settled who asks; from then on the request may be carried out, an erasure by all who hold the data. Staff
 * answers for its own judgement only: that somebody proved it is looked up, and never told.
 */
export function acceptRequest(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/requests/:request/acceptance',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Accept the request: it is settled who asks',
        description:
          'Access, portability, erasure and restriction are accepted by themselves as soon as it is proved who asks. Here staff accepts what else has to be judged once it is proved, or judges itself who asks and says by what.',
        params: requestParams,
        body,
        response: { 200: standingSchema, 201: standingSchema },
      },
    },
    async (request, reply) => {
      const said = request.body;
      const command =
        said.identity === 'proved'
          ? await byProof(context, request.caller.tenant, request.params.request)
          : ({ command: 'accept-judged', ground: said.ground, note: said.note } as const);
      return handleRequest(context, request, reply, () => command);
    },
  );
}

async function byProof(context: ServiceContext, tenant: Tenant, request: string): Promise<RequestCommand> {
  const proof: IdentityProof | undefined = await proofOf(context, tenant, request);
  return { command: 'accept-proved', proof };
}
