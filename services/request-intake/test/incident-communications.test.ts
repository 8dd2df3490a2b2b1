import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, it } from 'vitest';
import { incidentCommunications } from '../src/domain/incident-communications.ts';
import { incident, now, person } from './incident-scenarios.ts';

const spec = specificationFor(incidentCommunications);
const about = { incident, communication: 1, person };
const later = '2026-06-05T16:05:00.000Z';
const due = { type: 'incident-communication.due.v1', facts: { ...about, owed: now } } as const;
const mail = { messageId: '<a@catacloud.com>', replyCode: 250, contentHash: 'c4'.repeat(32), language: 'nb' } as const;
const told = {
  type: 'incident-communication.delivered.v1',
  facts: { ...about, how: 'email', delivered: later, mail },
} as const;
const telling = { command: 'deliver', ...about, how: 'email', delivered: later, mail, now: later } as const;
const failing = { command: 'fail', ...about, reason: 'deferred', replyCode: 451, now } as const;
const deferred = {
  type: 'incident-communication.failed.v1',
  facts: { ...about, reason: 'deferred', replyCode: 451, attempt: 1, failed: now, nextAttempt: later },
} as const;
const noAddress = {
  type: 'incident-communication.failed.v1',
  facts: { ...about, reason: 'no-address', attempt: 1, failed: now },
} as const;

describe('that a person was told of a breach is recorded with its evidence', () => {
  it('is owed once, and told once', () => {
    const owing = { command: 'owe', ...about, now } as const;
    spec.given([]).when(owing).then([due]);
    spec.given([due]).when(owing).thenNothing();
    spec.given([due]).when(telling).then([told]);
    spec.given([due, told]).when(telling).thenNothing();
    const byPhone = { command: 'deliver', ...about, how: 'phone', delivered: later, now: later } as const;
    spec.given([due, told]).when(byPhone).thenRejected('communication-delivered');
  });

  it('is told to nobody who is not to be told, before it was decided, or in the future', () => {
    spec.given([]).when(telling).thenRejected('communication-not-owed');
    spec
      .given([due])
      .when({ ...telling, communication: 2 })
      .thenRejected('communication-not-owed');
    spec
      .given([due])
      .when({ ...telling, delivered: '2026-06-05T15:59:00.000Z' })
      .thenRejected('moment-invalid');
    spec
      .given([due])
      .when({ ...telling, now })
      .thenRejected('moment-invalid');
  });

  it('is tried again after a deferral, and left to people when no e-mail arrives', () => {
    spec.given([due]).when(failing).then([deferred]);
    spec.given([due, deferred]).when(telling).then([told]);
    spec
      .given([due])
      .when({ command: 'fail', ...about, reason: 'no-address', now })
      .then([noAddress]);
    spec.given([due, noAddress]).when(failing).thenNothing();
    spec.given([due, told]).when(failing).thenNothing();
  });
});
