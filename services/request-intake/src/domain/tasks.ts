import {
  type groundsToGiveUp,
  outcomesOfTask,
  type TaskKind,
  type TaskOutcome,
} from '@vitne/contracts/catalogue/task-events';
import { accept, type Decider, type Decision, reject } from '@vitne/contracts/decider';
import type { DomainEvent } from '@vitne/contracts/event-definition';
import { timesOfTask } from './task-terms.ts';
import {
  type Completed,
  evolveTasks,
  type Failed,
  type KnownTask,
  noTasks,
  openTasks,
  type RecordedTaskEvent,
  type TaskEvent,
  type TasksState,
} from './tasks-state.ts';

/** A system that may hold data of the person, by the statement in force. */
export type SystemToAsk = { task: string; system: string; processor?: string | undefined; dataCategories: string[] };

export type TasksCommand =
  | {
      command: 'give';
      request: string;
      person: string;
      kind: TaskKind;
      systems: readonly SystemToAsk[];
      /** When the request has to be answered. */
      answerBy: string;
      now: string;
    }
  /** Whatever of the task is due: it is asked again, called overdue, or not waited for any more. */
  | { command: 'look-after'; task: string; now: string }
  | {
      command: 'complete';
      task: string;
      /** Who speaks; staff speaks for any system. */
      system?: string | undefined;
      outcome: TaskOutcome;
      evidence: string;
      delivered?: Completed['delivered'];
      now: string;
    }
  | {
      command: 'fail';
      task: string;
      system?: string | undefined;
      reason: Failed['reason'];
      evidence: string;
      now: string;
    }
  /** Staff waits for the system no longer. */
  | { command: 'give-up'; task: string; ground: (typeof groundsToGiveUp)[number]; note: string; now: string }
  /** Nothing is asked any more; with categories, only of what asks for nothing else. */
  | { command: 'withdraw'; onlyOf?: readonly string[]; now: string };

export type TasksRejection =
  | 'unknown-task'
  | 'not-your-system'
  | 'task-completed'
  | 'task-withdrawn'
  | 'task-given-up'
  | 'outcome-not-of-task'
  | 'data-missing';

type Answer = Decision<DomainEvent<TaskEvent>, TasksRejection>;
type Command<Name extends TasksCommand['command']> = Extract<TasksCommand, { command: Name }>;

/** What the systems of a controller are asked to do because of one request, and what became of it. */
export const tasks: Decider<TasksState, TasksCommand, DomainEvent<TaskEvent>, RecordedTaskEvent, TasksRejection> = {
  initial: noTasks,

  decide(command, state) {
    switch (command.command) {
      case 'give':
        return give(command, state);
      case 'look-after':
        return lookAfter(command, state);
      case 'complete':
        return complete(command, state);
      case 'fail':
        return fail(command, state);
      case 'withdraw':
        return withdraw(command, state);
      case 'give-up':
        return giveUp(command, state);
    }
  },

  evolve: evolveTasks,
};

const about = ({ task, request, person, system, kind }: KnownTask) => ({ task, request, person, system, kind });

/** A request's tasks of one kind are given once. Where no system may hold anything, there is nothing to wait for. */
function give({ request, person, kind, systems, answerBy, now }: Command<'give'>, state: TasksState): Answer {
  const isGiven = Object.values(state.tasks).some((task) => task.kind === kind);
  if (isGiven || state.finished[kind]) return accept();
  if (systems.length === 0) {
    const facts = { request, person, kind, finished: now, completed: 0, unanswered: [] };
    return accept({ type: 'tasks.finished.v1', facts });
  }
  const times = timesOfTask(now, answerBy);
  return accept(
    ...systems.map(({ task, system, processor, dataCategories }) => ({
      type: 'task.given.v1' as const,
      facts: {
        task,
        request,
        person,
        system,
        kind,
        ...(processor !== undefined && { processor }),
        dataCategories,
        given: now,
        ...times,
      },
    })),
  );
}

function lookAfter({ task: id, now }: Command<'look-after'>, state: TasksState): Answer {
  const task = state.tasks[id];
  if (!task) return reject('unknown-task', noSuchTask);
  if (task.status !== 'open') return accept();
  const events: DomainEvent<TaskEvent>[] = [];
  // After a long absence one reminder says what several would have said.
  const reminder = task.reminders.filter((moment) => isDue(moment, now)).length;
  if (!task.overdue && isDue(task.due, now)) {
    events.push({ type: 'task.overdue.v1', facts: { ...about(task), due: task.due, overdue: now } });
  } else if (!task.overdue && reminder > task.reminded) {
    events.push({ type: 'task.reminded.v1', facts: { ...about(task), reminder, reminded: now } });
  }
  if (isDue(task.closes, now) && !state.finished[task.kind]) events.push(finished(state, task, now));
  return accept(...events);
}

