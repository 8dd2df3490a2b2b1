import { messageTold } from '@vitne/contracts/catalogue/request-course-events';
import { timestampSchema } from '@vitne/contracts/event-definition';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { handleRequest } from './handle-request.ts';
import { requestParams, standingSchema } from './request-schemas.ts';

const { message, how } = messageTold.facts.shape;

/** Somebody told the person what no e-mail could: what follows from it, more time or a pause, counts from then. */
export function tellPerson(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/requests/:request/messages/:message/told',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Record that staff told the person what a message says',
        params: requestParams.extend({ message: message.describe('The message’s name, such as `answer`.') }),
        body: z.strictObject({ how, told: timestampSchema.optional().describe('Now, when left out.') }),
        response: { 200: standingSchema, 201: standingSchema },
      },
    },
    async (request, reply) =>
      handleRequest(context, request, reply, (now) => ({
        command: 'tell',
        message: request.params.message,
        how: request.body.how,
        told: request.body.told ?? now,
        now,
      })),
  );
}
