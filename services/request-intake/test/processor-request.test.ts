import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, it } from 'vitest';
import { type ProcessorRequestCommand, processorRequest } from '../src/domain/processor-request.ts';

const spec = specificationFor(processorRequest);
const subjectRequestId = 'a7551968-d5d6-44b2-9831-815ac9017798';
const person = 'q7w2m4k8r1t5y9u3i6o0';
const ofTask = { subjectRequestId, person, system: 'crm', task: 'task-1' };
const ofDisposal = { subjectRequestId, person, system: 'crm', disposal: 'disposal-1' };
type About = typeof ofTask | typeof ofDisposal;

const at = '2026-03-02T09:00:00Z';
const terms = '2026-1';
const fingerprint = 'ab'.repeat(32);
const answer = { digest: 'cd'.repeat(32), signature: 'c2lnbmVk', certificate: fingerprint };
const identities = [{ type: 'email' as const, format: 'raw' as const }];
const dates = { receivedTime: '2026-03-02T09:00:05Z', expectedCompletion: '2026-03-20T00:00:00Z' };

const owed = (about: About = ofTask) => ({
  type: 'processor-request.owed.v1' as const,
  facts: {
    ...about,
    requestType: 'task' in about ? ('access' as const) : ('erasure' as const),
    submitted: '2026-03-01T08:00:00Z',
    owed: at,
    terms,
  },
});
const received = (about: About = ofTask) => ({
  type: 'processor-request.received.v1' as const,
  facts: {
    ...about,
    identities,
    certificate: fingerprint,
    ...dates,
    received: '2026-03-02T09:00:06Z',
    again: '2026-03-03T09:00:06Z',
  },
  personal: { receipt: { digest: answer.digest, signature: answer.signature } },
});
const told = (
  status: 'pending' | 'in_progress' | 'completed' | 'cancelled' | 'denied',
  through: 'callback' | 'asked',
  when: string,
  again?: string,
  about: About = ofTask,
) => ({
  type: 'processor-request.status-told.v1' as const,
  facts: { ...about, status, through, answer, told: when, ...(again !== undefined && { again }) },
});
const failed = (
  call: 'send' | 'ask' | 'fetch',
  attempt: number,
  reason: 'unreachable' | 'refused',
  when: string,
  again?: string,
) => ({
  type: 'processor-request.call-failed.v1' as const,
  facts: { ...ofTask, call, attempt, reason, failed: when, ...(again !== undefined && { again }) },
});
const givenUp = (call: 'send' | 'ask', reason: 'unreachable' | 'refused' | 'no-end', when: string) => ({
  type: 'processor-request.given-up.v1' as const,
  facts: { ...ofTask, call, reason, givenUp: when },
});
const says = (
  status: 'pending' | 'in_progress' | 'completed' | 'cancelled' | 'denied',
  through: 'callback' | 'asked',
  now: string,
  system = 'crm',
): ProcessorRequestCommand => ({ command: 'note-status', system, status, through, answer, now });
const fails = (call: 'send' | 'ask' | 'fetch', attempt: number, reason: 'unreachable' | 'refused', now: string) =>
  ({ command: 'note-failure', call, attempt, reason, now }) as const;
const receipt = {
  command: 'note-receipt',
  receipt: { identities, certificate: fingerprint, ...dates },
  sealed: { digest: answer.digest, signature: answer.signature },
  now: '2026-03-02T09:00:06Z',
} as const;

describe('what a processor is asked', () => {
  it('is owed once, however often the order is seen', () => {
    spec.given([]).when({ command: 'owe', facts: owed().facts }).then([owed()]);
    spec.given([owed()]).when({ command: 'owe', facts: owed().facts }).thenNothing();
  });

  it('is received by a signed receipt, of which only what holds no identity stays readable', () => {
    spec.given([owed()]).when(receipt).then([received()]);
    spec.given([owed(), received()]).when(receipt).thenNothing();
  });

  it('keeps the receipt that comes after the first call back', () => {
    const early = told('pending', 'callback', '2026-03-02T09:00:05Z', '2026-03-03T09:00:00Z');
    spec
      .given([owed()])
      .when(says('pending', 'callback', '2026-03-02T09:00:05Z'))
      .then([early]);
    spec.given([owed(), early]).when(receipt).then([received()]);
  });

  it('is nothing that another system’s processor can speak of, nor one that was asked nothing', () => {
    spec
      .given([owed(), received()])
      .when(says('completed', 'callback', at, 'shop'))
      .thenRejected('unknown-processor-request');
    spec
      .given([])
      .when(says('completed', 'callback', at))
      .thenRejected('unknown-processor-request');
    spec.given([]).when({ command: 'settle', now: at }).thenRejected('unknown-processor-request');
  });
});

