import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, it } from 'vitest';
import { softOptIns } from '../src/domain/soft-opt-ins.ts';
import { now, person } from './consent-scenarios.ts';

const spec = specificationFor(softOptIns);
const purpose = 'newsletter';
const sale = { reference: 'order-1001', sold: '2026-03-01T09:00:00.000Z' };
const record = {
  command: 'record',
  person,
  sale,
  purpose: { id: purpose, directMarketing: true },
  statementVersion: '1.0',
  customer: { isEnquirer: false, hasSaidNo: false },
  now,
} as const;
const recorded = {
  type: 'soft-opt-in.recorded.v1',
  facts: { person, purpose, sale, products: 'own-similar', optOutOffered: true, statementVersion: '1.0' },
} as const;
const end = { command: 'end', person, purpose, by: 'opt-out' } as const;
const ended = { type: 'soft-opt-in.ended.v1', facts: { person, purpose, by: 'opt-out' } } as const;

describe('marketing that stands on a sale', () => {
  it('is recorded with the sale, once for each', () => {
    spec.given([]).when(record).then([recorded]);
    spec.given([recorded]).when(record).thenNothing();
    const next = { ...sale, reference: 'order-1002' };
    spec
      .given([recorded])
      .when({ ...record, sale: next })
      .then([{ ...recorded, facts: { ...recorded.facts, sale: next } }]);
  });

  it('never covers somebody who has only asked, nor a sale that has not been', () => {
    const enquirer = { isEnquirer: true, hasSaidNo: false };
    spec
      .given([])
      .when({ ...record, customer: enquirer })
      .thenRejected('enquirer-is-no-customer');
    spec
      .given([])
      .when({ ...record, sale: { ...sale, sold: '2026-03-02T09:00:00.001Z' } })
      .thenRejected('sale-in-future');
  });

  it('is for direct marketing that the statement names, and for nothing else', () => {
    spec
      .given([])
      .when({ ...record, purpose: { id: 'analytics' } })
      .thenRejected('not-marketing');
    spec
      .given([])
      .when({ ...record, purpose: undefined })
      .thenRejected('unknown-purpose');
  });

  it('ends by an opt-out, and no later sale brings it back', () => {
    spec.given([recorded]).when(end).then([ended]);
    spec.given([recorded, ended]).when(end).thenNothing();
    spec.given([]).when(end).thenRejected('no-soft-opt-in');
    spec
      .given([recorded, ended])
      .when({ ...record, sale: { ...sale, reference: 'order-1002' } })
      .thenRejected('has-said-no');
    spec
      .given([])
      .when({ ...record, customer: { isEnquirer: false, hasSaidNo: true } })
      .thenRejected('has-said-no');
  });
});
