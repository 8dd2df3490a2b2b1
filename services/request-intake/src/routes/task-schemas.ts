import { taskKindSchema, taskOutcomeSchema } from '@vitne/contracts/catalogue/task-events';
import { entityIdSchema } from '@vitne/contracts/channels';
import type { Caller } from '@vitne/service-kit/caller';
import { recordedSchema } from '@vitne/service-kit/http-command';
import { z } from 'zod';
import type { TaskDocument } from '../projections/tasks.ts';

export const taskParams = z.strictObject({
  task: entityIdSchema.describe('The id in the order; `GET /v1/tasks` lists them.'),
});

const taskStatusSchema = z.enum(['open', 'completed', 'withdrawn', 'given-up']);

/** A task without anything personal. */
export const taskFactsSchema = z.object({
  task: z.string(),
  request: z.string(),
  person: z.string(),
  system: z.string(),
  processor: z.string().optional(),
  kind: taskKindSchema,
  dataCategories: z.array(z.string()),
  status: taskStatusSchema,
  given: z.string(),
  due: z.string(),
  closes: z.string().describe('When nobody waits for it any longer, so that the person is answered in time.'),
  reminded: z.int().describe('How often it was asked again.'),
  overdue: z.boolean(),
  nextStep: z.string().optional().describe('When it is looked at next.'),
  completed: z
    .object({ outcome: taskOutcomeSchema, evidence: z.string(), at: z.string(), late: z.boolean() })
    .optional(),
  delivered: z
    .object({ dataCategories: z.array(z.string()), items: z.int(), bytes: z.int() })
    .optional()
    .describe('How much was delivered; what it is stays sealed.'),
  givenUp: z.object({ ground: z.string(), at: z.string() }).optional().describe('Why staff waits for it no longer.'),
  failure: z.object({ reason: z.string(), evidence: z.string(), at: z.string() }).optional(),
});

/** How a task stands after a command. */
export const taskStandingSchema = recordedSchema.extend({
  task: z.string(),
  status: taskStatusSchema,
  waitingFor: z.array(z.string()).describe('Systems that have not answered for the same request.'),
});

export function taskFacts(document: TaskDocument): z.infer<typeof taskFactsSchema> {
  const { delivered, reminders: _, terms: _terms, finished: _finished, ...facts } = document;
  if (!delivered) return facts;
  const { content: _content, ...measures } = delivered;
  return { ...facts, delivered: measures };
}

/** The system that speaks; undefined for staff, who may speak for any. */
export const systemOf = ({ role, actor }: Caller): string | undefined =>
  role === 'system' ? actor.slice('system:'.length) : undefined;
