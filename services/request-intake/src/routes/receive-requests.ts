import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy } from '@vitne/service-kit/http-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { receiptSchema, receiveRequest } from '../request-receipt.ts';
import { rejectionStatuses } from './rejection-statuses.ts';
import { immediateClocksSchema, rightsGivenSchema, standingOf, standingSchema } from './request-schemas.ts';

const answer = standingSchema.extend({ rightsGiven: rightsGivenSchema, immediateClocks: immediateClocksSchema });

/** Requests that staff take down or that a system hands in. */
export function receiveRequests(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/requests',
    {
      config: { access: ['system', 'staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Receive a request of a person',
        description:
          'A person may ask for anything, so a right that the statement does not give is received too; rightsGiven says so. The time to answer runs from the receipt, whichever channel it came through.',
        body: receiptSchema,
        response: { 200: answer, 201: answer },
      },
    },
    async (request, reply) => {
      const result = await receiveRequest(context, commandedBy(request, context.clock), request.body);
      return answerCommand(reply, result, rejectionStatuses, ({ received, rightsGiven, immediate }) => ({
        ...standingOf(received),
        rightsGiven,
        immediateClocks: immediate,
      }));
    },
  );
}
