import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { handleRequest } from './handle-request.ts';
import { requestParams, standingSchema } from './request-schemas.ts';

/** By the person through a system, or by staff whom the person told. */
export function withdrawRequest(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/requests/:request/withdrawal',
    {
      config: { access: ['system', 'staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Record that the person took the request back',
        params: requestParams,
        body: z.strictObject({}).nullish(),
        response: { 200: standingSchema, 201: standingSchema },
      },
    },
    async (request, reply) => handleRequest(context, request, reply, (now) => ({ command: 'withdraw', now })),
  );
}
