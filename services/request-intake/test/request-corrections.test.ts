import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, it } from 'vitest';
import { request } from '../src/domain/request.ts';
import {
  accepted,
  allDone,
  fulfilled,
  id,
  keptAddress,
  now,
  owedAnswer,
  owedReceipt,
  type RequestPast,
  received,
  receiving,
} from './request-scenarios.ts';

const spec = specificationFor(request);
const phone = { dataCategory: 'contact', attribute: 'phone', present: '900 00 000', right: '911 00 000' };
const name = { dataCategory: 'identity', attribute: 'name', right: 'Kari Nordmann-Berg' };
const corrections = [phone, name];
const named = {
  type: 'request.corrections-named.v1',
  facts: {
    ...id,
    items: [
      { item: 'item-1', dataCategory: 'contact', attribute: 'phone' },
      { item: 'item-2', dataCategory: 'identity', attribute: 'name' },
    ],
  },
  personal: {
    values: {
      items: [
        { item: 'item-1', present: '900 00 000', right: '911 00 000' },
        { item: 'item-2', right: 'Kari Nordmann-Berg' },
      ],
    },
  },
} satisfies RequestPast;

describe('a correction is asked for field by field', () => {
  it('at the receipt, or by staff for what came in words, once', () => {
    spec
      .given([])
      .when(receiving({ requestType: 'rectification', corrections }))
      .then([received('rectification'), keptAddress, named, owedReceipt]);
    spec
      .given([received('rectification')])
      .when({ command: 'name-corrections', corrections })
      .then([named]);
    spec
      .given([received('rectification'), named])
      .when({ command: 'name-corrections', corrections })
      .thenRejected('already-split');
  });

  it('and of nothing but a rectification', () => {
    spec
      .given([received('erasure')])
      .when({ command: 'name-corrections', corrections })
      .thenRejected('detail-misplaced');
    spec
      .given([])
      .when(receiving({ requestType: 'access', corrections }))
      .thenRejected('detail-misplaced');
  });

  it('each field is corrected when the systems of its category are done, or refused with a reason', () => {
    const past = [received('rectification'), named, accepted('rectification')];
    const open = [{ task: 'task-crm', system: 'crm', dataCategories: ['identity'], due: now, overdue: false }];
    const done = { type: 'request.item-fulfilled.v1', facts: { ...id, item: 'item-1', fulfilled: now } } as const;
    const work = { given: true, open };
    spec.given(past).when({ command: 'fulfil-item', item: 'item-1', work, now }).then([done]);
    spec.given(past).when({ command: 'fulfil-item', item: 'item-2', work, now }).thenRejected('tasks-open');
    const refusal = {
      type: 'request.item-refused.v1',
      facts: {
        ...id,
        item: 'item-2',
        refused: now,
        reason: 'data-accurate',
        complaintTo: 'Datatilsynet',
        courtRemedyStated: true,
      },
      personal: { explanation: { text: 'Det står slik i passet.' } },
    } as const;
    spec
      .given([...past, done])
      .when({
        command: 'refuse-item',
        item: 'item-2',
        reason: 'data-accurate',
        explanation: 'Det står slik i passet.',
        complaintTo: 'Datatilsynet',
        now,
      })
      .then([
        owedAnswer,
        refusal,
        {
          type: 'request.partly-fulfilled.v2',
          facts: { ...id, closed: now, by: 'staff', fulfilled: ['item-1'], refused: ['item-2'], held: [] },
        },
      ]);
  });

  it('what came in words alone is answered as a whole', () => {
    spec
      .given([received('rectification'), accepted('rectification')])
      .when({ command: 'fulfil', work: allDone, now })
      .then([owedAnswer, fulfilled]);
  });
});
