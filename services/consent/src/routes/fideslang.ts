import { tenantSchema } from '@vitne/contracts/channels';
import { statementVersionSchema } from '@vitne/contracts/event-definition';
import { fideslangOf } from '@vitne/contracts/interop/fideslang';
import { importFideslang } from '@vitne/contracts/interop/fideslang-import';
import { readYaml, yamlText } from '@vitne/contracts/interop/yaml-text';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { nothingPublished } from './nothing-published.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const draftSchema = z.object({
  draft: z.string().describe('A statement file in YAML, with `unspecified` wherever the manifest tells nothing.'),
  findings: z.array(
    z.object({
      code: z.string(),
      severity: z.string(),
      article: z.string().nullable(),
      path: z.string(),
      message: z.string(),
      mend: z.string(),
    }),
  ),
});

/** A statement as a fideslang manifest, and a draft of one from a manifest; what `vitne statement export` and `import` do. */
export function fideslangRoutes(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/public/:tenant/statements/:version/fideslang.yml',
    {
      config: { access: 'public' },
      schema: {
        tags: ['statements', 'public'],
        summary: 'Read one version as a fideslang manifest',
        params: z.object({ tenant: tenantSchema, version: statementVersionSchema }),
      },
    },
    async ({ params: { tenant, version } }, reply) => {
      const found = await context.statements.version(tenant, version);
      if (!found) return sendProblem(reply, nothingPublished);
      return reply.type('application/yaml; charset=utf-8').send(yamlText(fideslangOf(found.statement)));
    },
  );
  app.post(
    '/v1/statements/drafts/fideslang',
    {
      config: { access: ['privacy-officer', 'staff'] },
      schema: {
        tags: ['statements'],
        summary: 'Draft a privacy statement from a fideslang manifest',
        description: 'Nothing is guessed, published or kept: each gap is a finding, and somebody has to fill it.',
        body: z.strictObject({ file: z.string().min(1).max(400_000).describe('The manifest, YAML as it stands.') }),
        response: { 200: draftSchema },
      },
    },
    async (request, reply) => {
      const { draft, findings } = importFideslang(readYaml(request.body.file));
      if (draft) return { draft: yamlText(draft), findings: [...findings] };
      const refusal = { code: 'manifest-refused', detail: 'The file is no fideslang manifest.' } as const;
      const errors = findings.map(({ path, message, mend }) => ({ path, message: `${message} ${mend}`.trim() }));
      return sendProblem(reply, { ...rejectionProblem(refusal, rejectionStatuses), errors });
    },
  );
}
