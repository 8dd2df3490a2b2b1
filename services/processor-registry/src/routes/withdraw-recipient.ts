import { recipientRemoved } from '@vitne/contracts/catalogue/processor-registry-events';
import { defaultZone } from '@vitne/contracts/law/moments';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy } from '@vitne/service-kit/http-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { dayOf } from '../domain/agreement.ts';
import { recipient as decider } from '../domain/recipient.ts';
import { agreementsOf, recipientAnswerSchema, recipientParams } from './recipient-schemas.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

/** From then on the recipient is given nothing more. One that the statement names goes only with a new statement. */
export function withdrawRecipient(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/recipients/:recipient/removal',
    {
      config: { access: ['privacy-officer'] },
      schema: {
        tags: ['recipients'],
        summary: 'Remove a partner, or a sub-processor that is no longer used',
        params: recipientParams,
        body: z.strictObject({ reason: recipientRemoved.facts.shape.reason.trim().min(1) }),
        response: { 200: recipientAnswerSchema, 201: recipientAnswerSchema },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const { recipient: id } = request.params;
      const command = { command: 'withdraw', recipient: id, reason: request.body.reason } as const;
      const result = await context.execute(decider, commanded, { entity: 'recipient', id }, command);
      const inForce = await context.statements.inForce(commanded.tenant);
      const today = dayOf(commanded.now, inForce?.statement.statement.timeZone ?? defaultZone);
      return answerCommand(reply, result, rejectionStatuses, (state) => agreementsOf(id, state, today));
    },
  );
}
