import { liftingAnnounced } from '@vitne/contracts/catalogue/request-course-events';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { handleRequest } from './handle-request.ts';
import { requestParams, standingSchema } from './request-schemas.ts';
import { byHandFields, byHandOf } from './told-by-hand.ts';

const response = { 200: standingSchema, 201: standingSchema };

/** A restriction ends after the person was told, never before (GDPR 18(3)). */
export function liftRestriction(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/requests/:request/lifting',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Tell the person that the restriction will be lifted',
        params: requestParams,
        body: z.strictObject({
          explanation: liftingAnnounced.personal.explanation.fields.shape.text.describe(
            'Why; told to the person, sealed.',
          ),
          ...byHandFields,
        }),
        response,
      },
    },
    async (request, reply) =>
      handleRequest(context, request, reply, (now) => ({
        command: 'announce-lifting',
        explanation: request.body.explanation,
        byHand: byHandOf(request.body, now),
        now,
      })),
  );

  app.post(
    '/v1/requests/:request/lifting/effect',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Lift the restriction, once the person was told',
        params: requestParams,
        body: z.strictObject({}).nullish(),
        response,
      },
    },
    async (request, reply) => handleRequest(context, request, reply, (now) => ({ command: 'lift', now })),
  );
}
