import { recipientRegistered } from '@vitne/contracts/catalogue/processor-registry-events';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy } from '@vitne/service-kit/http-command';
import { rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { dayOf } from '../domain/agreement.ts';
import { partnerTermsOf } from '../domain/partner.ts';
import { recipient as decider } from '../domain/recipient.ts';
import { agreementsOf, recipientAnswerSchema } from './recipient-schemas.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const facts = recipientRegistered.facts.shape;

/** A partner that people, and their companies, can agree to be shared with, beside those whom the statement names. */
export function namePartner(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/recipients',
    {
      config: { access: ['privacy-officer'] },
      schema: {
        tags: ['recipients'],
        summary: 'Name a partner to share with by consent',
        description:
          'Third parties only, for the purposes that the statement in force asks consent to, and for no more data than they have. Processors and authorities are named by the statement.',
        body: z.strictObject({
          recipient: facts.recipient.describe('An id of your own choice, which no other recipient has.'),
          name: facts.name.trim().min(1),
          kind: z.literal('third-party'),
          locations: facts.locations.min(1).describe('Countries, as ISO 3166-1 alpha-2.'),
          dataCategories: facts.dataCategories.min(1),
          purposes: facts.purposes.min(1),
          transfer: facts.transfer.describe('The basis for a transfer, where a location is outside the EEA.'),
        }),
        response: { 200: recipientAnswerSchema, 201: recipientAnswerSchema },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const inForce = await context.statements.inForce(commanded.tenant);
      if (!inForce) {
        const detail = 'No privacy statement is published yet, so nobody has said what is shared.';
        return sendProblem(reply, rejectionProblem({ code: 'no-statement', detail }, rejectionStatuses));
      }
      const { body: named } = request;
      const id = named.recipient;
      const terms = partnerTermsOf(inForce.statement, id);
      const command = { command: 'name-partner', named, terms } as const;
      const result = await context.execute(decider, commanded, { entity: 'recipient', id }, command);
      const today = dayOf(commanded.now, inForce.statement.statement.timeZone);
      return answerCommand(reply, result, rejectionStatuses, (state) => agreementsOf(id, state, today));
    },
  );
}