describe('a processor that does not answer', () => {
  it('is called again after ever longer pauses, and each attempt counts once', () => {
    const first = failed('send', 1, 'unreachable', at, '2026-03-02T09:01:00Z');
    spec
      .given([owed()])
      .when(fails('send', 1, 'unreachable', at))
      .then([first]);
    spec
      .given([owed(), first])
      .when(fails('send', 1, 'unreachable', at))
      .thenNothing();
    spec
      .given([owed(), first])
      .when(fails('send', 2, 'unreachable', '2026-03-02T09:01:00Z'))
      .then([failed('send', 2, 'unreachable', '2026-03-02T09:01:00Z', '2026-03-02T09:06:00Z')]);
  });

  it('is given up after the last of them, and called anew when the order is given again', () => {
    const eight = Array.from({ length: 8 }, (_, index) => failed('send', index + 1, 'unreachable', at, at));
    const last = [failed('send', 9, 'unreachable', at), givenUp('send', 'unreachable', at)] as const;
    spec
      .given([owed(), ...eight])
      .when(fails('send', 9, 'unreachable', at))
      .then([...last]);
    const resumed = { type: 'processor-request.resumed.v1' as const, facts: { ...ofTask, resumed: at } };
    spec
      .given([owed(), ...eight, ...last])
      .when({ command: 'resume', now: at })
      .then([resumed]);
    spec
      .given([owed(), ...eight, ...last, resumed])
      .when(fails('send', 1, 'unreachable', at))
      .then([failed('send', 1, 'unreachable', at, '2026-03-02T09:01:00Z')]);
  });

  it('is given up at once where it says that the request is wrong', () => {
    spec
      .given([owed()])
      .when(fails('send', 1, 'refused', at))
      .then([failed('send', 1, 'refused', at), givenUp('send', 'refused', at)]);
  });

  it('is not called anew while it is being called', () => {
    spec.given([owed()]).when({ command: 'resume', now: at }).thenNothing();
    spec.given([owed(), received()]).when({ command: 'resume', now: at }).thenNothing();
  });

  it('is asked how it stands until the terms are over, and then somebody has to look', () => {
    const now = '2026-03-03T09:00:06Z';
    spec
      .given([owed(), received()])
      .when(says('pending', 'asked', now))
      .then([told('pending', 'asked', now, '2026-03-04T09:00:06Z')]);
    spec
      .given([owed(), received()])
      .when(fails('ask', 1, 'unreachable', now))
      .then([failed('ask', 1, 'unreachable', now, '2026-03-04T09:00:06Z')]);
    const late = '2026-05-25T09:00:06Z';
    spec
      .given([owed(), received()])
      .when(says('pending', 'asked', late))
      .then([told('pending', 'asked', late), givenUp('ask', 'no-end', late)]);
  });
});

describe('what a processor says', () => {
  const now = '2026-03-05T10:00:00Z';

  it('by calling back counts once, and nothing is told backwards', () => {
    const news = told('in_progress', 'callback', now, '2026-03-07T09:00:06Z');
    spec
      .given([owed(), received()])
      .when(says('in_progress', 'callback', now))
      .then([news]);
    spec
      .given([owed(), received(), news])
      .when(says('in_progress', 'callback', now))
      .thenNothing();
    spec
      .given([owed(), received(), news])
      .when(says('pending', 'callback', now))
      .thenNothing();
  });

  it('completed lets the results of an access be fetched at once, and ends an erasure', () => {
    spec
      .given([owed(), received()])
      .when(says('completed', 'callback', now))
      .then([told('completed', 'callback', now, now)]);
    const end = told('completed', 'callback', now, undefined, ofDisposal);
    spec
      .given([owed(ofDisposal), received(ofDisposal)])
      .when(says('completed', 'callback', now))
      .then([end]);
    spec
      .given([owed(ofDisposal), received(ofDisposal), end])
      .when(says('cancelled', 'callback', now))
      .thenNothing();
    spec
      .given([owed(ofDisposal), received(ofDisposal), end])
      .when({ command: 'settle', now })
      .thenNothing();
  });

  it('cancelled or denied ends it, and an order that is given again does not bring it back', () => {
    for (const status of ['cancelled', 'denied'] as const) {
      const end = told(status, 'callback', now);
      spec
        .given([owed(), received()])
        .when(says(status, 'callback', now))
        .then([end]);
      spec.given([owed(), received(), end]).when({ command: 'resume', now }).thenNothing();
    }
  });

  it('is not waited for any more once somebody answered for it', () => {
    const settled = { type: 'processor-request.settled.v1' as const, facts: { ...ofTask, settled: now } };
    spec.given([owed(), received()]).when({ command: 'settle', now }).then([settled]);
    spec
      .given([owed(), received(), settled])
      .when(says('completed', 'callback', now))
      .thenNothing();
    spec.given([owed(), received(), settled]).when({ command: 'settle', now }).thenNothing();
  });
});
