import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { handleRequest } from './handle-request.ts';
import { requestParams, standingSchema } from './request-schemas.ts';

/** Whose task the request is. Left out, it is the caller’s own. */
export function assignRequest(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/requests/:request/assignment',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['requests'],
        summary: 'Assign the request to a member of staff',
        params: requestParams,
        body: z.strictObject({
          assignee: z
            .string()
            .regex(
              /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
              'Give the subject of the token of a member of staff, never a name.',
            )
            .optional(),
        }),
        response: { 200: standingSchema, 201: standingSchema },
      },
    },
    async (request, reply) =>
      handleRequest(context, request, reply, () => ({
        command: 'assign',
        assignee: request.body.assignee ?? subjectOf(request.caller.actor),
      })),
  );
}

const subjectOf = (actor: string): string => actor.slice(actor.indexOf(':') + 1);
