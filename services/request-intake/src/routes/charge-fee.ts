import { feeAnnounced } from '@vitne/contracts/catalogue/request-course-events';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { handleRequest } from './handle-request.ts';
import { requestParams, standingSchema } from './request-schemas.ts';
import { byHandFields, byHandOf } from './told-by-hand.ts';

const { ground, amount, currency } = feeAnnounced.facts.shape;
const response = { 200: standingSchema, 201: standingSchema };
const nothing = z.strictObject({}).nullish();

/** A fee for a manifestly unfounded or excessive request, announced before it is charged (GDPR 12(5)). */
export function chargeFeeForRequest(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/requests/:request/fee',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Announce a fee to the person',
        params: requestParams,
        body: z.strictObject({
          ground,
          amount: amount.describe('Above zero, with two decimals or none: `450` or `450.00`.'),
          currency: currency.describe('ISO 4217.'),
          explanation: feeAnnounced.personal.explanation.fields.shape.text.describe('Why; told to the person, sealed.'),
          ...byHandFields,
        }),
        response,
      },
    },
    async (request, reply) =>
      handleRequest(context, request, reply, (now) => {
        const { how: _how, told: _told, ...fee } = request.body;
        return { command: 'announce-fee', ...fee, byHand: byHandOf(request.body, now), now };
      }),
  );

  app.post(
    '/v1/requests/:request/fee/agreement',
    {
      config: { access: ['system', 'staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Record that the person agrees to the fee',
        description: 'Who does not agree takes the request back: `POST /v1/requests/{request}/withdrawal`.',
        params: requestParams,
        body: nothing,
        response,
      },
    },
    async (request, reply) => handleRequest(context, request, reply, (now) => ({ command: 'agree-to-fee', now })),
  );

  app.post(
    '/v1/requests/:request/fee/charge',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Record that the fee was charged',
        params: requestParams,
        body: nothing,
        response,
      },
    },
    async (request, reply) => handleRequest(context, request, reply, (now) => ({ command: 'charge-fee', now })),
  );
}
