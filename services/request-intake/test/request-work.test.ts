import type { RequestType } from '@vitne/contracts/law/requests';
import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, it } from 'vitest';
import { request } from '../src/domain/request.ts';
import {
  accepted,
  allDone,
  fulfilled,
  id,
  now,
  owedAnswer,
  person,
  type RequestPast,
  received,
} from './request-scenarios.ts';

const spec = specificationFor(request);
const waiting = (...dataCategories: string[]) => ({
  given: true,
  open: [{ task: 'task-crm', system: 'crm', dataCategories, due: now, overdue: false }],
});
const past = (type: RequestType) => [received(type), accepted(type)];
const split = {
  type: 'request.split.v1',
  facts: { ...id, items: [{ item: 'item-1', dataCategory: 'contact' }, { item: 'item-2' }] },
} satisfies RequestPast;
const done = (item: string) => ({ type: 'request.item-fulfilled.v1', facts: { ...id, item, fulfilled: now } }) as const;

describe('nobody is told that a thing is done which a system has still to do', () => {
  it.each(['access', 'portability', 'rectification', 'restriction'] as const)('a request of %s waits', (type) => {
    spec
      .given(past(type))
      .when({ command: 'fulfil', work: waiting('contact'), now })
      .thenRejected('tasks-open');
    spec
      .given(past(type))
      .when({ command: 'fulfil', work: { given: false, open: [] }, now })
      .thenRejected('tasks-not-given');
    spec.given(past(type)).when({ command: 'fulfil', work: allDone, now }).then([owedAnswer, fulfilled]);
  });

  it('an item waits for the systems that were asked for its category, and one in words for all of them', () => {
    const work = waiting('behaviour');
    spec
      .given([...past('rectification'), split])
      .when({ command: 'fulfil-item', item: 'item-1', work, now })
      .then([done('item-1')]);
    spec
      .given([...past('rectification'), split])
      .when({ command: 'fulfil-item', item: 'item-2', work, now })
      .thenRejected('tasks-open');
    spec
      .given([...past('rectification'), split, done('item-1')])
      .when({ command: 'fulfil', work, now })
      .thenRejected('tasks-open');
  });

  it('a package that lacks what a system owes does not answer the request, and with it does', () => {
    const command = { command: 'fulfil-by-package', person, now } as const;
    spec
      .given(past('access'))
      .when({ ...command, work: waiting('contact') })
      .thenNothing();
    spec
      .given(past('access'))
      .when({ ...command, work: allDone })
      .then([owedAnswer, { ...fulfilled, facts: { ...fulfilled.facts, by: 'package' } }]);
  });

  it('what no system has to do waits for none', () => {
    spec
      .given([received('objection')])
      .when({ command: 'fulfil', work: { given: false, open: [] }, now })
      .then([owedAnswer, fulfilled]);
  });
});
