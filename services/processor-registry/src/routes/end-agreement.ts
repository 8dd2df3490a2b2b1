import { agreementEnded } from '@vitne/contracts/catalogue/processor-registry-events';
import { localDateSchema } from '@vitne/contracts/event-definition';
import { defaultZone } from '@vitne/contracts/law/moments';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy } from '@vitne/service-kit/http-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { dayOf } from '../domain/agreement.ts';
import { recipient as decider } from '../domain/recipient.ts';
import { agreementsOf, recipientAnswerSchema, recipientParams } from './recipient-schemas.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

/** From the day an agreement ends, nothing is handed over under it. */
export function endAgreement(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/recipients/:recipient/agreements/:agreement/end',
    {
      config: { access: ['privacy-officer'] },
      schema: {
        tags: ['recipients'],
        summary: 'Record that a data processing agreement ended',
        params: recipientParams.extend({ agreement: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/) }),
        body: z.strictObject({
          ended: localDateSchema.optional().describe('The first day without it; today when left out.'),
          reason: agreementEnded.facts.shape.reason.trim().min(1),
        }),
        response: { 200: recipientAnswerSchema, 201: recipientAnswerSchema },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const inForce = await context.statements.inForce(commanded.tenant);
      const today = dayOf(commanded.now, inForce?.statement.statement.timeZone ?? defaultZone);
      const { recipient, agreement } = request.params;
      const { ended = today, reason } = request.body;
      const command = { command: 'end', recipient, agreement, ended, reason } as const;
      const result = await context.execute(decider, commanded, { entity: 'recipient', id: recipient }, command);
      return answerCommand(reply, result, rejectionStatuses, (state) => agreementsOf(recipient, state, today));
    },
  );
}
