import { requestRefused } from '@vitne/contracts/catalogue/request-intake-events';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { handleRequest } from './handle-request.ts';
import { requestParams, standingSchema } from './request-schemas.ts';
import { byHandFields, byHandOf } from './told-by-hand.ts';

const { reason, courtRemedyStated } = requestRefused.facts.shape;
const body = z.strictObject({
  reason,
  explanation: requestRefused.personal.explanation.fields.shape.text.describe('What the person is told; sealed.'),
  courtRemedyStated: courtRemedyStated.describe('The person is told of the right to go to court (GDPR 12(4)).'),
  directMarketing: z.boolean().optional().describe('For an objection: whether it is against direct marketing.'),
  ...byHandFields,
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
      const { reason: why, explanation, directMarketing } = request.body;
      const complaintTo = await authorityOf(context, request.caller.tenant);
      return handleRequest(context, request, reply, (now) => ({
        command: 'refuse',
        reason: why,
        explanation,
        directMarketing,
        complaintTo,
        byHand: byHandOf(request.body, now),
        now,
      }));
    },
  );
}

/** The supervisory authority that the statement in force names. */
export const authorityOf = async ({ statements }: ServiceContext, tenant: string): Promise<string | undefined> =>
  (await statements.inForce(tenant))?.statement.complaints?.authority.name;
