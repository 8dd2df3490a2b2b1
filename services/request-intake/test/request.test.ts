import { requestTypes } from '@vitne/contracts/law/requests';
import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, expect, it } from 'vitest';
import { request } from '../src/domain/request.ts';
import type { RequestCommand } from '../src/domain/request-commands.ts';
import {
  accepted,
  acceptedOfOld,
  acknowledged,
  allDone,
  assigned,
  dueOf,
  fulfilled,
  id,
  judged,
  judging,
  keptAddress,
  now,
  owedAnswer,
  owedReceipt,
  person,
  proof,
  received,
  receiving,
  refused,
  withdrawn,
  withoutPromise,
} from './request-scenarios.ts';

const spec = specificationFor(request);

describe('a person’s request is received whatever it asks for, and its time runs from the receipt', () => {
  it.each(requestTypes)('records a request of the type %s with its due date', (requestType) => {
    spec
      .given([])
      .when(receiving({ requestType }))
      .then([received(requestType), keptAddress, owedReceipt]);
  });

  it('counts from the day a letter came in, not from the day staff wrote it down', () => {
    const at = '2026-05-20T08:00:00.000Z';
    spec
      .given([])
      .when(receiving({ received: at }))
      .then([received('access', at), keptAddress, owedReceipt]);
    expect(dueOf('access', at).dueDate).toBe('2026-06-19');
  });

  it('takes no receipt from the future, which would give a later due date', () => {
    spec
      .given([])
      .when(receiving({ received: '2026-06-01T10:00:00.001Z' }))
      .thenRejected('received-in-future');
  });

  it('records no due date that cannot be computed', () => {
    spec
      .given([])
      .when(receiving({ received: '1969-06-01T10:00:00Z' }))
      .thenRejected('due-not-computable');
    spec
      .given([])
      .when(receiving({ terms: { zone: 'Nowhere/Land' } }))
      .thenRejected('due-not-computable');
  });

  it('keeps where the answer goes under a key of its own: what came with it, or else the newest address known of the person', () => {
    const answerTo = (contact: object | undefined, knownEmail?: string) => {
      const decision = request.decide(receiving({ contact, knownEmail }), request.initial());
      const events = 'accepted' in decision ? decision.accepted : [];
      return events.flatMap((event) =>
        event.type === 'request.answer-address-kept.v1' ? [[event.facts.from, event.personal?.answerTo]] : [],
      );
    };
    const phone = '+47 99 99 99 99';
    const known = 'known@example.no';
    expect(answerTo({ email: 'kari@example.no', phone }, known)).toEqual([
      ['request', { email: 'kari@example.no', phone }],
    ]);
    expect(answerTo({ phone })).toEqual([['request', { phone }]]);
    expect(answerTo({ name: 'Kari', phone }, known)).toEqual([
      ['earlier-contact', { name: 'Kari', phone, email: known }],
    ]);
    expect(answerTo(undefined, known)).toEqual([['earlier-contact', { email: known }]]);
    expect([...answerTo(undefined), ...answerTo({ name: 'Kari' })]).toEqual([]);
  });

  it('is received once', () => {
    spec.given([received()]).when(receiving()).thenRejected('already-received');
  });

  it('needs neither text nor contact', () => {
    const { personal: _, ...plain } = received('withdrawal');
    spec
      .given([])
      .when(receiving({ requestType: 'withdrawal', text: undefined, contact: undefined }))
      .then([plain]);
  });
});

describe('the due date is the earlier of the law and the promise', () => {
  it('is the law’s on 31 January, because thirty days end after the shortest month', () => {
    const due = dueOf('access', '2026-01-31T09:00:00+01:00');
    // The last of February 2026 is a Saturday: the law moves on to Monday 2 March, the same day as the promise.
    expect(due).toMatchObject({ dueDate: '2026-03-02', boundBy: 'law', promise: { dueDate: '2026-03-02' } });
    expect(dueOf('access', '2023-01-31T09:00:00+01:00')).toMatchObject({
      dueDate: '2023-02-28',
      boundBy: 'law',
      promise: { dueDate: '2023-03-02' },
    });
  });

  it('moves past a weekend where only the law counts, and does not where a promise was given', () => {
    // 18 and 19 April 2026 are a Saturday and a Sunday.
    expect(dueOf('access', '2026-03-18T10:00:00Z', withoutPromise)).toMatchObject({
      dueDate: '2026-04-20',
      boundBy: 'law',
    });
    expect(dueOf('access', '2026-03-19T10:00:00Z')).toMatchObject({ dueDate: '2026-04-18', boundBy: 'promise' });
  });

  it('counts a request that came in on a Saturday from that Saturday', () => {
    // Saturday 28 February to Saturday 28 March, moved to Monday 30 March.
    expect(dueOf('access', '2026-02-28T12:00:00+01:00', withoutPromise)).toMatchObject({ dueDate: '2026-03-30' });
  });

  it('counts days in the controller’s zone: midnight in Oslo begins the next day', () => {
    expect(dueOf('access', '2026-06-08T21:59:00Z', withoutPromise).dueDate).toBe('2026-07-08');
    expect(dueOf('access', '2026-06-08T22:00:00Z', withoutPromise).dueDate).toBe('2026-07-09');
  });
});

