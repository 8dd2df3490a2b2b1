import type { HttpApp } from '@vitne/service-kit/http-app';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import { z } from 'zod';
import type { NotaryContext } from '../notary-context.ts';
import { provePosition } from '../prove-position.ts';

/** The proof of one event, to be checked by anybody, without us. */
export function proveEvent(app: HttpApp, { filesOf }: NotaryContext): void {
  app.get(
    '/v1/ledger/proof/:position',
    {
      config: { access: ['auditor', 'privacy-officer'] },
      schema: {
        tags: ['ledger'],
        summary: 'A file that proves one event: its message, the proof and the signed checkpoint (C2SP tlog-proof)',
        description:
          'The message is the one that the ledger holds, its personal parts sealed. With `?after=<position>` the answer waits until that position is signed.',
        params: z.strictObject({
          position: z.coerce
            .number()
            .int()
            .min(1)
            .max(Number.MAX_SAFE_INTEGER)
            .describe('The event’s position in the ledger, which every write answers with'),
        }),
        response: { 200: z.string() },
      },
    },
    async ({ caller: { tenant }, params: { position } }, reply) => {
      const file = await provePosition(filesOf(tenant), position);
      if (!file)
        return sendProblem(
          reply,
          problem('not-found', `Position ${position} is not signed. What was just written is, about a second later.`),
        ) as never;
      return reply
        .headers({
          'content-type': 'text/plain; charset=utf-8',
          'content-disposition': `attachment; filename="${tenant}-${position}.tlog-proof"`,
        })
        .serializer((proof: string) => proof)
        .send(Buffer.from(file).toString('utf8'));
    },
  );
}
