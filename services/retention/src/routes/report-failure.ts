import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { failureSchema, reportFailureAs } from '../disposal-confirmation.ts';
import { waitingFor } from '../domain/carry-out-disposals.ts';
import { nextFollowUp } from '../domain/order-follow-up.ts';
import { aboutDisposalAccess, aboutDisposalParams, speakerOf } from './about-disposal.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const answerSchema = recordedSchema.extend({
  disposal: z.string(),
  waitingFor: z.array(z.string()),
  /** When the order is given again, if nobody confirms it before. */
  askedAgain: z.string().optional(),
});

/** A system, or staff on its behalf, says that it cannot dispose of what it was told to. */
export function reportFailure(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/disposals/:disposal/failures',
    {
      config: { access: aboutDisposalAccess },
      schema: {
        tags: ['disposals'],
        summary: 'Say that a system cannot dispose of the data',
        description:
          'The order stands and `GET /v1/disposals?state=failed` shows it, until the system confirms. The token of a system speaks for that system only.',
        params: aboutDisposalParams,
        body: failureSchema,
        response: { 200: answerSchema, 201: answerSchema },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const { disposal } = request.params;
      const by = speakerOf(request);
      const result = await reportFailureAs(context, commanded, by, { disposal, ...request.body });
      return answerCommand(reply, result, rejectionStatuses, ({ disposals }) => {
        const open = disposals[disposal];
        const askedAgain = open && nextFollowUp(open);
        return { disposal, waitingFor: open ? waitingFor(open) : [], ...(askedAgain !== undefined && { askedAgain }) };
      });
    },
  );
}
