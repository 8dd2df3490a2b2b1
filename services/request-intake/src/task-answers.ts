import { taskCompleted, taskFailed, taskGivenUp, taskOutcomeSchema } from '@vitne/contracts/catalogue/task-events';
import { reject } from '@vitne/contracts/decider';
import { findDocument } from '@vitne/projector/documents';
import type { Commanded, CommandResult } from '@vitne/service-kit/command-handler';
import { derivedId } from '@vitne/service-kit/derived-id';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { type DataRejection, type DeliveredData, deliveredDataSchema, refuseDelivery } from './delivered-data.ts';
import { type TasksRejection, tasks } from './domain/tasks.ts';
import type { TasksState } from './domain/tasks-state.ts';
import { packageContents } from './package-contents.ts';
import { type TaskDocument, tasksProjection } from './projections/tasks.ts';

const { evidence } = taskCompleted.facts.shape;
const task = z.string().min(1).max(64).describe('The id in the order.');

/** What a system answers; evidence is a reference or a count, never personal data. */
export const completionSchema = z.strictObject({
  outcome: taskOutcomeSchema,
  evidence: evidence.describe('A reference or a count, never personal data.'),
  data: deliveredDataSchema.optional().describe('With the outcome `delivered`: what is held about the person.'),
});
export const failureSchema = z.strictObject({ reason: taskFailed.facts.shape.reason, evidence });

/** Why staff waits no longer; the note is sealed, because it can be about the person. */
export const givingUpSchema = z.strictObject({
  ground: taskGivenUp.facts.shape.ground,
  note: z.string().trim().min(1).max(1_000).describe('In a sentence, what makes it so; sealed.'),
});

/** The same as the data of a CloudEvent, whose source is the system. */
export const completionMessageSchema = completionSchema.extend({ task });
export const failureMessageSchema = failureSchema.extend({ task });

export type AnswerRejection = TasksRejection | DataRejection | 'no-statement';
type Result = Promise<CommandResult<TasksState, AnswerRejection>>;

/**
 * Takes down that a system did what it was asked to. What it delivers is sealed before anything else is done with it, and
 * is in no event.
 * @param by the system that speaks, or undefined for staff, who may answer for any system
 */
export async function completeTask(
  context: ServiceContext,
  commanded: Commanded,
  by: string | undefined,
  { task: id, outcome, evidence: shown, data }: z.infer<typeof completionMessageSchema>,
): Result {
  const known = await findDocument(context.db, commanded.tenant, tasksProjection, id);
  if (!known) return unknown;
  const said = { command: 'complete', task: id, system: by, outcome, evidence: shown, now: commanded.now } as const;
  const target = { entity: 'tasks', id: known.request };
  if (data === undefined || !isFor(known, by)) return context.execute(tasks, commanded, target, said);
  const inForce = await context.statements.inForce(commanded.tenant);
  if (!inForce)
    return { outcome: 'rejected', rejection: reject('no-statement', 'No statement is published.').rejected };
  const refused = refuseDelivery(data, known.dataCategories, inForce.statement);
  if (refused) return { outcome: 'rejected', rejection: refused.rejected };
  const contents = packageContents(context);
  const { request, person } = known;
  const content = derivedId(commanded.tenant, 'package-content', commanded.commandId);
  const isKept = known.delivered !== undefined;
  if (!isKept) {
    const place = { tenant: commanded.tenant, request, person, content };
    await contents.keep(place, data, inForce.statement, commanded.now);
  }
  const result = await context.execute(tasks, commanded, target, { ...said, delivered: measured(content, data) });
  if (!isKept && result.outcome === 'rejected') await contents.drop(commanded.tenant, content);
  return result;
}

/** Takes down that a system could not do what it was asked to. */
export async function failTask(
  context: ServiceContext,
  commanded: Commanded,
  by: string | undefined,
  { task: id, reason, evidence: shown }: z.infer<typeof failureMessageSchema>,
): Result {
  const known = await findDocument(context.db, commanded.tenant, tasksProjection, id);
  if (!known) return unknown;
  const command = { command: 'fail', task: id, system: by, reason, evidence: shown, now: commanded.now } as const;
  return context.execute(tasks, commanded, { entity: 'tasks', id: known.request }, command);
}

/** Takes down that staff waits for a system no longer. */
export async function giveTaskUp(
  context: ServiceContext,
  commanded: Commanded,
  { task: id, ground, note }: z.infer<typeof givingUpSchema> & { task: string },
): Result {
  const known = await findDocument(context.db, commanded.tenant, tasksProjection, id);
  if (!known) return unknown;
  const command = { command: 'give-up', task: id, ground, note, now: commanded.now } as const;
  return context.execute(tasks, commanded, { entity: 'tasks', id: known.request }, command);
}

const unknown = {
  outcome: 'rejected',
  rejection: reject('unknown-task', 'No task of that id was given: use the one in the order.').rejected,
} as const;

/** Whether the data is wanted from whoever sends it; whatever it is instead, the decider says. */
const isFor = ({ system, status, kind }: TaskDocument, by: string | undefined): boolean =>
  (by === undefined || by === system) && status !== 'withdrawn' && kind === 'collect-data';

const measured = (content: string, data: DeliveredData) => ({
  content,
  dataCategories: [...new Set(data.map(({ dataCategory }) => dataCategory))],
  items: data.reduce((sum, { items }) => sum + items.length, 0),
  bytes: Buffer.byteLength(JSON.stringify(data)),
});
