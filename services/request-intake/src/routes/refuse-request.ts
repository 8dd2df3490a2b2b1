import { requestRefused } from '@vitne/contracts/catalogue/request-intake-events';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { handleRequest } from './handle-request.ts';
import { requestParams, standingSchema } from './request-schemas.ts';

const { reason, courtRemedyStated } = requestRefused.facts.shape;
const body = z.strictObject({
  reason,
  explanation: requestRefused.personal.explanation.fields.shape.text.describe('What the person was told; sealed.'),
  courtRemedyStated: courtRemedyStated.describe('The person was told of the right to go to court (GDPR 12(4)).'),
  directMarketing: z.boolean().optional().describe('For an objection: whether it is against direct marketing.'),
});

/** A refusal has a reason of the law's closed set, names the authority to complain to, and the right to a court. */
export function refuseRequest(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/requests/:request/refusal',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Refuse the request, with reasons',
        params: requestParams,
        body,
        response: { 200: standingSchema, 201: standingSchema },
      },
    },
    async (request, reply) => {
      const inForce = await context.statements.inForce(request.caller.tenant);
      const { reason: why, explanation, directMarketing } = request.body;
      const complaintTo = inForce?.statement.complaints?.authority.name;
      return handleRequest(context, request, reply, (now) => ({
        command: 'refuse',
        reason: why,
        explanation,
        directMarketing,
        complaintTo,
        now,
      }));
    },
  );
}
