import { requestReceived } from '@vitne/contracts/catalogue/request-intake-events';
import { taskKindSchema } from '@vitne/contracts/catalogue/task-events';
import { entityIdSchema } from '@vitne/contracts/channels';
import { slugSchema } from '@vitne/contracts/event-definition';
import { findDocument, findDocuments } from '@vitne/projector/documents';
import { consult } from '@vitne/service-kit/consult';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { pageFields, readPage } from '@vitne/service-kit/paged-answer';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { correctionsIn, correctionsOf, correctionsSchema } from '../asked-corrections.ts';
import { requestsProjection } from '../projections/requests.ts';
import { type TaskDocument, tasksProjection } from '../projections/tasks.ts';
import { systemOf, taskFacts, taskFactsSchema, taskParams } from './task-schemas.ts';

const querystring = z.strictObject({
  state: z
    .enum(['open', 'overdue', 'failed', 'completed', 'withdrawn', 'given-up'])
    .optional()
    .describe('`overdue` and `failed` are open ones that need somebody.'),
  kind: taskKindSchema.optional(),
  request: entityIdSchema.optional(),
  system: slugSchema.optional(),
  ...pageFields,
});

/** What the person wrote, which a system needs to find the data and to put it right. */
const askedSchema = z.object({
  contact: z.object({ name: z.string(), email: z.string(), phone: z.string() }).partial().optional(),
  text: z.string().optional(),
  corrections: correctionsSchema
    .optional()
    .describe('What is to be put right, of the categories of the task, without what staff refused.'),
});
type Asked = z.infer<typeof askedSchema>;

/** What systems are asked to do: the list for staff, and a system's own. */
export function readTasks(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/tasks',
    {
      config: { access: ['staff', 'auditor', 'system'] },
      schema: {
        tags: ['tasks'],
        summary: 'List tasks by when they are due; a system sees its own',
        querystring,
        response: { 200: z.object({ tasks: z.array(taskFactsSchema), next: z.string().optional() }) },
      },
    },
    async (request, reply) => {
      const { caller, query } = request;
      const own = systemOf(caller);
      const options = { sort: { due: 1 } as const, limit: query.limit, after: query.cursor };
      const filter = { ...filterOf(query), ...(own !== undefined && { system: own }) };
      return readPage(
        reply,
        () => findDocuments(context.db, caller.tenant, tasksProjection, filter, options),
        (documents) => ({ tasks: documents.map(taskFacts) }),
      );
    },
  );
  app.get(
    '/v1/tasks/:task',
    {
      config: { access: ['staff', 'auditor', 'system'] },
      schema: {
        tags: ['tasks'],
        summary: 'Read one task; its system, while it is open, and staff also see what the person wrote',
        params: taskParams,
        response: { 200: taskFactsSchema.extend({ asked: askedSchema.optional() }) },
      },
    },
    async (request, reply) => {
      const { caller, params } = request;
      const document = await findDocument(context.db, caller.tenant, tasksProjection, params.task);
      const own = systemOf(caller);
      if (!document || (own !== undefined && own !== document.system)) return sendProblem(reply, problem('not-found'));
      const mayRead = caller.role !== 'auditor' && (own === undefined || document.status === 'open');
      const asked = mayRead ? await askedOf(context, request, document) : undefined;
      return { ...taskFacts(document), ...(asked && { asked }) };
    },
  );
}

type Filter = NonNullable<Parameters<typeof findDocuments<TaskDocument>>[3]>;

const filterOf = ({ state, kind, request, system }: z.infer<typeof querystring>): Filter => ({
  ...(state !== undefined && stateFilter[state]),
  ...(kind !== undefined && { kind }),
  ...(request !== undefined && { request }),
  ...(system !== undefined && { system }),
});

const stateFilter: Record<NonNullable<z.infer<typeof querystring>['state']>, Filter> = {
  open: { status: 'open' },
  overdue: { status: 'open', overdue: true },
  failed: { status: 'open', failure: { $exists: true } },
  completed: { status: 'completed' },
  withdrawn: { status: 'withdrawn' },
  'given-up': { status: 'given-up' },
};

/** Whom to look for always; the person's own words only where something is to be put right or left alone. */
async function askedOf(
  context: ServiceContext,
  call: FastifyRequest,
  { task, request, kind, dataCategories }: TaskDocument,
): Promise<Asked> {
  const { tenant } = call.caller;
  const document = await findDocument(context.db, tenant, requestsProjection, request);
  const told = document?.sealed.find(({ eventType }) => eventType === requestReceived.type);
  if (!document || !told) return {};
  const binding = { tenant, eventId: told.eventId, eventType: told.eventType };
  const reading = { opened: 'task', purpose: 'carrying-out-task', matter: task } as const;
  const wanted = told.parts.filter(({ part }) => part === 'contact' || kind !== 'collect-data');
  const opener = await consult(context, call, reading, [...wanted, ...correctionsIn(document)]);
  const [parts = []] = await opener.open([{ binding, sealed: wanted }]);
  const asked: Asked = {};
  for (const part of parts) {
    if (!('fields' in part)) continue;
    if (part.part === 'contact') asked.contact = part.fields as Asked['contact'];
    if (part.part === 'enquiry') asked.text = (part.fields as { text: string }).text;
  }
  const refused = document.items.flatMap(({ item, outcome }) => (outcome === 'refused' ? [item] : []));
  const corrections = (await correctionsOf(opener, tenant, document)).filter(
    ({ item, dataCategory }) => dataCategories.includes(dataCategory) && !refused.includes(item),
  );
  if (corrections.length > 0) {
    asked.corrections = corrections.map(({ dataCategory, attribute, present, right }) => ({
      dataCategory,
      attribute,
      ...(present !== undefined && { present }),
      right,
    }));
  }
  return asked;
}