function complete(command: Command<'complete'>, state: TasksState): Answer {
  const { task: id, system, outcome, evidence, delivered, now } = command;
  const task = answerable(state, id, system);
  if ('rejected' in task) return task;
  if (!(outcomesOfTask[task.kind] as readonly string[]).includes(outcome)) {
    return reject('outcome-not-of-task', `A task to ${task.kind} ends otherwise.`, {
      outcomes: outcomesOfTask[task.kind],
    });
  }
  if ((outcome === 'delivered') !== (delivered !== undefined)) {
    return reject('data-missing', 'Send data with the outcome delivered, and with no other outcome.');
  }
  if (task.completed) {
    const isSame = task.completed.outcome === outcome && task.completed.evidence === evidence && !delivered;
    return isSame ? accept() : reject('task-completed', 'This task was answered before, and is not answered twice.');
  }
  const late = isDue(task.due, now);
  const facts = { ...about(task), outcome, evidence, completed: now, late, ...(delivered && { delivered }) };
  const events: DomainEvent<TaskEvent>[] = [{ type: 'task.completed.v1', facts }];
  const isLast = openTasks(state, task.kind).every((open) => open.task === id);
  if (isLast && !state.finished[task.kind]) events.push(finished(state, task, now, id));
  return accept(...events);
}

function fail({ task: id, system, reason, evidence, now }: Command<'fail'>, state: TasksState): Answer {
  const task = answerable(state, id, system);
  if ('rejected' in task) return task;
  if (task.completed) return reject('task-completed', 'This task was answered before, and is not answered twice.');
  if (task.failure?.reason === reason && task.failure.evidence === evidence) return accept();
  return accept({ type: 'task.failed.v1', facts: { ...about(task), reason, evidence, failed: now } });
}

/**
 * What a system is not asked for any more; where nothing else of the kind is waited for, nobody waits any longer. That a
 * restriction ends is told after the end of its request.
 */
function withdraw({ onlyOf, now }: Command<'withdraw'>, state: TasksState): Answer {
  const gone = openTasks(state).filter(
    ({ kind, dataCategories }) =>
      kind !== 'lift-restriction' && (!onlyOf || dataCategories.every((category) => onlyOf.includes(category))),
  );
  const events: DomainEvent<TaskEvent>[] = gone.map((task) => ({
    type: 'task.withdrawn.v1',
    facts: { ...about(task), withdrawn: now },
  }));
  // The whole request is over: whether its systems were waited for is nothing to anybody.
  if (!onlyOf) return accept(...events);
  for (const kind of new Set(gone.map((task) => task.kind))) {
    const left = { ...state, tasks: { ...state.tasks } };
    for (const task of gone) left.tasks[task.task] = { ...task, status: 'withdrawn' };
    const one = gone.find((task) => task.kind === kind);
    if (one && !state.finished[kind] && openTasks(left, kind).length === 0) events.push(finished(left, one, now));
  }
  return accept(...events);
}

/** Nobody waits for the system any longer; the last one that is not waited for lets the answer be put together. */
function giveUp({ task: id, ground, note, now }: Command<'give-up'>, state: TasksState): Answer {
  const task = answerable(state, id, undefined);
  if ('rejected' in task) return task;
  if (task.completed) return reject('task-completed', 'This task was answered: there is nothing to give up.');
  if (task.status === 'given-up') {
    return task.givenUp?.ground === ground
      ? accept()
      : reject('task-given-up', 'The task was given up for another reason, and that stands.', {
          ground: task.givenUp?.ground,
        });
  }
  const events: DomainEvent<TaskEvent>[] = [
    { type: 'task.given-up.v1', facts: { ...about(task), ground, givenUp: now }, personal: { note: { text: note } } },
  ];
  const isLast = openTasks(state, task.kind).every((open) => open.task === id);
  if (isLast && !state.finished[task.kind]) events.push(finished(state, task, now));
  return accept(...events);
}

const noSuchTask = 'No task of that id was given: use the one in the order.';

/** The task, if it was given, to the one who speaks, and is still wanted. */
function answerable(state: TasksState, id: string, system: string | undefined) {
  const task = state.tasks[id];
  if (!task) return reject('unknown-task', noSuchTask);
  if (system !== undefined && task.system !== system) {
    return reject('not-your-system', 'This task was given to another system.');
  }
  if (task.status === 'withdrawn') {
    return reject('task-withdrawn', 'The request was answered or taken back: nothing is to be done any more.');
  }
  return task;
}

/** Nobody waits any longer for tasks of a kind; `answered` is the task that is completed by the same decision. */
function finished(state: TasksState, { request, person, kind }: KnownTask, now: string, answered?: string) {
  const all = Object.values(state.tasks).filter((task) => task.kind === kind && task.status !== 'withdrawn');
  const done = all.filter((task) => task.status === 'completed' || task.task === answered);
  const unanswered = all.filter((task) => !done.includes(task)).map(({ system }) => system);
  const facts = { request, person, kind, finished: now, completed: done.length, unanswered };
  return { type: 'tasks.finished.v1' as const, facts };
}

const isDue = (moment: string, now: string): boolean => Date.parse(moment) <= Date.parse(now);
