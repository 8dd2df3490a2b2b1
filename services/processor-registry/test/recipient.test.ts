import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, expect, it } from 'vitest';
import { agreementInForce, dayOf, isInForce, noLongerStated } from '../src/domain/agreement.ts';
import { processingActivity } from '../src/domain/processing-activity.ts';
import { type RecipientCommand, recipient } from '../src/domain/recipient.ts';
import { activityFactsOf, namedRecipientOf, noLongerNamed, statedAgreementOf } from '../src/domain/statement-facts.ts';
import {
  ended,
  hostingInStatement,
  named,
  overseasInStatement,
  partnerInStatement,
  registered,
  removed,
  signed,
  statementOf,
  today,
} from './registry-scenarios.ts';

const spec = specificationFor(recipient);
const name = (over: Partial<Extract<RecipientCommand, { command: 'name' }>> = {}): RecipientCommand => ({
  command: 'name',
  named: named(),
  statementVersion: '2.0',
  today,
  ...over,
});
const stated = { agreement: 'statement-2025-01-01', signed: '2025-01-01' };
const sign = (over: object = {}): RecipientCommand => ({
  command: 'sign',
  recipient: 'partner',
  agreement: 'dpa-1',
  signed: '2026-01-01',
  today,
  ...over,
});
const end = (over: object = {}): RecipientCommand => ({
  command: 'end',
  recipient: 'partner',
  agreement: 'dpa-1',
  ended: today,
  reason: 'Terminated.',
  ...over,
});
const registeredAgain = { type: 'recipient.registered.v1', facts: { ...named(), statementVersion: '2.0' } } as const;

describe('a statement names its recipients', () => {
  it('registers one that is new', () => spec.given([]).when(name()).then([registeredAgain]));
  it('stays quiet about one that stands as it is', () => spec.given([registered()]).when(name()).thenNothing());
  it('registers one again that differs', () =>
    spec
      .given([registered({ locations: ['SE'] })])
      .when(name())
      .then([registeredAgain]));
  it('registers one again that was removed', () =>
    spec.given([registered(), removed]).when(name()).then([registeredAgain]));
  it('removes one that is no longer named', () =>
    spec
      .given([registered()])
      .when({ command: 'remove', recipient: 'partner', statementVersion: '2.0', reason: 'Not named.' })
      .then([removed]));
  it('removes nothing twice, and nobody who was never named', () => {
    const remove = { command: 'remove', recipient: 'partner', statementVersion: '3.0', reason: 'Not named.' } as const;
    spec.given([registered(), removed]).when(remove).thenNothing();
    spec.given([]).when(remove).thenNothing();
  });
  it('records the agreement that the statement states, once', () => {
    const agreement = signed(stated.agreement, stated.signed);
    spec.given([registered()]).when(name({ stated })).then([agreement]);
    spec.given([registered(), agreement]).when(name({ stated })).thenNothing();
  });
  it('ends what the statement stated before and does not state any more', () =>
    spec
      .given([registered(), signed(stated.agreement, stated.signed), signed('dpa-1', '2025-06-01')])
      .when(name())
      .then([ended(stated.agreement, today, noLongerStated)]));
  it('brings back what a statement left out, and never what a privacy officer ended', () => {
    const agreement = signed(stated.agreement, stated.signed);
    spec
      .given([registered(), agreement, ended(stated.agreement, today, noLongerStated)])
      .when(name({ stated }))
      .then([agreement]);
    spec
      .given([registered(), agreement, ended(stated.agreement, today)])
      .when(name({ stated }))
      .thenNothing();
  });
});

