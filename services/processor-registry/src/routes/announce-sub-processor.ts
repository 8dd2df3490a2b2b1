import { subProcessorChangeAnnounced } from '@vitne/contracts/catalogue/processor-registry-events';
import { defaultZone } from '@vitne/contracts/law/moments';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy } from '@vitne/service-kit/http-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { dayOf } from '../domain/agreement.ts';
import { subProcessor as decider } from '../domain/sub-processor.ts';
import { entityStates } from '../entity-states.ts';
import { recipientParams } from './recipient-schemas.ts';
import { rejectionStatuses } from './rejection-statuses.ts';
import { changeAnswer, changeAnswerSchema } from './sub-processor-schemas.ts';

const facts = subProcessorChangeAnnounced.facts.shape;

/** A processor's notice that it means to use a sub-processor begins the time in which it can be objected to. */
export function announceSubProcessor(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/recipients/:recipient/sub-processor-changes',
    {
      config: { access: ['privacy-officer', 'system'] },
      schema: {
        tags: ['sub-processors'],
        summary: 'Announce that a processor means to use a sub-processor (Art. 28(2))',
        description:
          'The agreement with the processor says how long it can be objected to; an agreement that says nothing lets nothing be announced. The sub-processor is given no data until the change is in effect.',
        params: recipientParams,
        body: z.strictObject({
          subProcessor: facts.subProcessor.describe('An id of your own choice, which no other recipient has.'),
          name: facts.name.trim().min(1),
          services: facts.services.min(1),
          locations: facts.locations.min(1).describe('Countries, as ISO 3166-1 alpha-2.'),
          transfer: facts.transfer.describe('The basis for a transfer, where a location is outside the EEA.'),
          dataCategories: facts.dataCategories.min(1).optional().describe('All that the processor has, when left out.'),
          purposes: facts.purposes.min(1).optional().describe('All that the processor has, when left out.'),
        }),
        response: { 200: changeAnswerSchema, 201: changeAnswerSchema },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const { tenant, now } = commanded;
      const { recipient: processor } = request.params;
      const { subProcessor, ...said } = request.body;
      const states = entityStates(context, tenant);
      const [by, known, inForce] = await Promise.all([
        states.recipient(processor),
        states.recipient(subProcessor),
        context.statements.inForce(tenant),
      ]);
      const zone = inForce?.statement.statement.timeZone ?? defaultZone;
      const looked = { by, known, now, zone, today: dayOf(now, zone) };
      const command = { command: 'announce', change: commanded.commandId, processor, subProcessor, ...said } as const;
      const target = { entity: 'sub-processor', id: subProcessor };
      const result = await context.execute(decider, commanded, target, { ...command, ...looked });
      return answerCommand(reply, result, rejectionStatuses, changeAnswer);
    },
  );
}
