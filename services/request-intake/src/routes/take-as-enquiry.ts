import { takenAsEnquiry } from '@vitne/contracts/catalogue/request-enquiry-events';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { handleRequest } from './handle-request.ts';
import { requestParams, standingSchema } from './request-schemas.ts';
import { byHandFields, byHandOf } from './told-by-hand.ts';

/** A message that exercises no right is a question like any other, and is kept like one. */
export function takeAsEnquiry(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/requests/:request/enquiry',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Say that a message is a plain question, and answer it',
        description:
          'It is closed as a request and kept as the statement says of enquiries, counted from the last contact: your answer, or else when the person wrote. If it turns out to ask for a right, classify it: the time to answer has run since it came.',
        params: requestParams,
        body: z.strictObject({
          answer: takenAsEnquiry.personal.answer.fields.shape.text
            .optional()
            .describe('What the person is told; sealed, and mailed unless `how` says that you told it.'),
          ...byHandFields,
        }),
        response: { 200: standingSchema, 201: standingSchema },
      },
    },
    async (request, reply) => {
      const { body } = request;
      return handleRequest(context, request, reply, (now) => {
        return { command: 'take-as-enquiry', answer: body.answer, byHand: byHandOf(body, now), now };
      });
    },
  );
}
