import { sha256Hex } from '@vitne/contracts/statement/canonical-json';
import { findingRow } from '@vitne/contracts/statement/finding-row';
import { parseStatement } from '@vitne/contracts/statement/parse-statement';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import { problem, rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { publishedStatement } from '../domain/published-statement.ts';
import { findingSchema } from './finding-schema.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const answerSchema = recordedSchema.extend({ version: z.string(), hash: z.string(), findings: z.array(findingSchema) });

/** Publishes a version of the statement from its file; everything else configures itself from the event. */
export function publishStatement(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/statements',
    {
      config: { access: ['privacy-officer'] },
      schema: {
        tags: ['statements'],
        summary: 'Publish a version of the privacy statement',
        description:
          'The example is only the beginning of a file, and is refused with all that is missing. Whole ones are in the project’s folder `statements/`, explained in `docs/STATEMENT.md`; check yours first.',
        body: z.strictObject({
          file: z.string().min(1).max(400_000).describe('The statement file, YAML as it stands.'),
        }),
        response: { 200: answerSchema, 201: answerSchema },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const parsed = parseStatement(request.body.file);
      if (!parsed.ok) {
        const refusal = {
          code: 'statement-refused',
          detail: 'The file cannot be run as it stands. Mend what is listed and publish again.',
        } as const;
        const errors = parsed.findings
          .filter(({ severity }) => severity === 'error')
          .map(({ path, code, message, mend }) => ({ path, message: `${code}: ${message} ${mend}`.trim() }));
        const findings = parsed.findings.map(findingRow);
        return sendProblem(reply, { ...rejectionProblem(refusal, rejectionStatuses), errors, facts: { findings } });
      }
      const { statement, findings } = parsed;
      const hash = await sha256Hex(parsed.canonical);
      if (statement.tenant !== commanded.tenant) {
        return sendProblem(reply, problem('other-tenant', 'The file belongs to another tenant than the token.'));
      }
      const version = `${statement.statement.version}.${statement.statement.revision}`;
      const result = await context.execute(
        publishedStatement,
        { ...commanded, statementVersion: version },
        { entity: 'statement', id: 'main' },
        { statement, hash },
      );
      return answerCommand(reply, result, rejectionStatuses, () => ({ version, hash, findings }));
    },
  );
}
