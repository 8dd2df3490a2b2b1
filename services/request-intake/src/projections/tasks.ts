import { taskEvents, tasksFinished } from '@vitne/contracts/catalogue/task-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';
import { evolveTasks, type KnownTask, nextStepOf, type RecordedTaskEvent } from '../domain/tasks-state.ts';
import { taskId } from '../task-id.ts';

/** A task as it stands, and when something is to be done about it, in UTC. */
export type TaskDocument = KnownTask & { finished: boolean; nextStep?: string };

/** What systems are asked to do. Its timer finds what has to be asked again, called overdue or not waited for any more. */
export const tasksProjection: Projection<TaskDocument> = {
  name: 'tasks',
  version: 2,
  handles: taskEvents.map(({ type }) => type),
  indexes: [
    { key: { nextStep: 1 } },
    { key: { status: 1, due: 1 } },
    { key: { request: 1, due: 1 } },
    { key: { system: 1, due: 1 } },
  ],
  keysOf({ meta, facts }) {
    if (meta.type !== tasksFinished.type) return [String(facts['task'])];
    const { request, kind, unanswered } = facts as FactsOf<typeof tasksFinished>;
    return unanswered.map((system) => taskId(request, kind, system));
  },
  evolve(doc, recorded, key) {
    const event = recorded as unknown as RecordedTaskEvent;
    const { finished: before = false, nextStep: _, ...known } = doc ?? {};
    const state = { tasks: doc ? { [key]: known as KnownTask } : {}, finished: {} };
    const task = evolveTasks(state, event).tasks[key];
    if (!task) return undefined;
    const finished = before || event.meta.type === 'tasks.finished.v1';
    const nextStep = nextStepOf(task, finished);
    return { ...task, finished, ...(nextStep !== undefined && { nextStep }) };
  },
};
