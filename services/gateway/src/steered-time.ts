import { timestampSchema } from '@vitne/contracts/event-definition';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import { z } from 'zod';

/** Moves time forward and waits until everything that fell due has happened. */
export type SteerTime = (to: string) => Promise<{ ok: boolean; now: string; fired: number }>;

/** Only a platform that was started with a steered clock has these routes: demonstrations and tests. */
export function steeredTime(app: HttpApp, steer: SteerTime): void {
  app.post(
    '/v1/clock',
    {
      config: { access: ['privacy-officer'] },
      schema: {
        tags: ['demonstration'],
        summary: 'Put the clock of this demonstration forward',
        body: z
          .strictObject({ to: timestampSchema.describe('A later moment than now; time does not go back.') })
          .meta({ examples: [{ to: '2031-01-01T00:00:00Z' }] }),
        response: { 200: z.object({ now: z.string(), fired: z.number() }) },
      },
    },
    async (request, reply) => {
      const moved = await steer(request.body.to);
      return moved.ok
        ? reply.send(moved)
        : sendProblem(reply, problem('conflict', `It is ${moved.now} already, and time does not go back.`));
    },
  );
}
