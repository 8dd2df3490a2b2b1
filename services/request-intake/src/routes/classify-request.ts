import { requestTypeSchema } from '@vitne/contracts/law/requests';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { handleRequest } from './handle-request.ts';
import { requestParams, standingSchema } from './request-schemas.ts';

/** What a free text asks for, once somebody has read it. */
export function classifyRequest(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/requests/:request/classification',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Settle or correct what a request asks for',
        description:
          'A message in free text gets its type from a rule that reads clear words. Staff correct it here, or settle what the rule found unclear; the time to answer stays as it is.',
        params: requestParams,
        body: z.strictObject({ requestType: requestTypeSchema }),
        response: { 200: standingSchema, 201: standingSchema },
      },
    },
    async (request, reply) => {
      const { requestType } = request.body;
      return handleRequest(context, request, reply, (now) => ({ command: 'classify', requestType, now }));
    },
  );
}
