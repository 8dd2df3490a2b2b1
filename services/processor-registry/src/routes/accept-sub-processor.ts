import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy } from '@vitne/service-kit/http-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { subProcessor as decider } from '../domain/sub-processor.ts';
import { rejectionStatuses } from './rejection-statuses.ts';
import { changeAnswer, changeAnswerSchema, changeParams } from './sub-processor-schemas.ts';

/** Accepting lets a change take effect before its time, or after an objection that is settled. */
export function acceptSubProcessor(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/recipients/:recipient/sub-processor-changes/:subProcessor/acceptance',
    {
      config: { access: ['privacy-officer'] },
      schema: {
        tags: ['sub-processors'],
        summary: 'Accept a sub-processor, so that it may be used at once',
        params: changeParams,
        body: z.strictObject({}).nullish(),
        response: { 200: changeAnswerSchema, 201: changeAnswerSchema },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const { recipient: processor, subProcessor: id } = request.params;
      const command = { command: 'accept', processor, now: commanded.now } as const;
      const result = await context.execute(decider, commanded, { entity: 'sub-processor', id }, command);
      return answerCommand(reply, result, rejectionStatuses, changeAnswer);
    },
  );
}
