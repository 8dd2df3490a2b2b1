import { requestExtended } from '@vitne/contracts/catalogue/request-intake-events';
import { timestampSchema } from '@vitne/contracts/event-definition';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { handleRequest } from './handle-request.ts';
import { requestParams, standingSchema } from './request-schemas.ts';

/** Three months instead of one (GDPR 12(3)); an own promise of the statement stands all the same. */
export function extendRequest(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/requests/:request/extension',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Extend the time to answer, once the person was told why',
        params: requestParams,
        body: z.strictObject({
          reasons: requestExtended.facts.shape.reasons.max(2),
          told: timestampSchema
            .optional()
            .describe('When the person was told, inside the first month; now when left out.'),
        }),
        response: { 200: standingSchema, 201: standingSchema },
      },
    },
    async (request, reply) =>
      handleRequest(context, request, reply, (now) => ({
        command: 'extend',
        reasons: request.body.reasons,
        told: request.body.told ?? now,
        now,
      })),
  );
}
