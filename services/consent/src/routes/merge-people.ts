import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy } from '@vitne/service-kit/http-command';
import { personReferenceSchema } from '@vitne/service-kit/person-reference';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { mergeVisitor } from '../merge-people.ts';
import { answerOf, choosers, personAnswer, visitorReference } from './choices-answer.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

/** A visitor signs in or says who they are: what they chose as a visitor counts for the person, and never lets more. */
export function mergePeople(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/people/merges',
    {
      config: { access: choosers },
      schema: {
        tags: ['consents'],
        summary: 'Merge an anonymous visitor into a known person',
        description:
          'Refusals and withdrawals of either always stay. A consent of the visitor is taken over only where the person has chosen nothing about the purpose.',
        body: z.strictObject({ visitor: visitorReference, person: personReferenceSchema }),
        response: { 200: personAnswer, 201: personAnswer },
      },
    },
    async (request, reply) => {
      const { visitor, person } = request.body;
      const result = await mergeVisitor(context, commandedBy(request, context.clock), visitor, person);
      return answerCommand(reply, result, rejectionStatuses, answerOf);
    },
  );
}
