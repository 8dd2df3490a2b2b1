import { sourceNoticeGiven } from '@vitne/contracts/catalogue/processor-registry-events';
import { findDocument } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import { rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { sourceNotices } from '../domain/source-notices.ts';
import { sourceNoticesProjection } from '../projections/source-notices.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const { notice: noticeSchema, how, given: givenSchema } = sourceNoticeGiven.facts.shape;
const answerSchema = recordedSchema.extend({ notice: z.string(), status: z.literal('given') });

/** The person was told where the data came from, and all else that Art. 14(1) and (2) lists. */
export function giveSourceNotice(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/source-notices/:notice/given',
    {
      config: { access: ['system', 'staff', 'privacy-officer'] },
      schema: {
        tags: ['source notices'],
        summary: 'Record that a person was told of data from a third party',
        params: z.object({ notice: noticeSchema.describe('`GET /v1/source-notices` lists them.') }),
        body: z.strictObject({ how, given: givenSchema.optional().describe('Now, when left out.') }),
        response: { 200: answerSchema, 201: answerSchema },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const { notice } = request.params;
      const found = await findDocument(context.db, commanded.tenant, sourceNoticesProjection, notice);
      if (!found) {
        const rejection = { code: 'notice-unknown', detail: 'No notice of that id is owed to anybody.' } as const;
        return sendProblem(reply, rejectionProblem(rejection, rejectionStatuses));
      }
      const { now } = commanded;
      const command = {
        command: 'give',
        notice,
        how: request.body.how,
        given: request.body.given ?? now,
        now,
      } as const;
      const target = { entity: 'source-notices', id: found.person };
      const result = await context.execute(sourceNotices, commanded, target, command);
      return answerCommand(reply, result, rejectionStatuses, () => ({ notice, status: 'given' as const }));
    },
  );
}
