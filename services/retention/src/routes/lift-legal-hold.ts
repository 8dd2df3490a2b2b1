import { personIdSchema } from '@vitne/contracts/event-definition';
import { findDocument } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import { rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { personFile } from '../domain/person-file.ts';
import { legalHoldsProjection } from '../projections/legal-holds.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const answerSchema = recordedSchema.extend({ hold: z.string(), person: personIdSchema });

/** Ends a hold; what fell due while it lasted is ordered at once. */
export function liftLegalHold(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/legal-holds/:hold/lift',
    {
      config: { access: ['privacy-officer'] },
      schema: {
        tags: ['legal holds'],
        summary: 'Lift a legal hold',
        params: z.object({ hold: z.string().min(1).max(64).describe('The id that placing it answered with.') }),
        response: { 200: answerSchema, 201: answerSchema },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const { hold } = request.params;
      const known = await findDocument(context.db, commanded.tenant, legalHoldsProjection, hold);
      if (!known) {
        const refusal = { code: 'unknown-hold', detail: 'No such hold is in place.' } as const;
        return sendProblem(reply, rejectionProblem(refusal, rejectionStatuses));
      }
      const { person } = known;
      const command = { command: 'lift-legal-hold', person, hold, now: commanded.now } as const;
      const result = await context.execute(personFile, commanded, { entity: 'person', id: person }, command);
      return answerCommand(reply, result, rejectionStatuses, () => ({ hold, person }));
    },
  );
}
