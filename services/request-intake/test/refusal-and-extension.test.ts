import { recordEvents, specificationFor } from '@vitne/testing/decider-specification';
import { describe, expect, it } from 'vitest';
import { request } from '../src/domain/request.ts';
import type { CommandNamed, RequestCommand } from '../src/domain/request-commands.ts';
import type { RecordedRequestEvent } from '../src/domain/request-state.ts';
import { accepted, extended, now, owedRefusal, received, refused, withoutPromise } from './request-scenarios.ts';

const spec = specificationFor(request);

describe('a refusal is one that the law knows', () => {
  const refusing = (over: Partial<CommandNamed<'refuse'>> = {}): CommandNamed<'refuse'> => ({
    command: 'refuse',
    reason: 'manifestly-excessive',
    explanation: 'Du har spurt hver dag i en måned.',
    complaintTo: 'Datatilsynet',
    now,
    ...over,
  });

  it('names the reason, the authority and the court, and seals the explanation', () => {
    spec
      .given([received()])
      .when(refusing())
      .then([owedRefusal, { ...refused, personal: { explanation: { text: 'Du har spurt hver dag i en måned.' } } }]);
  });

  it('has a reason that fits the right', () => {
    spec
      .given([received('access')])
      .when(refusing({ reason: 'legal-duty' }))
      .thenRejected('reason-not-allowed');
    spec
      .given([received('withdrawal')])
      .when(refusing())
      .thenRejected('reason-not-allowed');
    spec
      .given([received('complaint')])
      .when(refusing())
      .thenRejected('reason-not-allowed');
  });

  it('does not weigh anything against an objection to direct marketing, nor leaves open what it is against', () => {
    const grounds = refusing({ reason: 'compelling-grounds' });
    spec
      .given([received('objection')])
      .when(grounds)
      .thenRejected('direct-marketing-unsaid');
    spec
      .given([received('objection')])
      .when({ ...grounds, directMarketing: true })
      .thenRejected('reason-not-allowed');
    const answer = { ...refused, facts: { ...refused.facts, reason: 'compelling-grounds' } } as const;
    spec
      .given([received('objection')])
      .when({ ...grounds, directMarketing: false })
      .then([owedRefusal, { ...answer, personal: { explanation: { text: 'Du har spurt hver dag i en måned.' } } }]);
  });

  it('does not doubt an identity that was settled', () => {
    const doubting = refusing({ reason: 'identity-not-established' });
    spec.given([received(), accepted()]).when(doubting).thenRejected('identity-settled');
  });

  it('is not possible when nobody can say where to complain', () => {
    spec
      .given([received()])
      .when(refusing({ complaintTo: undefined }))
      .thenRejected('complaint-authority-missing');
  });
});

describe('an extension is told inside the first month, with reasons, and once', () => {
  const asked = '2026-03-05T10:00:00Z';
  const extending = (over: Partial<CommandNamed<'extend'>> = {}): CommandNamed<'extend'> => ({
    command: 'extend',
    reasons: ['complexity'],
    byHand: { how: 'phone', told: '2026-04-07T20:00:00Z' },
    now: '2026-04-07T20:00:00Z',
    ...over,
  });
  const told = (at: string) => ({ byHand: { how: 'phone', told: at } }) as const;
  const stateAfter = (command: RequestCommand, terms: CommandNamed<'receive'>['terms']) => {
    const past = recordEvents([received('access', asked, terms)]).map((event) => event as RecordedRequestEvent);
    const decision = request.decide(command, past.reduce(request.evolve, request.initial()));
    if ('rejected' in decision) throw new Error(decision.rejected.code);
    const event = decision.accepted.at(-1);
    if (event?.type !== 'request.extended.v1') throw new Error('not extended');
    return event.facts.due;
  };
  it('gives three months from the receipt, and not from the first end', () => {
    // One month from 5 March is Easter Sunday, so the first end is Tuesday 7 April; three months are 5 June.
    expect(stateAfter(extending(), withoutPromise)).toMatchObject({
      clock: 'gdpr-12-3-extension',
      dueDate: '2026-06-05',
    });
  });

  it('lifts no promise of the organisation', () => {
    const due = stateAfter(extending(told('2026-03-10T10:00:00Z')), { zone: 'Europe/Oslo', answerWithin: 'P30D' });
    expect(due).toMatchObject({ dueDate: '2026-04-04', boundBy: 'promise', law: { dueDate: '2026-06-05' } });
    expect(due.derivation.at(-1)).toMatchObject({ step: 'promise', result: '2026-04-04' });
  });

  it('comes too late after the month', () => {
    const late = { ...told('2026-04-07T22:00:00Z'), now: '2026-04-07T22:00:00Z' };
    spec
      .given([received('access', asked, withoutPromise)])
      .when(extending(late))
      .thenRejected('extension-too-late');
  });

  it('cannot be told in the future, before the receipt, or without a reason', () => {
    const open = spec.given([received('access', asked, withoutPromise)]);
    open.when(extending({ now: '2026-04-07T19:00:00Z' })).thenRejected('told-in-future');
    open.when(extending(told('2026-03-04T10:00:00Z'))).thenRejected('told-before-receipt');
    open.when(extending({ reasons: [] })).thenRejected('extension-without-reason');
  });

  it('is not given twice', () => {
    const due = stateAfter(extending(), withoutPromise);
    spec
      .given([received('access', asked, withoutPromise), extended(due)])
      .when(extending())
      .thenRejected('already-extended');
  });
});
