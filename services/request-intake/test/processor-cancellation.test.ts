import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, it } from 'vitest';
import { processorRequest } from '../src/domain/processor-request.ts';

const spec = specificationFor(processorRequest);
const person = 'q7w2m4k8r1t5y9u3i6o0';
const about = { subjectRequestId: 'a7551968-d5d6-44b2-9831-815ac9017798', person, system: 'crm' };
const id = { ...about, task: 'task-1' };
const ofDisposal = { ...about, disposal: 'disposal-1' };
const at = '2026-03-02T09:00:00Z';
const now = '2026-03-04T12:00:00Z';
const answer = { digest: 'cd'.repeat(32), signature: 'c2lnbmVk', certificate: 'ab'.repeat(32) };
const { digest, signature } = answer;

const owedOf = (of: typeof id | typeof ofDisposal) => ({
  type: 'processor-request.owed.v1' as const,
  facts: { ...of, requestType: 'access' as const, submitted: at, owed: at, terms: '2026-1' },
});
const receivedOf = (of: typeof id | typeof ofDisposal) => ({
  type: 'processor-request.received.v1' as const,
  facts: {
    ...of,
    identities: [{ type: 'email' as const, format: 'raw' as const }],
    certificate: answer.certificate,
    receivedTime: at,
    expectedCompletion: '2026-03-20T00:00:00Z',
    received: at,
    again: '2026-03-03T09:00:00Z',
  },
  personal: { receipt: { digest, signature } },
});
const told = (status: 'completed' | 'cancelled', again?: string) => ({
  type: 'processor-request.status-told.v1' as const,
  facts: { ...id, status, through: 'callback' as const, answer, told: now, ...(again !== undefined && { again }) },
});
const settled = { type: 'processor-request.settled.v1' as const, facts: { ...id, settled: now } };
const cancellationOwed = { type: 'processor-request.cancellation-owed.v1' as const, facts: { ...id, owed: now } };
const cancelled = {
  type: 'processor-request.cancelled.v1' as const,
  facts: { ...id, outcome: 'received' as const, httpStatus: 202, answer, cancelled: now },
};
const failed = (attempt: number, reason: 'unreachable' | 'refused', again?: string) => ({
  type: 'processor-request.cancellation-failed.v1' as const,
  facts: { ...id, attempt, reason, failed: now, ...(again !== undefined && { again }) },
});
const cancel = { command: 'cancel', now } as const;
const fails = (attempt: number, reason: 'unreachable' | 'refused') =>
  ({ command: 'note-cancellation-failure', attempt, reason, now }) as const;
const asked = [owedOf(id), receivedOf(id)] as const;

describe('what a person takes back is taken back at the processor that was told of it (OpenDSR § 9)', () => {
  it('is owed once the processor has signed that it received the request, once', () => {
    spec.given(asked).when(cancel).then([cancellationOwed]);
    spec
      .given([...asked, cancellationOwed])
      .when(cancel)
      .thenNothing();
  });

  it('and where a call was made whose receipt never came', () => {
    const lost = { ...id, call: 'send', attempt: 1, reason: 'unreachable', failed: at, again: now } as const;
    spec
      .given([owedOf(id), { type: 'processor-request.call-failed.v1', facts: lost }])
      .when(cancel)
      .then([cancellationOwed]);
  });

  it('calls about nothing that the processor never heard of, has done, or that is an erasure which goes on', () => {
    spec
      .given([owedOf(id)])
      .when(cancel)
      .then([settled]);
    spec
      .given([...asked, told('completed', now)])
      .when(cancel)
      .then([settled]);
    spec
      .given([owedOf(ofDisposal), receivedOf(ofDisposal)])
      .when(cancel)
      .then([{ ...settled, facts: { ...ofDisposal, settled: now } }]);
    spec
      .given([...asked, settled])
      .when(cancel)
      .thenNothing();
    spec.given([]).when(cancel).thenRejected('unknown-processor-request');
  });

  it('keeps what the processor answered, and ends with that', () => {
    const noted = { command: 'note-cancelled', outcome: 'received', httpStatus: 202, answer, now } as const;
    spec
      .given([...asked, cancellationOwed])
      .when(noted)
      .then([cancelled]);
    spec
      .given([...asked, cancellationOwed, cancelled])
      .when(noted)
      .thenNothing();
    spec.given(asked).when(noted).thenNothing();
    const calledBack = { command: 'note-status', system: 'crm', status: 'cancelled', through: 'callback' } as const;
    spec
      .given([...asked, cancellationOwed, cancelled])
      .when({ ...calledBack, answer, now })
      .then([told('cancelled')]);
    spec
      .given([...asked, cancellationOwed, cancelled])
      .when({ ...calledBack, status: 'completed', answer, now })
      .thenNothing();
  });

  it('is said again after a pause, and given up when the processor refuses or the pauses are used up', () => {
    const owing = [...asked, cancellationOwed] as const;
    spec
      .given(owing)
      .when(fails(1, 'unreachable'))
      .then([failed(1, 'unreachable', '2026-03-04T12:01:00Z')]);
    const givenUp = (reason: 'unreachable' | 'refused') => ({
      type: 'processor-request.cancellation-given-up.v1' as const,
      facts: { ...id, reason, givenUp: now },
    });
    spec
      .given(owing)
      .when(fails(1, 'refused'))
      .then([failed(1, 'refused'), givenUp('refused')]);
    const eight = Array.from({ length: 8 }, (_, index) => failed(index + 1, 'unreachable', now));
    spec
      .given([...owing, ...eight])
      .when(fails(9, 'unreachable'))
      .then([failed(9, 'unreachable'), givenUp('unreachable')]);
    spec.given(owing).when(fails(2, 'unreachable')).thenNothing();
  });
});
