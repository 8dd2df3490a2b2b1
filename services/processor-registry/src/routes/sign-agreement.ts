import { agreementSigned } from '@vitne/contracts/catalogue/processor-registry-events';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy } from '@vitne/service-kit/http-command';
import { rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { dayOf } from '../domain/agreement.ts';
import { recipient as decider } from '../domain/recipient.ts';
import { agreementsOf, recipientAnswerSchema, recipientParams } from './recipient-schemas.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const { signed, expires, subProcessorNotice } = agreementSigned.facts.shape;

/** An agreement that the statement does not date, or that was signed after it was published. */
export function signAgreement(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/recipients/:recipient/agreements',
    {
      config: { access: ['privacy-officer'] },
      schema: {
        tags: ['recipients'],
        summary: 'Record that a data processing agreement was signed',
        params: recipientParams,
        body: z.strictObject({
          agreement: z
            .string()
            .regex(
              /^(?!statement-)[a-z0-9][a-z0-9-]{0,63}$/,
              'Lower-case letters, digits and hyphens; statement-… are those of the statement.',
            )
            .describe('An id of your own choice.'),
          signed,
          expires,
          subProcessorNotice,
        }),
        response: { 200: recipientAnswerSchema, 201: recipientAnswerSchema },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const inForce = await context.statements.inForce(commanded.tenant);
      if (!inForce) {
        const detail = 'No privacy statement is published yet, so nobody is named whom an agreement could be with.';
        return sendProblem(reply, rejectionProblem({ code: 'no-statement', detail }, rejectionStatuses));
      }
      const { recipient } = request.params;
      const today = dayOf(commanded.now, inForce.statement.statement.timeZone);
      const { agreement, ...dates } = request.body;
      const command = { command: 'sign', recipient, today, agreement, signed: dates.signed, ...given(dates) } as const;
      const result = await context.execute(decider, commanded, { entity: 'recipient', id: recipient }, command);
      return answerCommand(reply, result, rejectionStatuses, (state) => agreementsOf(recipient, state, today));
    },
  );
}

const given = (dates: { expires?: string | undefined; subProcessorNotice?: string | undefined }) => ({
  ...(dates.expires !== undefined && { expires: dates.expires }),
  ...(dates.subProcessorNotice !== undefined && { subProcessorNotice: dates.subProcessorNotice }),
});
