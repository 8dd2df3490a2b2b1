import { requestFulfilled } from '@vitne/contracts/catalogue/request-intake-events';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { workLeftOf } from '../tasks-in-ledger.ts';
import { handleRequest } from './handle-request.ts';
import { requestParams, standingSchema } from './request-schemas.ts';
import { byHandFields, byHandOf } from './told-by-hand.ts';

/** The answer, where there is a text, is sealed for the person. */
export function fulfilRequest(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/requests/:request/fulfilment',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Answer the request: what it asks for, or what was left of it, is done',
        description:
          'What systems were asked has to be done first: `waitingFor` of the request names those that have not answered.',
        params: requestParams,
        body: z.strictObject({
          answer: requestFulfilled.personal.answer.fields.shape.text
            .optional()
            .describe(
              'What the person is told; sealed, and mailed only where it is settled that it is the person’s address.',
            ),
          ...byHandFields,
        }),
        response: { 200: standingSchema, 201: standingSchema },
      },
    },
    async (request, reply) => {
      const work = await workLeftOf(context, request.caller.tenant, request.params.request);
      return handleRequest(context, request, reply, (now) => ({
        command: 'fulfil',
        work,
        answer: request.body.answer,
        byHand: byHandOf(request.body, now),
        now,
      }));
    },
  );
}