describe('whoever asked is told, and somebody is responsible', () => {
  it('records the acknowledgement once', () => {
    spec.given([received()]).when({ command: 'acknowledge', now }).then([acknowledged]);
    spec.given([received(), acknowledged]).when({ command: 'acknowledge', now }).thenNothing();
  });

  it('records who took the request, and who took it over', () => {
    spec.given([received()]).when({ command: 'assign', assignee: 'ola' }).then([assigned]);
    spec.given([received(), assigned]).when({ command: 'assign', assignee: 'ola' }).thenNothing();
    spec
      .given([received(), assigned])
      .when({ command: 'assign', assignee: 'eva' })
      .then([{ type: 'request.assigned.v1', facts: { ...id, assignee: 'eva' } }]);
  });

  it('settles the identity once, and in one way', () => {
    spec.given([received()]).when({ command: 'accept-proved', proof }).then([accepted()]);
    spec.given([received(), accepted()]).when({ command: 'accept-proved', proof }).thenNothing();
    spec.given([received()]).when(judging).then([judged()]);
    for (const [before, after] of [
      [accepted(), judging],
      [judged(), judging],
      [judged(), { command: 'accept-proved', proof }],
      [acceptedOfOld, { command: 'accept-proved', proof }],
      [acceptedOfOld, judging],
    ] as const)
      spec.given([received(), before]).when(after).thenRejected('already-accepted');
  });

  it('takes no proof of another request, nor of another person, nor none', () => {
    const others = [undefined, { ...proof, request: 'r-2' }, { ...proof, person: 'q4k7w2m9x1c6v3b8n5z0' }];
    for (const other of others)
      spec.given([received()]).when({ command: 'accept-proved', proof: other }).thenRejected('identity-not-proved');
  });

  it('goes on with what was accepted before proofs were kept', () => {
    spec
      .given([received(), acceptedOfOld])
      .when({ command: 'fulfil', work: allDone, now })
      .then([owedAnswer, fulfilled]);
  });
});

describe('nothing is given away or changed for a stranger', () => {
  const needing = ['access', 'rectification', 'erasure', 'restriction', 'portability', 'automated-decision'] as const;

  it.each(needing)('%s is carried out only when it is settled who asks', (type) => {
    const fulfil = { command: 'fulfil', work: allDone, answer: undefined, now } as const;
    spec
      .given([received(type), acknowledged])
      .when(fulfil)
      .thenRejected('not-accepted');
    spec
      .given([received(type), accepted(type)])
      .when(fulfil)
      .then([owedAnswer, fulfilled]);
  });

  it.each(['objection', 'withdrawal', 'complaint'] as const)('%s needs no proof of who asks', (type) => {
    spec
      .given([received(type)])
      .when({ command: 'fulfil', work: allDone, now })
      .then([owedAnswer, fulfilled]);
  });

  it('seals the answer', () => {
    spec
      .given([received(), accepted()])
      .when({ command: 'fulfil', work: allDone, answer: 'Her er alt vi har.', now })
      .then([owedAnswer, { ...fulfilled, personal: { answer: { text: 'Her er alt vi har.' } } }]);
  });
});

describe('a completed disposal answers the erasure that it was done for', () => {
  const disposed = { command: 'fulfil-by-disposal', person, now } as const;
  const byDisposal = { type: 'request.fulfilled.v1', facts: { ...id, fulfilled: now, by: 'disposal' } } as const;

  it('and only an erasure, of the same person', () => {
    spec
      .given([received('erasure'), accepted('erasure')])
      .when(disposed)
      .then([owedAnswer, byDisposal]);
    spec
      .given([received('access'), accepted('access')])
      .when(disposed)
      .thenNothing();
    spec
      .given([received('erasure')])
      .when({ ...disposed, person: 'q4k7w2m9x1c6v3b8n5z0' })
      .thenNothing();
  });

  it('and changes no answer that was given before', () => {
    for (const closing of [fulfilled, refused, withdrawn]) {
      spec
        .given([received('erasure'), accepted('erasure'), closing])
        .when(disposed)
        .thenNothing();
    }
    spec.given([]).when(disposed).thenRejected('unknown-request');
  });
});

describe('an answered request stays answered', () => {
  const commands: RequestCommand[] = [
    { command: 'acknowledge', now },
    { command: 'assign', assignee: 'eva' },
    { command: 'accept-proved', proof },
    judging,
    { command: 'extend', reasons: ['complexity'], byHand: { how: 'phone', told: now }, now },
    { command: 'fulfil', work: allDone, answer: 'Et annet svar', now },
    { command: 'refuse', reason: 'manifestly-excessive', explanation: 'Nei.', complaintTo: 'Datatilsynet', now },
  ];

  it.each(commands)('$command comes too late, and comes to nothing for a request that nobody made', (command) => {
    for (const closing of [fulfilled, refused, withdrawn]) {
      spec.given([received(), closing]).when(command).thenRejected('already-closed');
    }
    spec.given([]).when(command).thenRejected('unknown-request');
  });

  it('can be taken back only while it is open; twice is once', () => {
    spec.given([received()]).when({ command: 'withdraw', now }).then([withdrawn]);
    spec.given([received(), withdrawn]).when({ command: 'withdraw', now }).thenNothing();
    spec.given([received(), fulfilled]).when({ command: 'withdraw', now }).thenRejected('already-closed');
  });
});
