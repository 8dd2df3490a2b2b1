import { requestAccepted } from '@vitne/contracts/catalogue/request-intake-events';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { handleRequest } from './handle-request.ts';
import { requestParams, standingSchema } from './request-schemas.ts';

/** Says how the identity was settled; from then on the request may be carried out, an erasure by all who hold the data. */
export function acceptRequest(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/requests/:request/acceptance',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Accept the request: it is settled who asks',
        params: requestParams,
        body: z.strictObject({ identity: requestAccepted.facts.shape.identity }),
        response: { 200: standingSchema, 201: standingSchema },
      },
    },
    async (request, reply) =>
      handleRequest(context, request, reply, () => ({ command: 'accept', identity: request.body.identity })),
  );
}
