import {
  incidentAssessed,
  incidentAwarenessEstablished,
  incidentClosed,
  incidentDetected,
  incidentReopened,
} from '@vitne/contracts/catalogue/incident-events';
import { countDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { incidentCommunicationsProjection } from '../projections/incident-communications.ts';
import { handleIncident, incidentParams, incidentStandingSchema } from './incident-schemas.ts';

const tags = ['incidents'];
const config = { access: ['staff'] as const };
const response = { 200: incidentStandingSchema, 201: incidentStandingSchema };
const of = <Shape extends z.ZodRawShape, Name extends keyof Shape>(
  { personal }: { personal: { record: { fields: z.ZodObject<Shape> } } },
  name: Name,
): Shape[Name] => personal.record.fields.shape[name];

/** What staff finds and judges: detection, awareness, assessment, the end and new facts. */
export function judgeIncidents(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/incidents/:incident/detection',
    {
      config,
      schema: {
        tags,
        summary: 'Record when and how it was found that it happened',
        params: incidentParams,
        body: z.strictObject({
          detected: incidentDetected.facts.shape.detected.optional().describe('Now, when left out.'),
          by: incidentDetected.facts.shape.by,
          findings: of(incidentDetected, 'findings').describe('What shows it; sealed.'),
        }),
        response,
      },
    },
    async (request, reply) =>
      handleIncident(context, request, reply, (now) => ({
        command: 'detect',
        ...request.body,
        detected: request.body.detected ?? now,
        now,
      })),
  );
  app.post(
    '/v1/incidents/:incident/awareness',
    {
      config,
      schema: {
        tags,
        summary: 'Judge with reasonable certainty that personal data was hit: the 72 hours begin',
        description:
          '72 elapsed hours from `aware`, weekends and changes of summer time or not. A moment that is recorded counts until an earlier one is; never a later one.',
        params: incidentParams,
        body: z.strictObject({
          aware: incidentAwarenessEstablished.facts.shape.aware
            .optional()
            .describe('When it was reasonably certain; now when left out.'),
          activities: incidentAwarenessEstablished.facts.shape.activities
            .default([])
            .describe('Processing activities of the statement that are hit; they say in which roles.'),
          reasoning: of(incidentAwarenessEstablished, 'reasoning').describe('Why it is certain enough; sealed.'),
        }),
        response,
      },
    },
    async (request, reply) =>
      handleIncident(context, request, reply, (now, terms) => ({
        command: 'establish-awareness',
        ...request.body,
        aware: request.body.aware ?? now,
        terms,
        now,
      })),
  );
  const { nature, dataCategories, populations, systems, people, records, risk } = incidentAssessed.facts.shape;
  app.post(
    '/v1/incidents/:incident/assessments',
    {
      config,
      schema: {
        tags,
        summary: 'Assess what was hit, what can follow, what is done, and the risk (Art. 33(3))',
        params: incidentParams,
        body: z.strictObject({
          nature,
          dataCategories: dataCategories.default([]),
          populations: populations.default([]),
          systems: systems.default([]),
          people: people.describe('Approximately how many; left out while nobody knows.'),
          records: records.describe('Approximately how many; left out while nobody knows.'),
          risk: risk.describe('To the rights and freedoms of people: unlikely (`none`), likely (`risk`), or `high`.'),
          description: of(incidentAssessed, 'description').describe('The facts, as known now; sealed.'),
          consequences: of(incidentAssessed, 'consequences').describe('What can follow for people; sealed.'),
          measures: of(incidentAssessed, 'measures').describe('What is done, and planned; sealed.'),
          reasoning: of(incidentAssessed, 'reasoning').describe('Why the risk is judged so; sealed.'),
        }),
        response,
      },
    },
    async (request, reply) =>
      handleIncident(context, request, reply, (now, terms) => {
        const { people: howMany, records: rows, ...said } = request.body;
        const known = {
          ...(howMany !== undefined && { people: howMany }),
          ...(rows !== undefined && { records: rows }),
        };
        return { command: 'assess', ...said, ...known, terms, now };
      }),
  );
  app.post(
    '/v1/incidents/:incident/closure',
    {
      config,
      schema: {
        tags,
        summary: 'Close the incident, with what was learned from it',
        params: incidentParams,
        body: z.strictObject({
          outcome: incidentClosed.facts.shape.outcome,
          lessons: of(incidentClosed, 'lessons').describe('What is done differently from now on; sealed.'),
        }),
        response,
      },
    },
    async (request, reply) =>
      handleIncident(context, request, reply, async (now) => ({
        command: 'close',
        ...request.body,
        stillToTell: await countDocuments(context.db, request.caller.tenant, incidentCommunicationsProjection, {
          incident: request.params.incident,
          status: { $ne: 'delivered' },
        }),
        now,
      })),
  );
  app.post(
    '/v1/incidents/:incident/reopening',
    {
      config,
      schema: {
        tags,
        summary: 'Reopen a closed incident, because of new facts',
        params: incidentParams,
        body: z.strictObject({ newFacts: of(incidentReopened, 'newFacts').describe('What came up; sealed.') }),
        response,
      },
    },
    async (request, reply) =>
      handleIncident(context, request, reply, (now) => ({ command: 'reopen', ...request.body, now })),
  );
}
