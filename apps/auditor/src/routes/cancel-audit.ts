import type { HttpApp } from '@vitne/service-kit/http-app';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import type { AuditJobs } from '../audit-jobs.ts';
import { auditAnswer, auditors, auditParams, auditSchema } from './audit-answer.ts';

/** Ends an audit that nobody needs any more. */
export function cancelAudit(app: HttpApp, { jobs }: { jobs: AuditJobs }): void {
  app.post(
    '/v1/audits/:audit/cancel',
    {
      config: { access: auditors },
      schema: {
        tags: ['audits'],
        summary: 'Cancel an audit',
        description:
          'One that waits is cancelled at once, one that runs within seconds; one that has ended stays as it is.',
        params: auditParams,
        response: { 202: auditSchema },
      },
    },
    async ({ caller: { tenant }, params: { audit } }, reply) => {
      const job = await jobs.cancel(tenant, audit, new Date());
      if (!job) return sendProblem(reply, problem('not-found')) as never;
      return reply.status(202).send(auditAnswer(job));
    },
  );
}
