import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, it } from 'vitest';
import { type TasksCommand, tasks } from '../src/domain/tasks.ts';

const spec = specificationFor(tasks);
const request = 'request-1';
const person = 'q7w2m4k8r1t5y9u3i6o0';
const givenAt = '2026-03-02T00:00:00Z';
const times = {
  reminders: ['2026-03-07T00:00:00Z', '2026-03-12T00:00:00Z'],
  due: '2026-03-14T00:00:00Z',
  closes: '2026-03-19T00:00:00Z',
  terms: '2026-1',
};
const about = (system: string, kind: 'collect-data' | 'rectify' = 'collect-data') => ({
  task: `task-${system}`,
  request,
  person,
  system,
  kind,
});
const given = (system: string, kind: 'collect-data' | 'rectify' = 'collect-data') => ({
  type: 'task.given.v1' as const,
  facts: { ...about(system, kind), dataCategories: ['contact'], given: givenAt, ...times },
});
const give: TasksCommand = {
  command: 'give',
  request,
  person,
  kind: 'collect-data',
  systems: [
    { task: 'task-crm', system: 'crm', dataCategories: ['contact'] },
    { task: 'task-app', system: 'app', processor: 'host', dataCategories: ['contact'] },
  ],
  answerBy: '2026-03-22T00:00:00Z',
  now: givenAt,
};
const lookAfter = (now: string): TasksCommand => ({ command: 'look-after', task: 'task-crm', now });
const nothing = (system: string, now = '2026-03-05T00:00:00Z'): TasksCommand => ({
  command: 'complete',
  task: `task-${system}`,
  system,
  outcome: 'nothing-held',
  evidence: 'no record',
  now,
});
const completed = (system: string, at = '2026-03-05T00:00:00Z', late = false) => ({
  type: 'task.completed.v1' as const,
  facts: { ...about(system), outcome: 'nothing-held' as const, evidence: 'no record', completed: at, late },
});
const finished = (at: string, done: number, unanswered: string[]) => ({
  type: 'tasks.finished.v1' as const,
  facts: { request, person, kind: 'collect-data' as const, finished: at, completed: done, unanswered },
});
const overdue = {
  type: 'task.overdue.v1' as const,
  facts: { ...about('crm'), due: times.due, overdue: '2026-03-14T00:00:00Z' },
};

describe('tasks are given', () => {
  it('to every system, due well before the person has to be answered, by terms that the event names', () => {
    const { processor: _, ...crm } = { ...given('crm').facts, processor: '' };
    spec
      .given([])
      .when(give)
      .then([
        { type: 'task.given.v1', facts: crm },
        { type: 'task.given.v1', facts: { ...given('app').facts, processor: 'host' } },
      ]);
  });

  it('with a day to answer in even when the request is late already', () => {
    spec
      .given([])
      .when({ ...give, systems: give.systems.slice(0, 1), answerBy: '2026-02-01T00:00:00Z' })
      .then([
        {
          type: 'task.given.v1',
          facts: {
            ...given('crm').facts,
            reminders: ['2026-03-02T10:00:00Z', '2026-03-02T20:00:00Z'],
            due: '2026-03-03T00:00:00Z',
            closes: '2026-03-03T10:00:00Z',
          },
        },
      ]);
  });

  it('once: a second time changes nothing', () => {
    spec
      .given([given('crm')])
      .when(give)
      .thenNothing();
  });

  it('to nobody where no system may hold anything, and then nobody is waited for', () => {
    spec
      .given([])
      .when({ ...give, systems: [] })
      .then([finished(givenAt, 0, [])]);
  });
});

