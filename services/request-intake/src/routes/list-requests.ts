import { localDateSchema, timestampSchema } from '@vitne/contracts/event-definition';
import { requestTypeSchema } from '@vitne/contracts/law/requests';
import { findDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { pageFields, readPage } from '@vitne/service-kit/paged-answer';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { closedStatuses, openStatuses } from '../domain/request-state.ts';
import { type RequestDocument, requestsProjection } from '../projections/requests.ts';
import { factsOf, requestFactsSchema } from './request-facts.ts';

const querystring = z.strictObject({
  state: z
    .enum(['open', 'closed', 'overdue', 'to-be-told', ...openStatuses, ...closedStatuses])
    .optional()
    .describe('`overdue`: open, and its time is over. `to-be-told`: an e-mail could not tell the person something.'),
  dueBefore: z
    .union([localDateSchema, timestampSchema])
    .optional()
    .describe('Due on an earlier day than this date, or earlier than this moment.'),
  type: requestTypeSchema.optional(),
  assignee: z.string().min(1).max(64).optional(),
  ...pageFields,
});
type Query = z.infer<typeof querystring>;

/** The list of what has to be answered, the most urgent first. */
export function listRequests(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/requests',
    {
      config: { access: ['staff', 'auditor'] },
      schema: {
        tags: ['requests'],
        summary: 'List requests by their due time',
        querystring,
        response: { 200: z.object({ requests: z.array(requestFactsSchema), next: z.string().optional() }) },
      },
    },
    async (request, reply) => {
      const { tenant } = request.caller;
      const { cursor, limit } = request.query;
      const now = context.clock.now();
      const options = { sort: { dueAt: 1 } as const, limit, after: cursor };
      return readPage(
        reply,
        () => findDocuments(context.db, tenant, requestsProjection, filterOf(request.query, now), options),
        (documents) => ({ requests: documents.map((doc) => factsOf(doc, now)) }),
      );
    },
  );
}

type Filter = Parameters<typeof findDocuments<RequestDocument>>[3];

const filterOf = ({ state, dueBefore, type, assignee }: Query, now: string): NonNullable<Filter> => ({
  $and: [
    state === undefined ? {} : stateFilter(state, now),
    ...(dueBefore === undefined ? [] : [dueFilter(dueBefore)]),
  ],
  ...(type !== undefined && { requestType: type }),
  ...(assignee !== undefined && { assignee }),
});

function stateFilter(state: NonNullable<Query['state']>, now: string): NonNullable<Filter> {
  if (state === 'open' || state === 'closed') return { open: state === 'open' };
  if (state === 'overdue') return { open: true, dueAt: { $lt: new Date(now).toISOString() } };
  if (state === 'to-be-told') return { messages: { $elemMatch: { status: 'owed', nextAttempt: { $exists: false } } } };
  return { status: state };
}

const dueFilter = (before: string) =>
  before.includes('T') ? { dueAt: { $lt: new Date(before).toISOString() } } : { dueDate: { $lt: before } };
