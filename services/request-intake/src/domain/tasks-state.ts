import type {
  TaskKind,
  TaskOutcome,
  taskCompleted,
  taskEvents,
  taskFailed,
  taskGiven,
  taskGivenUp,
  taskReminded,
  tasksFinished,
} from '@vitne/contracts/catalogue/task-events';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';

export type TaskEvent = (typeof taskEvents)[number];
export type RecordedTaskEvent = RecordedEvent<TaskEvent>;

export type Given = FactsOf<typeof taskGiven>;
export type Completed = FactsOf<typeof taskCompleted>;
export type Failed = FactsOf<typeof taskFailed>;

/** One task as it stands; plain JSON, so that a read model can hold it as it is. */
export type KnownTask = Given & {
  status: 'open' | 'completed' | 'withdrawn' | 'given-up';
  /** How often it was asked again. */
  reminded: number;
  overdue: boolean;
  completed?: { outcome: TaskOutcome; evidence: string; at: string; late: boolean };
  delivered?: NonNullable<Completed['delivered']>;
  givenUp?: { ground: FactsOf<typeof taskGivenUp>['ground']; at: string };
  /** The latest of its failures; what was completed after all has none. */
  failure?: { reason: Failed['reason']; evidence: string; at: string };
};

/** The tasks of one request, and which kinds nobody waits for any more. */
export type TasksState = {
  tasks: Readonly<Record<string, KnownTask>>;
  finished: Readonly<Partial<Record<TaskKind, FactsOf<typeof tasksFinished>>>>;
};

/** What the systems were asked because of a request, and which of them have not answered. */
export type Work = {
  /** Whether they were asked at all yet. */
  given: boolean;
  open: readonly Pick<KnownTask, 'task' | 'system' | 'dataCategories' | 'due' | 'overdue'>[];
};

export const noTasks = (): TasksState => ({ tasks: {}, finished: {} });

export const openTasks = ({ tasks }: TasksState, kind?: TaskKind): KnownTask[] =>
  Object.values(tasks).filter((task) => task.status === 'open' && (kind === undefined || task.kind === kind));

/** When a task is to be looked at next: asked again, called overdue, or not waited for any more. */
export function nextStepOf({ status, reminders, reminded, overdue, due, closes }: KnownTask, finished: boolean) {
  if (status !== 'open') return undefined;
  const reminder = reminders[reminded];
  if (!overdue) return reminder ?? due;
  return finished ? undefined : closes;
}

export function evolveTasks(state: TasksState, event: RecordedTaskEvent): TasksState {
  switch (event.meta.type) {
    case 'task.given.v1': {
      const facts = event.facts as Given;
      const task: KnownTask = { ...facts, status: 'open', reminded: 0, overdue: false };
      return { ...state, tasks: { ...state.tasks, [facts.task]: task } };
    }
    case 'task.reminded.v1': {
      const { task, reminder } = event.facts as FactsOf<typeof taskReminded>;
      return withTask(state, task, { reminded: reminder });
    }
    case 'task.overdue.v1':
      return withTask(state, (event.facts as { task: string }).task, { overdue: true });
    case 'task.completed.v1': {
      const { task, outcome, evidence, completed: at, late, delivered } = event.facts as Completed;
      const before = state.tasks[task];
      if (!before) return state;
      const { failure: _, givenUp: _givenUp, ...known } = before;
      const completed = { outcome, evidence, at, late };
      return put(state, { ...known, status: 'completed', completed, ...(delivered && { delivered }) });
    }
    case 'task.failed.v1': {
      const { task, reason, evidence, failed: at } = event.facts as Failed;
      return withTask(state, task, { failure: { reason, evidence, at } });
    }
    case 'task.withdrawn.v1':
      return withTask(state, (event.facts as { task: string }).task, { status: 'withdrawn' });
    case 'task.given-up.v1': {
      const { task, ground, givenUp: at } = event.facts as FactsOf<typeof taskGivenUp>;
      return withTask(state, task, { status: 'given-up', givenUp: { ground, at } });
    }
    case 'tasks.finished.v1': {
      const facts = event.facts as FactsOf<typeof tasksFinished>;
      return { ...state, finished: { ...state.finished, [facts.kind]: facts } };
    }
  }
}

const put = (state: TasksState, task: KnownTask): TasksState => ({
  ...state,
  tasks: { ...state.tasks, [task.task]: task },
});

function withTask(state: TasksState, id: string, over: Partial<KnownTask>): TasksState {
  const task = state.tasks[id];
  return task ? put(state, { ...task, ...over }) : state;
}
