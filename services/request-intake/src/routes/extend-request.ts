import { requestExtended } from '@vitne/contracts/catalogue/request-intake-events';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { handleRequest } from './handle-request.ts';
import { requestParams, standingSchema } from './request-schemas.ts';
import { byHandFields, byHandOf } from './told-by-hand.ts';

/** Three months instead of one (GDPR 12(3)); an own promise of the statement stands all the same. */
export function extendRequest(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/requests/:request/extension',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Extend the time to answer, by telling the person why',
        description:
          'The platform writes to the person, and the time is extended when the mail server has taken that on. Send told or how if staff told the person themselves; an extension that is not told inside the first month extends nothing.',
        params: requestParams,
        body: z.strictObject({
          reasons: requestExtended.facts.shape.reasons.max(2),
          ...byHandFields,
        }),
        response: { 200: standingSchema, 201: standingSchema },
      },
    },
    async (request, reply) =>
      handleRequest(context, request, reply, (now) => ({
        command: 'extend',
        reasons: request.body.reasons,
        byHand: byHandOf(request.body, now),
        now,
      })),
  );
}
