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
const about = (system: string) => ({
  task: `task-${system}`,
  request,
  person,
  system,
  kind: 'collect-data' as const,
});
const given = (system: string) => ({
  type: 'task.given.v1' as const,
  facts: { ...about(system), dataCategories: ['contact'], given: givenAt, ...times },
});
const nothing = (system: string, now = '2026-03-05T00:00:00Z'): TasksCommand => ({
  command: 'complete',
  task: `task-${system}`,
  system,
  outcome: 'nothing-held',
  evidence: 'no record',
  now,
});
const completed = (system: string, at = '2026-03-05T00:00:00Z') => ({
  type: 'task.completed.v1' as const,
  facts: { ...about(system), outcome: 'nothing-held' as const, evidence: 'no record', completed: at, late: false },
});
const finished = (at: string, done: number, unanswered: string[]) => ({
  type: 'tasks.finished.v1' as const,
  facts: { request, person, kind: 'collect-data' as const, finished: at, completed: done, unanswered },
});

describe('a system that is waited for no longer', () => {
  const giveUp: TasksCommand = {
    command: 'give-up',
    task: 'task-crm',
    ground: 'out-of-use',
    note: 'Switched off in May.',
    now: '2026-03-06T00:00:00Z',
  };
  const givenUp = {
    type: 'task.given-up.v1' as const,
    facts: { ...about('crm'), ground: 'out-of-use' as const, givenUp: '2026-03-06T00:00:00Z' },
    personal: { note: { text: 'Switched off in May.' } },
  };

  it('is given up with a reason, once, and the last one lets the answer be put together', () => {
    spec
      .given([given('crm'), given('app')])
      .when(giveUp)
      .then([givenUp]);
    spec
      .given([given('crm'), given('app'), completed('app')])
      .when(giveUp)
      .then([givenUp, finished('2026-03-06T00:00:00Z', 1, ['crm'])]);
    spec
      .given([given('crm'), givenUp])
      .when(giveUp)
      .thenNothing();
    spec
      .given([given('crm'), givenUp])
      .when({ ...giveUp, ground: 'impossible' })
      .thenRejected('task-given-up');
  });

  it('may answer after all, and what has answered is not given up', () => {
    spec
      .given([given('crm'), given('app'), givenUp])
      .when(nothing('crm', '2026-03-07T00:00:00Z'))
      .then([completed('crm', '2026-03-07T00:00:00Z')]);
    spec
      .given([given('crm'), given('app'), completed('crm')])
      .when(giveUp)
      .thenRejected('task-completed');
    spec.given([]).when(giveUp).thenRejected('unknown-task');
  });
});

describe('an item that is refused', () => {
  it('takes back the tasks that only it needed, and nobody waits any longer when they were the last', () => {
    const withdrawn = {
      type: 'task.withdrawn.v1' as const,
      facts: { ...about('crm'), withdrawn: '2026-03-06T00:00:00Z' },
    };
    spec
      .given([given('crm'), given('app'), completed('app')])
      .when({ command: 'withdraw', onlyOf: ['contact'], now: '2026-03-06T00:00:00Z' })
      .then([withdrawn, finished('2026-03-06T00:00:00Z', 1, [])]);
    spec
      .given([given('crm')])
      .when({ command: 'withdraw', onlyOf: ['enquiry'], now: '2026-03-06T00:00:00Z' })
      .thenNothing();
  });
});
