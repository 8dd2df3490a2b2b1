import { randomUUID } from 'node:crypto';
import { tenantSchema } from '@vitne/contracts/channels';
import { derivedId } from '@vitne/service-kit/derived-id';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { commandedBy } from '@vitne/service-kit/http-command';
import { sendPage } from '@vitne/service-kit/page';
import { handlerStatuses, problem, rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { incidentReportSchema, reportIncident } from '../incident-report.ts';
import { emptyReport, type ReportField, type ReportPage, reportPage } from '../pages/report-page.ts';
import { takeForms } from './form-bodies.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

/** Ten thousand characters in UTF-8, percent-encoded, and what stands around them. */
const mostBytes = 160 * 1024;

const params = z.strictObject({ tenant: tenantSchema });
const querystring = z.strictObject({ language: z.enum(['nb', 'en']).default('nb') });
const field = z.string().max(20_000).default('');
const body = z.strictObject({
  key: z.uuid(),
  kind: field,
  text: field,
  name: field,
  email: field,
  phone: field,
});
const reportSchema = incidentReportSchema.pick({ kind: true, text: true, contact: true });
const nothingPublished = problem('not-found', 'This organisation has not published a privacy statement yet.');

/** The page on which anybody reports abuse or a breach. It needs no script and sets no cookie. */
export function reportPages(app: HttpApp, context: ServiceContext): void {
  const config = { access: 'public' as const };
  app.get(
    '/incidents/:tenant',
    {
      config,
      schema: { tags: ['public'], summary: 'The page on which anybody reports abuse or a breach', params, querystring },
    },
    async ({ params: { tenant }, query: { language } }, reply) => {
      const inForce = await context.statements.inForce(tenant);
      if (!inForce) return sendProblem(reply, nothingPublished);
      const page: ReportPage = { shows: 'form', key: randomUUID(), fields: emptyReport, wrong: [] };
      return sendPage(reply, reportPage(inForce.statement, page, language), language, { forms: true });
    },
  );
  takeForms(
    app,
    (forms) =>
      forms.post(
        '/incidents/:tenant',
        { config, schema: { hide: true, params, querystring, body } },
        async (request, reply) => {
          const { tenant } = request.params;
          const { language } = request.query;
          const { key, ...fields } = request.body;
          const inForce = await context.statements.inForce(tenant);
          if (!inForce) return sendProblem(reply, nothingPublished);
          const answer = (status: number, page: ReportPage) =>
            sendPage(reply.code(status), reportPage(inForce.statement, page, language), language, { forms: true });
          const report = reportSchema.safeParse(reportOf(fields));
          if (!report.success) return answer(400, { shows: 'form', key, fields, wrong: wrongIn(report.error) });
          const commanded = {
            ...commandedBy(request, context.clock, { tenant, actor: 'anonymous:portal' }),
            commandId: derivedId(tenant, 'report-page', key),
            content: fields,
          };
          const result = await reportIncident(
            context,
            commanded,
            { ...report.data, receivedThrough: 'portal' },
            'anonymous',
          );
          if (result.outcome !== 'rejected') return answer(201, { shows: 'thanks', incident: commanded.commandId });
          if (result.rejection.code === 'idempotency-key-reused') return answer(409, { shows: 'sent-before' });
          return sendProblem(reply, rejectionProblem(result.rejection, { ...handlerStatuses, ...rejectionStatuses }));
        },
      ),
    mostBytes,
  );
}

/** What a person left empty was not said. */
function reportOf({ kind, text, ...contact }: Record<ReportField, string>) {
  const said = Object.entries(contact).filter(([, value]) => value.trim() !== '');
  const trimmed = said.map(([name, value]) => [name, value.trim()]);
  return { kind, text, ...(said.length > 0 && { contact: Object.fromEntries(trimmed) as object }) };
}

const wrongIn = (error: z.ZodError): ReportField[] => [
  ...new Set(error.issues.map(({ path }) => path.at(-1) as ReportField)),
];
