import { findingRow } from '@vitne/contracts/statement/finding-row';
import { parseStatement } from '@vitne/contracts/statement/parse-statement';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { z } from 'zod';

/** The same six fields that `vitne statement check --json` prints. */
const rowSchema = z.strictObject({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  article: z.string().nullable(),
  path: z.string(),
  message: z.string(),
  mend: z.string(),
});
const answerSchema = z.strictObject({
  publishable: z.boolean().describe('Whether the file could be published as it stands.'),
  findings: z.array(rowSchema).describe('Errors first.'),
});

/** What an expert would find in a statement file. Nothing is published and nothing is kept. */
export function checkStatementRoute(app: HttpApp): void {
  app.post(
    '/v1/statements/check',
    {
      config: { access: ['privacy-officer', 'staff'] },
      schema: {
        tags: ['statements'],
        summary: 'Check a privacy statement without publishing it',
        description:
          'Every finding says what the platform does meanwhile. A file with errors is refused when it is published. The example is only the beginning of a file: its findings say what is missing.',
        body: z.strictObject({
          file: z.string().min(1).max(400_000).describe('The statement file, YAML as it stands.'),
        }),
        response: { 200: answerSchema },
      },
    },
    async (request) => {
      const { ok, findings } = parseStatement(request.body.file);
      return { publishable: ok, findings: findings.map(findingRow) };
    },
  );
}
