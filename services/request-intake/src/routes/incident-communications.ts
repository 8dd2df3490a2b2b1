import { communicationDelivered, communicationDue } from '@vitne/contracts/catalogue/breach-notice-events';
import { mailFailureSchema } from '@vitne/contracts/mail-evidence';
import { findDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import { pageFields, readPage } from '@vitne/service-kit/paged-answer';
import { knownPerson, personReferenceSchema } from '@vitne/service-kit/person-reference';
import { rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { incidentCommunications } from '../domain/incident-communications.ts';
import { communicationStatuses, incidentCommunicationsProjection } from '../projections/incident-communications.ts';
import { incidentParams } from './incident-schemas.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const tags = ['incidents'];
const { how, delivered, mail } = communicationDelivered.facts.shape;
const { communication, person, owed } = communicationDue.facts.shape;

const row = z.object({
  incident: z.string(),
  communication,
  person,
  status: z.enum(communicationStatuses).describe('`by-hand`: no e-mail reaches the person. Tell, and record it.'),
  owed,
  attempts: z.int(),
  nextAttempt: z.string().optional(),
  failure: mailFailureSchema.optional(),
  how: how.optional(),
  delivered: delivered.optional(),
  mail,
});
const told = recordedSchema.extend({ incident: z.string(), communication, person, how });

/** Who is to be told of a breach, who was, and how staff records that they told somebody. */
export function incidentCommunicationRoutes(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/incidents/:incident/communications',
    {
      config: { access: ['staff', 'auditor'] },
      schema: {
        tags,
        summary: 'List who is to be told of the breach, and what came of it',
        params: incidentParams,
        querystring: z.strictObject({ status: z.enum(communicationStatuses).optional(), ...pageFields }),
        response: {
          200: z.object({
            mailServer: z.enum(['ready', 'not-ready']).describe('`not-ready`: e-mails wait until it is.'),
            communications: z.array(row),
            next: z.string().optional(),
          }),
        },
      },
    },
    async ({ caller: { tenant }, params: { incident }, query: { status, limit, cursor } }, reply) => {
      const filter = { incident, ...(status && { status }) };
      return readPage(
        reply,
        () => findDocuments(context.db, tenant, incidentCommunicationsProjection, filter, { limit, after: cursor }),
        (communications) => ({
          mailServer: context.mail.ready() ? ('ready' as const) : ('not-ready' as const),
          communications,
        }),
      );
    },
  );
  app.post(
    '/v1/incidents/:incident/communications/:communication/deliveries',
    {
      config: { access: ['system', 'staff'] },
      schema: {
        tags,
        summary: 'Record that a person was told of the breach in another way than by e-mail',
        params: incidentParams.extend({
          communication: z.coerce.number().int().positive().describe('Its number, from 1.'),
        }),
        body: z.strictObject({
          person: personReferenceSchema,
          how: how.exclude(['email']).describe('E-mails are sent, and recorded, by the platform.'),
          delivered: delivered.optional().describe('Now, when left out.'),
        }),
        response: { 200: told, 201: told },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const { tenant, now } = commanded;
      const id = await knownPerson(context.vault, tenant, request.body.person);
      if (id === undefined) {
        const detail = 'Nobody is known by this identifier.';
        return sendProblem(reply, rejectionProblem({ code: 'communication-not-owed', detail }, rejectionStatuses));
      }
      const about = { ...request.params, person: id, how: request.body.how };
      const command = { command: 'deliver', ...about, delivered: request.body.delivered ?? now, now } as const;
      const target = { entity: 'incident-communications', id };
      const result = await context.execute(incidentCommunications, commanded, target, command);
      return answerCommand(reply, result, rejectionStatuses, () => about);
    },
  );
}
