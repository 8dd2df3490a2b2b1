import { tenantSchema } from '@vitne/contracts/channels';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { incidentReportSchema, reportIncident } from '../incident-report.ts';
import { onCall } from '../on-call.ts';
import { incidentStandingOf, incidentStandingSchema } from './incident-schemas.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

/** Ten thousand characters of text, escaped in the longest way JSON knows, and what stands around them. */
export const reportLimitBytes = 64 * 1024;

const text = z.object({ nb: z.string(), en: z.string() });
const publicBody = incidentReportSchema.pick({ kind: true, text: true, contact: true, suspected: true });
const publicAnswer = recordedSchema.extend({
  incident: z.string(),
  onCall: z
    .array(z.object({ name: text, about: text, email: z.string(), phone: z.string().optional() }))
    .describe('Who is alerted, and how to reach them at once.'),
});

/** Reports of abuse and breaches: of staff and systems, and of anybody (C3). */
export function reportIncidents(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/incidents',
    {
      config: { access: ['system', 'staff'] },
      schema: {
        tags: ['incidents'],
        summary: 'Report abuse, a breach, or the suspicion of one',
        description:
          'Those on call are alerted at once. Of a processor’s report, `processor` says who reports and when it became aware (Art. 33(2)). The 72 hours of Art. 33(1) run only from the awareness that staff records.',
        body: incidentReportSchema,
        response: { 200: incidentStandingSchema, 201: incidentStandingSchema },
      },
    },
    async (request, reply) => {
      const by = request.caller.role === 'system' ? 'system' : 'staff';
      const result = await reportIncident(context, commandedBy(request, context.clock), request.body, by);
      return answerCommand(reply, result, rejectionStatuses, incidentStandingOf);
    },
  );
  app.post(
    '/v1/public/:tenant/incidents',
    {
      config: { access: 'public' },
      bodyLimit: reportLimitBytes,
      schema: {
        tags: ['public'],
        summary: 'Anybody reports abuse, a breach, or the suspicion of one',
        params: z.strictObject({ tenant: tenantSchema }),
        body: publicBody,
        response: { 200: publicAnswer, 201: publicAnswer },
      },
    },
    async (request, reply) => {
      const { tenant } = request.params;
      const commanded = commandedBy(request, context.clock, { tenant, actor: 'anonymous:portal' });
      const report = { ...request.body, receivedThrough: 'portal' as const };
      const result = await reportIncident(context, commanded, report, 'anonymous');
      const statement = (await context.statements.inForce(tenant))?.statement;
      return answerCommand(reply, result, rejectionStatuses, (state) => ({
        incident: incidentStandingOf(state).incident,
        onCall: (statement ? onCall(statement) : []).map(({ name, about, email, phone }) => ({
          name,
          about,
          email,
          ...(phone !== undefined && { phone }),
        })),
      }));
    },
  );
}
