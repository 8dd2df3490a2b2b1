import { disclosureRecorded } from '@vitne/contracts/catalogue/disclosure-events';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { disclosureSchema, makeDisclosure } from '../make-disclosure.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const answerSchema = recordedSchema.extend(
  disclosureRecorded.facts.pick({ disclosure: true, person: true, ground: true, sale: true, disclosed: true }).shape,
);

/** The question before any hand-over: may it be done? What is answered with 201 may be handed over, all else may not. */
export function recordDisclosure(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/disclosures',
    {
      config: { access: ['system', 'staff', 'privacy-officer'] },
      schema: {
        tags: ['disclosures'],
        summary: 'Record that data of a person is handed to a recipient',
        description:
          'Ask before handing over. It is refused without a ground in force at this moment: an agreement with a processor, the consents of both person and company for a third party, an order for an authority. That it was denied is recorded too, the same attempt once in a quarter of an hour; what the statement has no name for leaves no trace.',
        body: disclosureSchema,
        response: { 200: answerSchema, 201: answerSchema },
      },
    },
    async (request, reply) => {
      const { role, actor } = request.caller;
      if (request.body.authorityOrder && role !== 'privacy-officer') {
        return sendProblem(
          reply,
          problem('role-not-allowed', 'Only a privacy officer approves what an authority demands.'),
        );
      }
      const approvedBy = actor.slice(actor.indexOf(':') + 1);
      const result = await makeDisclosure(context, commandedBy(request, context.clock), request.body, approvedBy);
      return answerCommand(reply, result, rejectionStatuses, ({ latest }) => {
        if (latest?.outcome !== 'recorded') throw new TypeError('A recorded disclosure is the latest of its person.');
        const { disclosure, person, ground, sale, disclosed } = latest.facts;
        return { disclosure, person, ground, sale, disclosed };
      });
    },
  );
}
