import { tenantSchema } from '@vitne/contracts/channels';
import { identifierSchema } from '@vitne/contracts/identifiers';
import { deadlineSchema } from '@vitne/contracts/law/derivation';
import { isIdentityNeeded } from '@vitne/contracts/law/requests';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import { originOfPlatform } from '@vitne/service-kit/public-origin';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { receiptSchema, receiveRequest } from '../request-receipt.ts';
import { rejectionStatuses } from './rejection-statuses.ts';
import { knownOf } from './request-schemas.ts';

/** Ten thousand characters of text, escaped in the longest way JSON knows, and what stands around them. */
const bodyLimitBytes = 64 * 1024;

const body = receiptSchema
  .omit({ received: true })
  .extend({ person: identifierSchema, receivedThrough: z.literal('portal').default('portal') });
const answer = recordedSchema.extend({
  request: z.string(),
  due: deadlineSchema,
  identityPage: z
    .string()
    .optional()
    .describe('Where the person shows that it is theirs, where that is needed; a code is on its way by e-mail.'),
});

/** The portal's door, which has no lock: who asks is a claim until staff accept the request. */
export function receivePublicRequest(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/public/:tenant/requests',
    {
      config: { access: 'public' },
      bodyLimit: bodyLimitBytes,
      schema: {
        tags: ['public'],
        summary: 'A person makes a request in the portal',
        params: z.strictObject({ tenant: tenantSchema }),
        body,
        response: { 200: answer, 201: answer },
      },
    },
    async (request, reply) => {
      const { tenant } = request.params;
      if (!context.tenants.includes(tenant)) return sendProblem(reply, problem('not-found'));
      const commanded = commandedBy(request, context.clock, { tenant, actor: 'anonymous:portal' });
      const result = await receiveRequest(context, commanded, request.body);
      return answerCommand(reply, result, rejectionStatuses, ({ received }) => {
        const { request: id, requestType, due } = knownOf(received);
        const page = `${originOfPlatform(context)}/identity/${tenant}/requests/${id}`;
        return {
          request: id,
          due: { dueDate: due.dueDate, due: due.due },
          ...(isIdentityNeeded(requestType) && { identityPage: page }),
        };
      });
    },
  );
}
