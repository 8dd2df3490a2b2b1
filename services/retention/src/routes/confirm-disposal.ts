import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { confirmationSchema, confirmDisposalAs } from '../disposal-confirmation.ts';
import { waitingFor } from '../domain/carry-out-disposals.ts';
import { aboutDisposalAccess, aboutDisposalParams, speakerOf } from './about-disposal.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const answerSchema = recordedSchema.extend({ disposal: z.string(), waitingFor: z.array(z.string()) });

/** A system, or staff on its behalf, says that it has disposed of what it was told to, and how. */
export function confirmDisposal(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/disposals/:disposal/confirmations',
    {
      config: { access: aboutDisposalAccess },
      schema: {
        tags: ['disposals'],
        summary: 'Confirm that a system has disposed of the data',
        description: `The token of a system confirms for that system only. Evidence is a reference or a count, never personal data.
Where the rule lets the data be made anonymous, \`remains\` says what is left: the form, the size of the smallest group, and
every field. It is refused when the group is too small, a field tells who it is about, or something leads to the person.`,
        params: aboutDisposalParams,
        body: confirmationSchema,
        response: { 200: answerSchema, 201: answerSchema },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const { disposal } = request.params;
      const by = speakerOf(request);
      const result = await confirmDisposalAs(context, commanded, by, { disposal, ...request.body });
      return answerCommand(reply, result, rejectionStatuses, ({ disposals }) => {
        const left = disposals[disposal];
        return { disposal, waitingFor: left ? waitingFor(left) : [] };
      });
    },
  );
}