describe('a privacy officer signs and ends agreements', () => {
  it('records what is signed', () =>
    spec
      .given([registered()])
      .when(sign())
      .then([signed('dpa-1', '2026-01-01')]));
  it('stays quiet when it is recorded already', () =>
    spec
      .given([registered(), signed('dpa-1', '2026-01-01')])
      .when(sign())
      .thenNothing());
  it('refuses the same id for another agreement, and for one that has ended', () => {
    spec
      .given([registered(), signed('dpa-1', '2025-01-01')])
      .when(sign())
      .thenRejected('agreement-known');
    spec
      .given([registered(), signed('dpa-1', '2026-01-01'), ended('dpa-1', today)])
      .when(sign())
      .thenRejected('agreement-known');
  });
  it('refuses an agreement with nobody', () => {
    spec.given([]).when(sign()).thenRejected('recipient-unknown');
    spec.given([registered(), removed]).when(sign()).thenRejected('recipient-unknown');
    spec.given([]).when(end()).thenRejected('recipient-unknown');
  });
  it('refuses dates that cannot be', () => {
    spec
      .given([registered()])
      .when(sign({ signed: '2026-02-01' }))
      .thenRejected('agreement-dates-invalid');
    spec
      .given([registered()])
      .when(sign({ expires: '2025-12-31' }))
      .thenRejected('agreement-dates-invalid');
    spec
      .given([registered(), signed('dpa-1', '2026-01-01')])
      .when(end({ ended: '2025-12-31' }))
      .thenRejected('agreement-dates-invalid');
  });
  it('ends it, once, also when the recipient is removed', () => {
    const history = [registered(), signed('dpa-1', '2026-01-01'), removed];
    spec
      .given(history)
      .when(end())
      .then([ended('dpa-1', today)]);
    spec
      .given([...history, ended('dpa-1', today)])
      .when(end())
      .thenNothing();
    spec
      .given([...history, ended('dpa-1', today)])
      .when(end({ ended: '2027-01-01' }))
      .thenRejected('agreement-ended');
    spec.given([registered()]).when(end()).thenRejected('agreement-unknown');
  });
});

describe('an agreement is in force', () => {
  it.each([
    ['2026-01-01', false, 'before the day it is signed'],
    ['2026-01-02', true, 'on the day it is signed'],
    ['2026-03-31', true, 'on the day it expires'],
    ['2026-04-01', false, 'after the day it expires'],
  ])('%s: %s, %s', (day, expected) => {
    expect(isInForce({ signed: '2026-01-02', expires: '2026-03-31' }, day)).toBe(expected);
  });
  it('not on the day it is ended, and until then', () => {
    expect(isInForce({ signed: '2026-01-02', ended: '2026-02-01' }, '2026-02-01')).toBe(false);
    expect(isInForce({ signed: '2026-01-02', ended: '2026-02-01' }, '2026-01-31')).toBe(true);
  });
  it('the one signed last counts, by the day of the controller', () => {
    expect(agreementInForce({ old: { signed: '2024-01-01' }, young: { signed: '2025-01-01' } }, today)).toBe('young');
    expect(dayOf('2026-01-31T23:30:00Z', 'Europe/Oslo')).toBe('2026-02-01');
  });
});

describe('what a statement says becomes facts', () => {
  it('takes a processor’s agreement only when it is of processing, signed and dated', () => {
    expect(statedAgreementOf(overseasInStatement)).toEqual(stated);
    expect(statedAgreementOf(hostingInStatement)).toBeUndefined();
    const agreement = { kind: 'joint-controllers', signed: '2025-01-01' } as const;
    expect(statedAgreementOf({ ...hostingInStatement, agreement })).toBeUndefined();
    expect(statedAgreementOf({ ...partnerInStatement, agreement })).toEqual(stated);
  });
  it('takes no article for a transfer that allows none', () => {
    const transfer = { article: '6(1)(a)', instrument: 'Consent' };
    expect(namedRecipientOf({ ...overseasInStatement, transfer })).not.toHaveProperty('transfer');
    const clauses = { article: '46(2)(c)', instrument: 'Standard Contractual Clauses' };
    expect(namedRecipientOf({ ...overseasInStatement, transfer: clauses })).toMatchObject({ transfer: clauses });
  });
  it('knows who is no longer named, by every version before', () => {
    const catacloud = statementOf('catacloud');
    const earlier = [
      { ...catacloud, recipients: [partnerInStatement] },
      { ...catacloud, recipients: [hostingInStatement] },
    ];
    expect(noLongerNamed(earlier, { ...catacloud, recipients: [hostingInStatement] })).toEqual(['partner']);
  });
  it('registers every activity of both statements, once for each version', () => {
    const activities = specificationFor(processingActivity);
    for (const activity of [...statementOf('kaukus').activities, ...statementOf('catacloud').activities]) {
      const facts = activityFactsOf(activity, '1.0');
      const event = { type: 'processing-activity.registered.v1', facts } as const;
      activities.given([]).when(facts).then([event]);
      activities.given([event]).when(facts).thenNothing();
      const next = activityFactsOf(activity, '1.1');
      activities
        .given([event])
        .when(next)
        .then([{ type: 'processing-activity.registered.v1', facts: next }]);
    }
  });
});
