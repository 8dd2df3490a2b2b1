import { retentionRule } from '@vitne/contracts/statement/retention';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { rejectionStatuses } from './rejection-statuses.ts';

/** The retention rules as the statement in force gives them. */
export function readRetentionRules(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/retention-rules',
    {
      config: { access: ['staff', 'privacy-officer', 'auditor'] },
      schema: {
        tags: ['retention rules'],
        summary: 'Read the retention rules in force',
        response: { 200: z.object({ statementVersion: z.string(), rules: z.array(retentionRule) }) },
      },
    },
    async (request, reply) => {
      const inForce = await context.statements.inForce(request.caller.tenant);
      if (inForce) return { statementVersion: inForce.version, rules: inForce.statement.retention };
      const refusal = { code: 'no-statement', detail: 'No statement is in force yet. Publish one first.' } as const;
      return sendProblem(reply, rejectionProblem(refusal, rejectionStatuses));
    },
  );
}
