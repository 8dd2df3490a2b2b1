import type { controllerRequestEvents } from '@vitne/contracts/catalogue/controller-request-events';
import type { DomainEvent } from '@vitne/contracts/event-definition';
import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, it } from 'vitest';
import { controllerRequest } from '../src/domain/controller-request.ts';

const spec = specificationFor(controllerRequest);
const id = { request: 'request-1', person: 'p4k7w2m9x1c6v3b8n5z0', controller: 'client-1' };
const callback = 'https://controller.example/opendsr';
const received = {
  type: 'controller-request.received.v1' as const,
  facts: {
    ...id,
    subjectRequestId: 'a7551968-d5d6-44b2-9831-815ac9017798',
    regulation: 'gdpr' as const,
    submitted: '2026-01-30T08:00:00Z',
    callbacks: [callback],
  },
} satisfies DomainEvent<(typeof controllerRequestEvents)[0]>;
const told = { callback, status: 'in_progress' } as const;
const now = '2026-03-05T09:00:00Z';
const taken = {
  type: 'controller-request.called-back.v1',
  facts: { ...id, ...told, attempt: 1, calledBack: now, httpStatus: 202 },
} as const;
const failed = (attempt: number, again?: string) =>
  ({
    type: 'controller-request.call-failed.v1',
    facts: { ...id, ...told, attempt, failed: now, httpStatus: 503, ...(again !== undefined && { again }) },
  }) as const;
const givenUp = {
  type: 'controller-request.given-up.v1',
  facts: { ...id, ...told, attempt: 8, givenUp: now },
} as const;
const resumed = { type: 'controller-request.resumed.v1', facts: { ...id, ...told, resumed: now } } as const;
const refused = (round: number, attempt: number) =>
  ({ command: 'note-call', ...told, round, attempt, httpStatus: 503, now }) as const;
const again = { command: 'call-again', calls: [told], now } as const;

describe('A controller that has not taken how its request stands', () => {
  it('is called again after a pause, and after the last one no more', () => {
    spec
      .given([received])
      .when(refused(1, 1))
      .then([failed(1, '2026-03-05T09:01:00Z')]);
    spec
      .given([received])
      .when(refused(1, 8))
      .then([failed(8), givenUp]);
  });

  it('is called anew when somebody says so, and the pauses begin again', () => {
    spec
      .given([received, failed(8), givenUp])
      .when(again)
      .then([resumed]);
    spec
      .given([received, failed(8), givenUp, resumed])
      .when(refused(2, 1))
      .then([failed(1, '2026-03-05T09:01:00Z')]);
  });

  it('is called at once while it waits for its next call', () => {
    spec
      .given([received, failed(1, '2026-03-05T09:01:00Z')])
      .when(again)
      .then([resumed]);
  });

  it('is not called about what it took, nor about what nobody owes it', () => {
    spec.given([received, taken]).when(again).thenRejected('no-call-owed');
    spec
      .given([received])
      .when({ ...again, calls: [] })
      .thenRejected('no-call-owed');
    spec.given([]).when(again).thenRejected('unknown-request');
  });

  it('is not called anew without end', () => {
    const often = Array.from({ length: 19 }, () => resumed);
    spec
      .given([received, ...often])
      .when(again)
      .thenRejected('called-too-often');
  });

  it('whose answer to the call before comes late is on record when it took it, and changes nothing when it did not', () => {
    spec
      .given([received, resumed])
      .when({ ...refused(1, 1), httpStatus: 202 })
      .then([taken]);
    spec.given([received, resumed]).when(refused(1, 1)).thenNothing();
  });
});
