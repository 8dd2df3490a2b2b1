import type { HttpApp } from '@vitne/service-kit/http-app';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import { z } from 'zod';
import type { AuditJobs } from '../audit-jobs.ts';
import { auditAnswer, auditors, auditParams, auditSchema } from './audit-answer.ts';

const downloadTimeoutMs = 3_600_000;

/** What was asked for, how far it is, and what came of it. */
export function readAudits(app: HttpApp, { jobs }: { jobs: AuditJobs }): void {
  app.get(
    '/v1/audits',
    {
      config: { access: auditors },
      schema: {
        tags: ['audits'],
        summary: 'The audits of the last week, newest first',
        response: { 200: z.strictObject({ audits: z.array(auditSchema) }) },
      },
    },
    async ({ caller: { tenant } }) => ({ audits: (await jobs.list(tenant)).map(auditAnswer) }),
  );

  app.get(
    '/v1/audits/:audit',
    {
      config: { access: auditors },
      schema: {
        tags: ['audits'],
        summary: 'How far an audit is, and what came of it',
        params: auditParams,
        response: { 200: auditSchema },
      },
    },
    async ({ caller: { tenant }, params: { audit } }, reply) => {
      const job = await jobs.one(tenant, audit);
      return job ? auditAnswer(job) : (sendProblem(reply, problem('not-found')) as never);
    },
  );

  app.get(
    '/v1/audits/:audit/result',
    {
      config: { access: auditors },
      handlerTimeout: downloadTimeoutMs,
      schema: { tags: ['audits'], summary: 'The result of an audit that has ended', params: auditParams },
    },
    async ({ caller: { tenant }, params: { audit } }, reply) => {
      const job = await jobs.one(tenant, audit);
      if (!job) return sendProblem(reply, problem('not-found'));
      const { result } = job;
      if (!result) return sendProblem(reply, problem('conflict', withoutResult[job.state]));
      return reply
        .headers({
          'content-type': result.mediaType,
          'content-length': result.bytes,
          'content-disposition': `attachment; filename="${result.name}"`,
        })
        .send(jobs.readResult(result));
    },
  );
}

const withoutResult = {
  waiting: 'The audit waits for those before it: ask again when its state is ended.',
  running: 'The audit runs: ask again when its state is ended.',
  ended: 'The result is not kept any more: ask for the audit again.',
  failed: 'The audit failed, and says why: ask for another.',
  cancelled: 'The audit was cancelled: ask for it again.',
} as const;
