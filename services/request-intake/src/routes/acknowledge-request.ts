import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { handleRequest } from './handle-request.ts';
import { requestParams, standingSchema } from './request-schemas.ts';

/** The person knows that the request is received, and until when it is answered. */
export function acknowledgeRequest(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/requests/:request/acknowledgement',
    {
      config: { access: ['system', 'staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Record that the person was told of the receipt',
        params: requestParams,
        body: z.strictObject({}).nullish(),
        response: { 200: standingSchema, 201: standingSchema },
      },
    },
    async (request, reply) => handleRequest(context, request, reply, (now) => ({ command: 'acknowledge', now })),
  );
}
