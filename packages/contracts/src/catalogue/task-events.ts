import { z } from 'zod';
import {
  dataCategorySchema,
  defineEvent,
  personalPart,
  personIdSchema,
  slugSchema,
  timestampSchema,
} from '../event-definition.ts';

const context = 'request-intake';
/** All tasks of one request; its id is the request's. */
const entity = 'tasks';

/** What a system can be asked to do with the data of one person, because the person asked for it by right. */
export const taskKinds = ['collect-data', 'rectify', 'restrict', 'lift-restriction'] as const;
export const taskKindSchema = z.enum(taskKinds);
export type TaskKind = z.infer<typeof taskKindSchema>;

/** What a system answers with, by what it was asked for; where it holds nothing of the person, nothing was to be done. */
export const outcomesOfTask = {
  'collect-data': ['delivered', 'nothing-held'],
  rectify: ['rectified', 'nothing-held'],
  restrict: ['restricted', 'nothing-held'],
  'lift-restriction': ['restriction-lifted', 'nothing-held'],
} as const satisfies Record<TaskKind, readonly string[]>;
export const taskOutcomeSchema = z.enum(['delivered', 'rectified', 'restricted', 'restriction-lifted', 'nothing-held']);
export type TaskOutcome = z.infer<typeof taskOutcomeSchema>;

/** Why a system cannot do what it was asked to; the task stays open, because the person's right does. */
export const taskFailureReasons = ['person-not-found', 'system-away', 'data-unreadable', 'not-possible'] as const;

/** Why staff waits for a system no longer, although it has not answered. */
export const groundsToGiveUp = ['out-of-use', 'done-by-other-means', 'impossible'] as const;

const id = z.string().max(64);
const ofPerson = { request: id, person: personIdSchema };
const about = { task: id, ...ofPerson, system: slugSchema, kind: taskKindSchema };
const evidence = z.string().min(1).max(500);

export const taskGiven = defineEvent({
  type: 'task.given.v1',
  context,
  entity,
  says: 'A system that may hold data of the person was asked to do what an accepted request needs of it.',
  facts: {
    ...about,
    /** Who runs the system for the controller, by the statement. */
    processor: slugSchema.optional(),
    dataCategories: z.array(dataCategorySchema).min(1).max(100),
    given: timestampSchema,
    due: timestampSchema,
    /** When it is asked again, if it has not answered. */
    reminders: z.array(timestampSchema).max(8),
    /** When no answer is waited for any longer, so that the request is answered in time. */
    closes: timestampSchema,
    terms: z.string().max(32),
  },
});

export const taskReminded = defineEvent({
  type: 'task.reminded.v1',
  context,
  entity,
  says: 'A system that had not answered was asked again.',
  facts: { ...about, reminder: z.int().positive(), reminded: timestampSchema },
});

export const taskOverdue = defineEvent({
  type: 'task.overdue.v1',
  context,
  entity,
  says: 'A system did not answer in time.',
  facts: { ...about, due: timestampSchema, overdue: timestampSchema },
});

export const taskCompleted = defineEvent({
  type: 'task.completed.v1',
  context,
  entity,
  says: 'A system did what it was asked to, with its evidence.',
  facts: {
    ...about,
    outcome: taskOutcomeSchema,
    evidence,
    completed: timestampSchema,
    late: z.boolean(),
    /** Data that was handed in: sealed for the person, kept apart from the ledger and disposed of with its package. */
    delivered: z
      .strictObject({
        content: id,
        dataCategories: z.array(dataCategorySchema).min(1).max(100),
        items: z.int().nonnegative(),
        bytes: z.int().nonnegative(),
      })
      .optional(),
  },
});

export const taskFailed = defineEvent({
  type: 'task.failed.v1',
  context,
  entity,
  says: 'A system could not do what it was asked to, and says why; the task stays open.',
  facts: { ...about, reason: z.enum(taskFailureReasons), evidence, failed: timestampSchema },
});

export const taskWithdrawn = defineEvent({
  type: 'task.withdrawn.v1',
  context,
  entity,
  says: 'The request was answered or taken back, so nothing is asked of the system any more.',
  facts: { ...about, withdrawn: timestampSchema },
});

export const taskGivenUp = defineEvent({
  type: 'task.given-up.v1',
  context,
  entity,
  says: 'Staff waits for the system no longer, and says why; what it answers after all is taken all the same.',
  facts: { ...about, ground: z.enum(groundsToGiveUp), givenUp: timestampSchema },
  personal: { note: personalPart('enquiry', { text: z.string().min(1).max(1_000) }) },
});

export const tasksFinished = defineEvent({
  type: 'tasks.finished.v1',
  context,
  entity,
  says: 'Every system answered, or the time to wait for answers was over.',
  facts: {
    ...ofPerson,
    kind: taskKindSchema,
    finished: timestampSchema,
    completed: z.int().nonnegative(),
    /** Systems that said nothing, or only that they could not. */
    unanswered: z.array(slugSchema).max(200),
  },
});

export const taskEvents = [
  taskGiven,
  taskReminded,
  taskOverdue,
  taskCompleted,
  taskFailed,
  taskWithdrawn,
  taskGivenUp,
  tasksFinished,
] as const;
