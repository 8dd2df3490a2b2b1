import { announcementDelivered, announcementMade } from '@vitne/contracts/catalogue/announcement-events';
import { personIdSchema } from '@vitne/contracts/event-definition';
import { countDocuments, findDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import { pageFields, readPage } from '@vitne/service-kit/paged-answer';
import { knownPerson, personReferenceSchema } from '@vitne/service-kit/person-reference';
import { rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { announcementDeliveries } from '../domain/announcement-deliveries.ts';
import {
  announcementDeliveriesProjection,
  announcementsProjection,
  type DeliveryDocument,
} from '../projections/announcements.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const tags = ['announcements'];
const readers = ['staff', 'privacy-officer', 'auditor'] as const;
const statuses = ['open', 'by-hand', 'delivered', 'lapsed'] as const;
const announcementParam = z.object({
  announcement: announcementMade.facts.shape.announcement.describe('`GET /v1/announcements` lists them.'),
});
const { how, mail, delivered } = announcementDelivered.facts.shape;

const announcementRow = announcementMade.facts.extend({
  shownOn: z.array(z.string()).describe('Days on which the organisation’s site told that it showed it.'),
  deliveries: z.record(z.enum(statuses), z.int().nonnegative()).describe('How many people, by how it stands.'),
});
const deliveryRow = z.object({
  announcement: z.string(),
  person: z.string(),
  status: z
    .enum(statuses)
    .describe('`by-hand`: no e-mail reaches the person. Tell the person in another way, and record it.'),
  owed: z.string(),
  attempts: z.int(),
  nextAttempt: z.string().optional(),
  tellBy: z
    .string()
    .optional()
    .describe(
      'Of `by-hand` after e-mails were given up: until then the address is kept for this, where nothing else keeps it.',
    ),
  untold: z.string().optional().describe('Since when nothing is kept for this alone any more.'),
  failure: z.object({ reason: z.string(), replyCode: z.int().optional() }).optional(),
  how: how.optional(),
  delivered: z.string().optional(),
  mail,
});
const deliveriesPage = z.object({ deliveries: z.array(deliveryRow), next: z.string().optional() });
const toldSchema = recordedSchema.extend({ announcement: z.string(), person: z.string(), how });

/** What was announced, who was told, and who is still to be told. */
export function announcementRoutes(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/announcements',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: 'List announcements of significant changes, newest first, with how many people were told',
        querystring: z.strictObject(pageFields),
        response: {
          200: z.object({
            mailServer: z.enum(['ready', 'not-ready']).describe('`not-ready`: e-mails wait until it is.'),
            announcements: z.array(announcementRow),
            next: z.string().optional(),
          }),
        },
      },
    },
    async ({ caller: { tenant }, query }, reply) => {
      const options = { sort: { order: -1 as const }, limit: query.limit, after: query.cursor };
      return readPage(
        reply,
        () => findDocuments(context.db, tenant, announcementsProjection, {}, options),
        async (documents) => ({
          mailServer: context.mail.ready() ? ('ready' as const) : ('not-ready' as const),
          announcements: await Promise.all(
            documents.map(async ({ order: _order, shownUntilUtc: _utc, ...row }) => ({
              ...row,
              deliveries: await countsOf(context, tenant, row.announcement),
            })),
          ),
        }),
      );
    },
  );
  app.get(
    '/v1/announcements/:announcement/deliveries',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: 'List who is owed an announcement, and what came of it',
        params: announcementParam,
        querystring: z.strictObject({ status: z.enum(statuses).optional(), ...pageFields }),
        response: { 200: deliveriesPage },
      },
    },
    async ({ caller, params, query: { status, ...page } }, reply) =>
      readPage(
        reply,
        () => deliveriesOf(context, caller.tenant, { ...params, ...(status && { status }) }, page),
        rowsOf,
      ),
  );
  app.get(
    '/v1/people/:person/announcements',
    {
      config: { access: readers },
      schema: {
        tags,
        summary: 'List what a person was told of changes of the statement',
        params: z.object({ person: personIdSchema }),
        querystring: z.strictObject(pageFields),
        response: { 200: deliveriesPage },
      },
    },
    async ({ caller, params, query: page }, reply) =>
      readPage(reply, () => deliveriesOf(context, caller.tenant, params, page), rowsOf),
  );
  recordDelivery(app, context);
}

/** A system or staff told the person: in the product, by letter, by phone. */
function recordDelivery(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/announcements/:announcement/deliveries',
    {
      config: { access: ['system', 'staff', 'privacy-officer'] },
      schema: {
        tags,
        summary: 'Record that a person was told of an announcement',
        params: announcementParam,
        body: z.strictObject({
          person: personReferenceSchema,
          how: how.exclude(['email']).describe('E-mails are sent, and recorded, by the platform.'),
          delivered: delivered.optional().describe('Now, when left out.'),
        }),
        response: { 200: toldSchema, 201: toldSchema },
      },
    },
    async (request, reply) => {
      const commanded = commandedBy(request, context.clock);
      const { announcement } = request.params;
      const person = await knownPerson(context.vault, commanded.tenant, request.body.person);
      if (person === undefined) {
        const detail = 'Nobody is known by this identifier.';
        return sendProblem(reply, rejectionProblem({ code: 'announcement-not-owed', detail }, rejectionStatuses));
      }
      const { now } = commanded;
      const told = { announcement, person, how: request.body.how };
      const command = { command: 'deliver', ...told, delivered: request.body.delivered ?? now, now } as const;
      const target = { entity: 'announcement-deliveries', id: person };
      const result = await context.execute(announcementDeliveries, commanded, target, command);
      return answerCommand(reply, result, rejectionStatuses, () => told);
    },
  );
}

async function countsOf({ db }: ServiceContext, tenant: string, announcement: string) {
  const counts = statuses.map(
    async (status) =>
      [status, await countDocuments(db, tenant, announcementDeliveriesProjection, { announcement, status })] as const,
  );
  return Object.fromEntries(await Promise.all(counts)) as Record<(typeof statuses)[number], number>;
}

const deliveriesOf = (
  { db }: ServiceContext,
  tenant: string,
  about: Partial<Pick<DeliveryDocument, 'announcement' | 'person' | 'status'>>,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) => findDocuments(db, tenant, announcementDeliveriesProjection, about, { limit, after: cursor });

const rowsOf = (documents: DeliveryDocument[]) => ({ deliveries: documents.map(({ ways: _ways, ...row }) => row) });
