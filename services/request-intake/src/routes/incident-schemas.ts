import {
  authorityNotified,
  communicationExempted,
  communicationOrdered,
  controllerTold,
} from '@vitne/contracts/catalogue/breach-notice-events';
import {
  incidentAssessed,
  incidentAwarenessEstablished,
  incidentDetected,
  incidentReported,
} from '@vitne/contracts/catalogue/incident-events';
import { timestampSchema } from '@vitne/contracts/event-definition';
import { dueSchema } from '@vitne/contracts/law/derivation';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import { rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { incident } from '../domain/incident.ts';
import { type IncidentCommand, type IncidentTerms, incidentTerms } from '../domain/incident-commands.ts';
import { type IncidentState, isNoticeSettled, latestAssessment } from '../domain/incident-state.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const reported = incidentReported.facts.shape;

export const incidentParams = z.strictObject({
  incident: reported.incident.describe('The id that reporting it answered with; `GET /v1/incidents` lists them.'),
});

/** How an incident stands after a command. */
export const incidentStandingSchema = recordedSchema.extend({
  incident: z.string(),
  kind: reported.kind,
  status: z.enum(['open', 'closed']),
  isBreach: z.boolean().describe('It was judged to be a breach, and stands in the register.'),
  due: dueSchema.optional().describe('72 elapsed hours from the awareness: when the authority has to be notified.'),
  noticeSettled: z.boolean().describe('The authority was notified in full, or a risk is unlikely.'),
  risk: incidentAssessed.facts.shape.risk.optional(),
});

/** @throws {TypeError} when the incident is not known, which is a defect after an accepted command. */
export function incidentStandingOf(state: IncidentState) {
  if (state.status === 'unknown') throw new TypeError('A command was carried out on an incident that is not there.');
  const { incident: id, kind, status, awareness } = state;
  const risk = latestAssessment(state)?.risk;
  return {
    incident: id,
    kind,
    status,
    isBreach: awareness !== undefined,
    ...(awareness?.due && { due: awareness.due }),
    noticeSettled: isNoticeSettled(state),
    ...(risk && { risk }),
  };
}

/** Carries out a command on the incident that the URL names, by the statement in force. */
export async function handleIncident(
  context: ServiceContext,
  request: FastifyRequest,
  reply: FastifyReply,
  commandOf: (now: string, terms: IncidentTerms) => IncidentCommand | Promise<IncidentCommand>,
): Promise<FastifyReply> {
  const { incident: id } = request.params as { incident: string };
  const commanded = commandedBy(request, context.clock);
  const inForce = await context.statements.inForce(commanded.tenant);
  if (!inForce) {
    const detail = 'No privacy statement is published yet.';
    return sendProblem(reply, rejectionProblem({ code: 'no-statement', detail }, rejectionStatuses));
  }
  const command = await commandOf(commanded.now, incidentTerms(inForce.statement));
  const result = await context.execute(incident, commanded, { entity: 'incident', id }, command);
  return answerCommand(reply, result, rejectionStatuses, incidentStandingOf);
}

const facts = <Shape extends z.ZodRawShape>({ facts: { shape } }: { facts: z.ZodObject<Shape> }) => shape;
const texts = z.record(z.string(), z.string());

/** What may be known of an incident without opening what people and staff wrote. */
export const incidentFactsSchema = z.object({
  ...reported,
  status: z.enum(['open', 'closed']),
  isBreach: z.boolean(),
  overdue: z.boolean().describe('The 72 hours are over, and the authority is neither notified nor need be.'),
  detected: z.object(facts(incidentDetected)).omit({ incident: true }).optional(),
  awareness: z.object(facts(incidentAwarenessEstablished)).omit({ incident: true }).optional(),
  assessments: z.array(z.object(facts(incidentAssessed)).omit({ incident: true })),
  notices: z.array(z.object(facts(authorityNotified)).omit({ incident: true })),
  noticeSettled: z.boolean(),
  waived: timestampSchema.optional(),
  controllersTold: z.array(z.object(facts(controllerTold)).omit({ incident: true })),
  communications: z.array(z.object(facts(communicationOrdered)).omit({ incident: true })),
  people: z
    .object({ open: z.int(), 'by-hand': z.int(), delivered: z.int() })
    .describe('How many people are to be told: by e-mail still, by hand, and done.'),
  exemption: z.object(facts(communicationExempted)).omit({ incident: true }).optional(),
  outcome: z.enum(['breach', 'no-breach']).optional(),
  closed: timestampSchema.optional(),
  reopened: timestampSchema.optional(),
  steps: z.array(z.object({ at: z.string(), position: z.number(), eventType: z.string(), actor: z.string() })),
});

/** What staff wrote at each step, oldest first; a text whose key is destroyed is told so. */
export const writtenSchema = z.array(
  z.object({ at: z.string(), eventType: z.string(), texts: texts.optional(), shredded: z.literal(true).optional() }),
);
