import { subProcessorChangeObjectedTo } from '@vitne/contracts/catalogue/processor-registry-events';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy } from '@vitne/service-kit/http-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { subProcessor as decider } from '../domain/sub-processor.ts';
import { rejectionStatuses } from './rejection-statuses.ts';
import { changeAnswer, changeAnswerSchema, changeParams } from './sub-processor-schemas.ts';

/** An objection in time keeps the change from taking effect. */
export function objectToSubProcessor(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/recipients/:recipient/sub-processor-changes/:subProcessor/objection',
    {
      config: { access: ['privacy-officer'] },
      schema: {
        tags: ['sub-processors'],
        summary: 'Object to a sub-processor before the time to object has passed',
        params: changeParams,
        body: z.strictObject({
          reason: subProcessorChangeObjectedTo.facts.shape.reason
            .trim()
            .min(1)
            .describe('Why; no names of people, it is kept readable.'),
        }),
        response: { 200: changeAnswerSchema, 201: changeAnswerSchema },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const { recipient: processor, subProcessor: id } = request.params;
      const command = { command: 'object', processor, reason: request.body.reason, now: commanded.now } as const;
      const result = await context.execute(decider, commanded, { entity: 'sub-processor', id }, command);
      return answerCommand(reply, result, rejectionStatuses, changeAnswer);
    },
  );
}
