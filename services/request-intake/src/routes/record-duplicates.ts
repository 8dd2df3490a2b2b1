import { entityIdSchema } from '@vitne/contracts/channels';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { requestInLedger } from '../identity-proof.ts';
import { handleRequest } from './handle-request.ts';
import { requestParams, standingSchema } from './request-schemas.ts';

const response = { 200: standingSchema, 201: standingSchema };

/** Staff says that a request asks what an open one asks already, or that it does not. */
export function recordDuplicates(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/requests/:request/duplicate',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Record that the request asks the same as an earlier one that is open',
        description:
          '`mayDuplicate` of the request names those that it can be. The clock of the first governs and its answer answers both; who asks is settled for each by itself: as soon as it is settled for the duplicate, that one stands by itself again.',
        params: requestParams,
        body: z.strictObject({ of: entityIdSchema.describe('The earlier request.') }),
        response,
      },
    },
    async (request, reply) => {
      const first = await requestInLedger(context, request.caller.tenant, request.body.of);
      return handleRequest(context, request, reply, (now) => ({ command: 'mark-duplicate', first, now }));
    },
  );

  app.post(
    '/v1/requests/:request/distinction',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Say that the request is no duplicate: it stands by itself again',
        description: 'Its own clock ran on all the while, so it may be due soon.',
        params: requestParams,
        body: z.strictObject({}).nullish(),
        response,
      },
    },
    async (request, reply) => handleRequest(context, request, reply, () => ({ command: 'dismiss-duplicate' })),
  );
}
