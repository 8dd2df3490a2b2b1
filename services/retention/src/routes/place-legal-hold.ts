import { incidentRecordCategory } from '@vitne/contracts/catalogue/incident-events';
import { legalHoldPlaced } from '@vitne/contracts/catalogue/retention-events';
import { personIdSchema } from '@vitne/contracts/event-definition';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import { personOf, personReferenceSchema } from '@vitne/service-kit/person-reference';
import { rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { personFile } from '../domain/person-file.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const { dataCategories, ground, reference, until } = legalHoldPlaced.facts.shape;
const answerSchema = recordedSchema.extend({ hold: z.string(), person: personIdSchema });

/** Keeps data of a person beyond its rules; while the hold lasts, nothing of those categories is ordered away. */
export function placeLegalHold(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/legal-holds',
    {
      config: { access: ['privacy-officer'] },
      schema: {
        tags: ['legal holds'],
        summary: 'Place a legal hold',
        description: `Give the reference of the claim or order, not what it is about: it stays readable in the ledger. What was written
of an incident is held under the incident's own id as person, and the category \`incident-record\`.`,
        body: z.strictObject({
          person: personReferenceSchema,
          dataCategories,
          ground,
          reference: reference.min(1),
          until,
        }),
        response: { 200: answerSchema, 201: answerSchema },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const inForce = await context.statements.inForce(commanded.tenant);
      if (!inForce) {
        const refusal = { code: 'no-statement', detail: 'No statement is in force yet. Publish one first.' } as const;
        return sendProblem(reply, rejectionProblem(refusal, rejectionStatuses));
      }
      const { person: who, ...what } = request.body;
      const person = await personOf(context.vault, commanded.tenant, who);
      const hold = { hold: commanded.commandId, person, ...what };
      const known = [...inForce.statement.dataCategories.map(({ id }) => id), incidentRecordCategory];
      const command = { command: 'place-legal-hold', hold, known, now: commanded.now } as const;
      const result = await context.execute(personFile, commanded, { entity: 'person', id: person }, command);
      return answerCommand(reply, result, rejectionStatuses, () => ({ hold: commanded.commandId, person }));
    },
  );
}
