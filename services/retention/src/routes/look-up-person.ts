import { personIdSchema } from '@vitne/contracts/event-definition';
import { identifierSchema } from '@vitne/contracts/identifiers';
import { recordConsultations } from '@vitne/service-kit/consult';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';

/** Finds a person's id by an identifier, which travels in the body so that no URL or log ever holds it. That it was found is recorded first. */
export function lookUpPerson(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/people/lookup',
    {
      config: { access: ['staff', 'privacy-officer', 'auditor'] },
      schema: {
        tags: ['people'],
        summary: "Find a person's id",
        body: z.strictObject({ identifier: identifierSchema }),
        response: { 200: z.object({ person: personIdSchema }) },
      },
    },
    async (request, reply) => {
      const person = await context.vault.findPerson(request.caller.tenant, request.body.identifier);
      if (person === undefined) return sendProblem(reply, problem('not-found', 'Nobody is known by this identifier.'));
      const reading = { opened: 'directory', purpose: 'finding-person' } as const;
      await recordConsultations(context, request, reading, [{ owner: person, dataCategories: [] }]);
      return { person };
    },
  );
}
