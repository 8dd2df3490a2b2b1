import { messageMatters } from '@vitne/contracts/catalogue/request-course-events';
import { entityIdSchema } from '@vitne/contracts/channels';
import { dueSchema } from '@vitne/contracts/law/derivation';
import { requestTypeSchema } from '@vitne/contracts/law/requests';
import { recordedSchema } from '@vitne/service-kit/http-command';
import { z } from 'zod';
import { closedStatuses, type KnownRequest, openStatuses, type RequestState } from '../domain/request-state.ts';

export const requestParams = z.strictObject({
  request: entityIdSchema.describe('The id that receiving the request answered with; `GET /v1/requests` lists them.'),
});
export const statusSchema = z.enum([...openStatuses, ...closedStatuses]);

/** How a request stands after a command, without anything personal. */
export const standingSchema = recordedSchema.extend({
  request: z.string(),
  person: z.string(),
  requestType: requestTypeSchema,
  status: statusSchema,
  assignee: z.string().optional(),
  due: dueSchema,
  messages: z
    .array(
      z.object({ message: z.string(), matter: z.enum(messageMatters), status: z.enum(['owed', 'told', 'lapsed']) }),
    )
    .describe('What the person is told; owed until an e-mail or somebody has told it.'),
  items: z.array(z.object({ item: z.string(), outcome: z.enum(['fulfilled', 'refused']).optional() })),
});

/** The request as it stands; a command that was carried out always leaves a known one. */
export function standingOf(state: RequestState): Omit<z.infer<typeof standingSchema>, 'position' | 'outcome'> {
  const { request, person, requestType, status, assignee, due, messages, items } = knownOf(state);
  return {
    request,
    person,
    requestType,
    status,
    ...(assignee !== undefined && { assignee }),
    due,
    messages: Object.entries(messages).map(([message, one]) => ({ message, matter: one.matter, status: one.status })),
    items: items.map(({ item, outcome }) => ({ item, ...(outcome && { outcome }) })),
  };
}

/** @throws {TypeError} when the request is not known, which is a defect after an accepted command. */
export function knownOf(state: RequestState): KnownRequest {
  if (state.status === 'unknown') throw new TypeError('A command was carried out on a request that is not there.');
  return state;
}

const prose = z.object({ nb: z.string(), en: z.string() });

export const rightsGivenSchema = z
  .object({
    given: z.boolean(),
    byStatement: z.boolean(),
    purposes: z.array(z.string()).describe('Purposes whose legal basis gives the right.'),
    hint: prose.optional(),
  })
  .describe('Whether the statement or a legal basis gives what is asked for; a request is received either way.');

export const immediateClocksSchema = z
  .array(
    z.object({ clock: z.string(), article: z.string(), says: prose, due: z.string(), purposes: z.array(z.string()) }),
  )
  .describe('What has to happen at once, before the answer.');
