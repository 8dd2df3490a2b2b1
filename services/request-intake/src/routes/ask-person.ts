import { questionAnswered, questionAsked } from '@vitne/contracts/catalogue/request-course-events';
import { timestampSchema } from '@vitne/contracts/event-definition';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { handleRequest } from './handle-request.ts';
import { requestParams, standingSchema } from './request-schemas.ts';
import { byHandFields, byHandOf } from './told-by-hand.ts';

const { question, doubt } = questionAsked.personal;
const questionParams = requestParams.extend({
  message: questionAsked.facts.shape.message.describe('The question’s name, such as `question-1`.'),
});

/** What the request cannot be answered without: who asks, or what is meant (GDPR 12(6), recital 63). */
export function askPerson(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/requests/:request/questions',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Ask the person something, by e-mail or by yourself',
        description:
          'From when the person was told of the question a second, later due date runs beside the strict one. Alarms go by the strict one.',
        params: requestParams,
        body: z.strictObject({
          ground: questionAsked.facts.shape.ground,
          question: question.fields.shape.text.describe(
            'What the person is asked; sealed. Ask for no more than is needed.',
          ),
          doubt: doubt.fields.shape.text
            .optional()
            .describe('For `identity-doubt`: what makes the doubt reasonable; sealed, and not sent to the person.'),
          ...byHandFields,
        }),
        response: { 200: standingSchema, 201: standingSchema },
      },
    },
    async (request, reply) =>
      handleRequest(context, request, reply, (now) => {
        const { ground, question: asked, doubt: because } = request.body;
        return { command: 'ask', ground, question: asked, doubt: because, byHand: byHandOf(request.body, now), now };
      }),
  );

  app.post(
    '/v1/requests/:request/questions/:message/answer',
    {
      config: { access: ['system', 'staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Record what the person answered',
        params: questionParams,
        body: z.strictObject({
          reply: questionAnswered.personal.reply.fields.shape.text
            .optional()
            .describe('What the person answered; sealed.'),
          answered: timestampSchema.optional().describe('When the answer came; now when left out.'),
          answeredThrough: questionAnswered.facts.shape.answeredThrough,
        }),
        response: { 200: standingSchema, 201: standingSchema },
      },
    },
    async (request, reply) =>
      handleRequest(context, request, reply, (now) => ({
        command: 'record-reply',
        ...request.body,
        message: request.params.message,
        answered: request.body.answered ?? now,
        now,
      })),
  );
}
