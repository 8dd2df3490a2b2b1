import { consentRevoked } from '@vitne/contracts/catalogue/consent-standing-events';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy } from '@vitne/service-kit/http-command';
import { personReferenceSchema } from '@vitne/service-kit/person-reference';
import { rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { choiceSchema, commandPerson, sameFor } from '../consent-choices.ts';
import { noStatement } from '../terms-in-force.ts';
import { answerOf, personAnswer } from './choices-answer.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

/** The controller ends a consent that it may not rely on, with the reason. The person may be asked anew. */
export function revokeConsents(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/consents/revocations',
    {
      config: { access: ['privacy-officer'] },
      schema: {
        tags: ['consents'],
        summary: 'End a consent that the controller may not rely on',
        body: z.strictObject({
          person: personReferenceSchema,
          purpose: choiceSchema.shape.purpose,
          recipient: choiceSchema.shape.recipient,
          reason: consentRevoked.facts.shape.reason,
        }),
        response: { 200: personAnswer, 201: personAnswer },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const inForce = await context.statements.inForce(commanded.tenant);
      if (!inForce) return sendProblem(reply, rejectionProblem(noStatement, rejectionStatuses));
      const { person, ...about } = request.body;
      const command = sameFor({ command: 'revoke', ...about, statementVersion: inForce.version });
      return answerCommand(
        reply,
        await commandPerson(context, commanded, person, command),
        rejectionStatuses,
        answerOf,
      );
    },
  );
}