describe('a system that does not answer', () => {
  it('is asked again, once for all the times that passed meanwhile', () => {
    const reminded = (reminder: number, at: string) => ({
      type: 'task.reminded.v1' as const,
      facts: { ...about('crm'), reminder, reminded: at },
    });
    spec
      .given([given('crm')])
      .when(lookAfter('2026-03-07T00:00:00Z'))
      .then([reminded(1, '2026-03-07T00:00:00Z')]);
    spec
      .given([given('crm')])
      .when(lookAfter('2026-03-13T00:00:00Z'))
      .then([reminded(2, '2026-03-13T00:00:00Z')]);
    spec
      .given([given('crm'), reminded(2, '2026-03-12T00:00:00Z')])
      .when(lookAfter('2026-03-13T00:00:00Z'))
      .thenNothing();
  });

  it('is overdue, and in the end not waited for any more, so that the person is answered in time', () => {
    spec
      .given([given('crm')])
      .when(lookAfter(times.due))
      .then([overdue]);
    spec
      .given([given('crm'), overdue])
      .when(lookAfter('2026-03-15T00:00:00Z'))
      .thenNothing();
    spec
      .given([given('crm'), given('app'), overdue, completed('app')])
      .when(lookAfter(times.closes))
      .then([finished(times.closes, 1, ['crm'])]);
  });

  it('may still answer late, and nobody is told twice that the waiting is over', () => {
    spec
      .given([given('crm'), overdue, finished(times.closes, 0, ['crm'])])
      .when(nothing('crm', '2026-03-20T00:00:00Z'))
      .then([completed('crm', '2026-03-20T00:00:00Z', true)]);
  });
});

describe('an answer', () => {
  it('ends the task, and the last one ends the waiting', () => {
    spec
      .given([given('crm'), given('app')])
      .when(nothing('crm'))
      .then([completed('crm')]);
    spec
      .given([given('crm'), given('app'), completed('app')])
      .when(nothing('crm'))
      .then([completed('crm'), finished('2026-03-05T00:00:00Z', 2, [])]);
  });

  it('is refused for a task never given, from the wrong system, twice with other words, or for what is not asked', () => {
    spec
      .given([given('crm')])
      .when(nothing('app'))
      .thenRejected('unknown-task');
    spec
      .given([given('crm')])
      .when({ ...nothing('crm'), system: 'app' } as TasksCommand)
      .thenRejected('not-your-system');
    spec
      .given([given('crm'), completed('crm')])
      .when({ ...nothing('crm'), evidence: 'other words' } as TasksCommand)
      .thenRejected('task-completed');
    spec
      .given([given('crm')])
      .when({ ...nothing('crm'), outcome: 'rectified' } as TasksCommand)
      .thenRejected('outcome-not-of-task');
    spec
      .given([given('crm')])
      .when({ ...nothing('crm'), outcome: 'delivered' } as TasksCommand)
      .thenRejected('data-missing');
  });

  it('that says the same again changes nothing', () => {
    spec
      .given([given('crm'), completed('crm')])
      .when(nothing('crm'))
      .thenNothing();
  });
});

describe('a failure', () => {
  const fail: TasksCommand = {
    command: 'fail',
    task: 'task-crm',
    system: 'crm',
    reason: 'person-not-found',
    evidence: 'no such customer',
    now: '2026-03-05T00:00:00Z',
  };
  const failed = {
    type: 'task.failed.v1' as const,
    facts: {
      ...about('crm'),
      reason: 'person-not-found' as const,
      evidence: 'no such customer',
      failed: '2026-03-05T00:00:00Z',
    },
  };

  it('leaves the task open, so that it can still be done', () => {
    spec
      .given([given('crm')])
      .when(fail)
      .then([failed]);
    spec
      .given([given('crm'), failed])
      .when(fail)
      .thenNothing();
    spec
      .given([given('crm'), failed])
      .when(nothing('crm'))
      .then([completed('crm'), finished('2026-03-05T00:00:00Z', 1, [])]);
  });
});

describe('a request that is answered otherwise', () => {
  const withdrawn = {
    type: 'task.withdrawn.v1' as const,
    facts: { ...about('crm'), withdrawn: '2026-03-06T00:00:00Z' },
  };

  it('takes back what is still asked of systems, and no answer is taken after that', () => {
    spec
      .given([given('crm'), given('app'), completed('app')])
      .when({ command: 'withdraw', now: '2026-03-06T00:00:00Z' })
      .then([withdrawn]);
    spec
      .given([given('crm'), withdrawn])
      .when(nothing('crm'))
      .thenRejected('task-withdrawn');
    spec
      .given([given('crm'), withdrawn])
      .when(lookAfter(times.closes))
      .thenNothing();
  });
});
