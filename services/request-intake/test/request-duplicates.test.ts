import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, it } from 'vitest';
import { request } from '../src/domain/request.ts';
import type { Comparable } from '../src/domain/request-commands.ts';
import {
  accepted,
  allDone,
  id,
  now,
  owedAnswer,
  person,
  proof,
  type RequestPast,
  received,
} from './request-scenarios.ts';

const spec = specificationFor(request);
const first = (over: Partial<Comparable> = {}): Comparable => ({
  request: 'r-0',
  person,
  requestType: 'access',
  status: 'received',
  items: [],
  due: { received: '2026-05-20T10:00:00.000Z' },
  ...over,
});
const mark = (over: Partial<Comparable> = {}) => ({ command: 'mark-duplicate', first: first(over), now }) as const;
const found = { type: 'request.duplicate-found.v1', facts: { ...id, of: 'r-0', found: now } } satisfies RequestPast;
const dismissed = (because: 'staff' | 'accepted' | 'first-withdrawn' | 'first-unidentified') =>
  ({ type: 'request.duplicate-dismissed.v1', facts: { ...id, of: 'r-0', because } }) satisfies RequestPast;

describe('who asks the same again', () => {
  it('is recorded so once, of the earlier request that is open', () => {
    spec.given([received()]).when(mark()).then([found]);
    spec.given([received(), found]).when(mark()).thenNothing();
    spec
      .given([received(), found])
      .when(mark({ request: 'r-x' }))
      .thenRejected('is-duplicate');
  });

  const others: [string, Partial<Comparable>][] = [
    ['another person', { person: 'p0000000000000000000' }],
    ['another type', { requestType: 'portability' }],
    ['named things', { items: [{ item: 'item-1' }] }],
    ['something that nobody has made clear', { typeRead: 'unclear' }],
    ['an answered request', { status: 'fulfilled' }],
    ['a duplicate', { duplicateOf: 'r-y' }],
    ['a later request', { due: { received: '2026-06-02T10:00:00.000Z' } }],
    ['itself', { request: 'r-1' }],
  ];
  it.each(others)('but not of %s: that is a request of its own', (_what, over) => {
    spec.given([received()]).when(mark(over)).thenRejected('not-a-duplicate');
  });

  it('nor where each counts by itself, or where it is settled who asks', () => {
    for (const requestType of ['objection', 'withdrawal', 'complaint'] as const)
      spec
        .given([received(requestType)])
        .when(mark({ requestType }))
        .thenRejected('not-a-duplicate');
    spec.given([received(), accepted()]).when(mark()).thenRejected('already-accepted');
  });
});

describe('one clock and one answer', () => {
  const past = [received(), found];

  it('the duplicate is not answered, extended or refused by itself, and its time alarms nobody', () => {
    spec.given(past).when({ command: 'fulfil', work: allDone, now }).thenRejected('is-duplicate');
    spec
      .given(past)
      .when({ command: 'extend', reasons: ['complexity'], now })
      .thenRejected('is-duplicate');
    spec.given(past).when({ command: 'pass-time', now: '2027-01-01T00:00:00.000Z' }).thenNothing();
  });

  it('the answer to the first answers it, and the person is told', () => {
    const firstReceived = '2026-05-20T10:00:00.000Z';
    const follow = { command: 'follow-first', first: 'r-0', outcome: 'fulfilled', firstReceived, now } as const;
    const facts = { ...id, of: 'r-0', outcome: 'fulfilled', firstReceived, answered: now } as const;
    const answered = { type: 'request.answered-with-first.v1', facts } as const;
    spec.given(past).when(follow).then([owedAnswer, answered]);
    spec
      .given([...past, owedAnswer, answered])
      .when(follow)
      .thenNothing();
    spec.given([received()]).when(follow).thenNothing();
    spec
      .given(past)
      .when({ ...follow, outcome: 'first-withdrawn' })
      .then([dismissed('first-withdrawn')]);
    spec
      .given(past)
      .when({ ...follow, outcome: 'first-unidentified' })
      .then([dismissed('first-unidentified')]);
  });

  it('staff can say that it is none, and then its own clock is looked at again', () => {
    spec
      .given(past)
      .when({ command: 'dismiss-duplicate' })
      .then([dismissed('staff')]);
    spec.given([received()]).when({ command: 'dismiss-duplicate' }).thenNothing();
    spec
      .given([...past, dismissed('staff')])
      .when({ command: 'extend', reasons: ['complexity'], now })
      .then([
        { type: 'request.extension-decided.v1', facts: { ...id, reasons: ['complexity'], decided: now } },
        { type: 'request.message-owed.v1', facts: { ...id, message: 'extension', matter: 'extension' } },
      ]);
  });
});

describe('who asks is settled for each request by itself', () => {
  it('a proof for the first accepts no duplicate of it', () => {
    spec
      .given([received(), found])
      .when({ command: 'accept-proved', proof: { ...proof, request: 'r-0' } })
      .thenRejected('identity-not-proved');
  });

  it('who proves that the duplicate is theirs waits for no first that a stranger may have made', () => {
    spec
      .given([received(), found])
      .when({ command: 'accept-proved', proof })
      .then([dismissed('accepted'), accepted()]);
  });
});
