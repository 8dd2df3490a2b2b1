import { dueSchema } from '@vitne/contracts/law/derivation';
import { requestTypeSchema } from '@vitne/contracts/law/requests';
import { z } from 'zod';
import type { RequestDocument } from '../projections/requests.ts';
import { statusSchema } from './request-schemas.ts';

/** What may be known of a request without opening anything. */
export const requestFactsSchema = z.object({
  request: z.string(),
  person: z.string(),
  requestType: requestTypeSchema,
  status: statusSchema,
  open: z.boolean(),
  overdue: z.boolean().describe('Open, and its time is over by the clock of now.'),
  receivedThrough: z.string(),
  received: z.string(),
  statementVersion: z.string().optional(),
  dueDate: z.string(),
  due: dueSchema,
  acknowledged: z.string().optional(),
  assignee: z.string().optional(),
  identity: z.string().optional(),
  proof: z.string().optional().describe('The id of the event that proved who asks.'),
  ground: z.string().optional().describe('What staff judged by who asks.'),
  typeRead: z
    .enum(['clear', 'unclear'])
    .optional()
    .describe('The type was read from free text by a rule, and staff have not settled it yet.'),
  classified: z.object({ at: z.string(), before: z.string() }).optional(),
  leftOut: z.array(z.string()).optional().describe('What the message also held and was not taken in.'),
  language: z.string().optional(),
  extension: z.object({ reasons: z.array(z.string()), told: z.string() }).optional(),
  fulfilled: z.object({ at: z.string(), by: z.string() }).optional(),
  refused: z.object({ at: z.string(), reason: z.string(), complaintTo: z.string() }).optional(),
  withdrawn: z.string().optional(),
  steps: z.array(z.object({ at: z.string(), position: z.number(), eventType: z.string(), actor: z.string() })),
});

/** A request's facts at a moment, which decides whether it is overdue; what is sealed stays behind. */
export function factsOf(document: RequestDocument, now: string): z.infer<typeof requestFactsSchema> {
  const { sealed: _sealed, dueAt, ...facts } = document;
  return { ...facts, overdue: facts.open && Date.parse(dueAt) < Date.parse(now) };
}
