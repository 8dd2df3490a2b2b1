import type { TaskKind } from '@vitne/contracts/catalogue/task-events';
import { type Rejected, reject } from '@vitne/contracts/decider';
import type { RequestType } from '@vitne/contracts/law/requests';
import type { Item, KnownRequest } from './request-state.ts';
import { type KnownTask, openTasks, type TasksState, type Work } from './tasks-state.ts';

/** What the systems have to do because a request was accepted. An erasure is retention's to carry out. */
const kindFor: Partial<Record<RequestType, TaskKind>> = {
  access: 'collect-data',
  portability: 'collect-data',
  rectification: 'rectify',
  restriction: 'restrict',
};

export const taskKindFor = (requestType: RequestType): TaskKind | undefined => kindFor[requestType];

/** The work that is left of a request's own kind; lifting what it restricted comes after its answer. */
export function workLeft(state: TasksState, requestType: RequestType): Work {
  const kind = taskKindFor(requestType);
  if (kind === undefined) return { given: true, open: [] };
  const given = state.finished[kind] !== undefined || Object.values(state.tasks).some((task) => task.kind === kind);
  return { given, open: openTasks(state, kind) };
}

/** Only what names a data category can be told apart: the rest of a request needs every system. */
export const needsTask = ({ dataCategory }: Pick<Item, 'dataCategory'>, task: Pick<KnownTask, 'dataCategories'>) =>
  dataCategory === undefined || task.dataCategories.includes(dataCategory);

/**
 * Says no while systems have still to do what a request needs of them; of several items, those that are meant.
 * @param items those that are to be called done; the request as a whole when left out
 */
export function whileWorkIsLeft(
  { requestType, identity }: KnownRequest,
  { given, open }: Work,
  items?: readonly Item[],
): Rejected<'tasks-open' | 'tasks-not-given'> | undefined {
  if (identity === undefined || taskKindFor(requestType) === undefined) return undefined;
  if (!given)
    return reject(
      'tasks-not-given',
      'The request was accepted just now, and its systems are being asked. Wait for them.',
    );
  const waiting = items ? open.filter((task) => items.some((item) => needsTask(item, task))) : open;
  if (waiting.length === 0) return undefined;
  const names = [...new Set(waiting.map(({ system }) => system))].join(', ');
  return reject(
    'tasks-open',
    `Not done yet: ${names}. Wait for an answer, answer for the system (POST /v1/tasks/{task}/completion), or give the task up with a reason (POST /v1/tasks/{task}/giving-up).`,
    { tasks: waiting.map(({ task, system, due, overdue }) => ({ task, system, due, overdue })) },
  );
}
