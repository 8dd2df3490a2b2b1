import { localDateSchema, timestampSchema } from '@vitne/contracts/event-definition';
import { requestTypeSchema } from '@vitne/contracts/law/requests';
import { findDocuments } from '@vitne/projector/documents';
import { InvalidCursor } from '@vitne/projector/page-cursor';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { closedStatuses, openStatuses } from '../domain/request.ts';
import { type RequestDocument, requestsProjection } from '../projections/requests.ts';
import { factsOf, requestFactsSchema } from './request-facts.ts';

const querystring = z.strictObject({
  state: z.enum(['open', 'closed', ...openStatuses, ...closedStatuses]).optional(),
  dueBefore: z
    .union([localDateSchema, timestampSchema])
    .optional()
    .describe('Due on an earlier day than this date, or earlier than this moment.'),
  type: requestTypeSchema.optional(),
  assignee: z.string().min(1).max(64).optional(),
  cursor: z.string().max(4_096).optional().describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
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
      const { cursor, limit } = request.query;
      const options = { sort: { dueAt: 1 } as const, limit, after: cursor };
      try {
        const { tenant } = request.caller;
        const page = await findDocuments(context.db, tenant, requestsProjection, filterOf(request.query), options);
        const now = context.clock.now();
        return { requests: page.documents.map((doc) => factsOf(doc, now)), ...(page.next && { next: page.next }) };
      } catch (error) {
        if (!(error instanceof InvalidCursor)) throw error;
        const errors = [{ path: 'query/cursor', message: 'Send `next` of the page before, with the same filter.' }];
        return sendProblem(reply, problem('invalid-request', undefined, { errors }));
      }
    },
  );
}

type Filter = Parameters<typeof findDocuments<RequestDocument>>[3];

const filterOf = ({ state, dueBefore, type, assignee }: Query): NonNullable<Filter> => ({
  ...(state !== undefined && (state === 'open' || state === 'closed' ? { open: state === 'open' } : { status: state })),
  ...(dueBefore !== undefined && dueFilter(dueBefore)),
  ...(type !== undefined && { requestType: type }),
  ...(assignee !== undefined && { assignee }),
});

const dueFilter = (before: string) =>
  before.includes('T') ? { dueAt: { $lt: new Date(before).toISOString() } } : { dueDate: { $lt: before } };
