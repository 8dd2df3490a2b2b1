import type { HttpApp } from '@vitne/service-kit/http-app';
import { commandIdOf } from '@vitne/service-kit/idempotency';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import { type AuditJobs, limits } from '../audit-jobs.ts';
import { auditAskedSchema } from '../audit-kinds.ts';
import type { AuditRunner } from '../audit-runner.ts';
import { recordExport } from '../record-export.ts';
import { auditAnswer, auditors, auditSchema } from './audit-answer.ts';

/** Takes an audit; it runs when those before it have ended. That an export is asked for is an event before it is taken. */
export function askForAudit(
  app: HttpApp,
  { jobs, runner, registryUrl }: { jobs: AuditJobs; runner: AuditRunner; registryUrl: string },
): void {
  app.post(
    '/v1/audits',
    {
      config: { access: auditors },
      schema: {
        tags: ['audits'],
        summary: 'Ask for an audit of the ledger',
        description:
          'What each kind does is in `vitne audit <kind> --help`; the result is what that command prints or writes. That an export is asked for is an event of the ledger before it begins: when it cannot be recorded, nothing is exported.',
        body: auditAskedSchema,
        response: { 202: auditSchema },
      },
    },
    async (request, reply) => {
      const { caller, body: asked } = request;
      if (asked.kind === 'export' && asked.from !== undefined && asked.to !== undefined && asked.from > asked.to)
        return sendProblem(
          reply,
          notAPart('body/to', 'An export ends at or after the position where it begins.'),
        ) as never;
      if (asked.kind === 'report' && Date.parse(asked.from) >= Date.parse(asked.to))
        return sendProblem(reply, notAPart('body/to', 'A period ends after it begins.')) as never;
      const job = await jobs.ask(
        {
          _id: commandIdOf(request),
          tenant: caller.tenant,
          asked,
          askedBy: caller.actor,
          askedAt: new Date(),
        },
        asked.kind === 'export' ? () => recordExport(registryUrl, request, asked) : undefined,
      );
      if (job === 'asked-otherwise') return sendProblem(reply, problem('idempotency-key-reused')) as never;
      if (job === 'too-many')
        return sendProblem(
          reply,
          problem('conflict', `${limits.unfinished} audits wait already: cancel one, or ask when one has ended.`),
        ) as never;
      runner.lookSoon();
      return reply.status(202).header('location', `/v1/audits/${job._id}`).send(auditAnswer(job));
    },
  );
}

const notAPart = (path: string, message: string) =>
  problem('invalid-request', `${path}: ${message}`, { errors: [{ path, message }] });
