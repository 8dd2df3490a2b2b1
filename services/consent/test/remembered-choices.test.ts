import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, expect, it } from 'vitest';
import { asking } from '../src/domain/asking.ts';
import { consentsOfAPerson } from '../src/domain/consents-of-a-person.ts';
import {
  choosing,
  expired,
  given,
  invalidated,
  person,
  purpose,
  refused,
  refusedBySignal,
  revoked,
  shown,
  termsOf,
  withdrawing,
  withdrawn,
} from './consent-scenarios.ts';

const spec = specificationFor(consentsOfAPerson);
const at = (time: string) => ({ meta: { time } });
const onSettings = { ...shown, method: 'settings-page' } as const;

describe('a refusal is remembered', () => {
  // Refused on the last of August: half a year ends on the last of February, at the same hour on Oslo's clock.
  const no = { ...refused(), ...at('2025-08-31T07:00:00.000Z') };
  const tooSoon = '2026-02-28T07:59:59.000Z';
  const inTime = '2026-02-28T08:00:00.000Z';

  it('a banner that asks again before its time gets no yes, and one that waits does', () => {
    spec
      .given([no])
      .when(choosing('give', { now: tooSoon }))
      .thenRejected('asked-too-soon');
    spec
      .given([no])
      .when(choosing('give', { now: inTime }))
      .then([given()]);
  });

  it('for as long as the statement says', () => {
    const terms = termsOf({ askAgainAfter: 'P1Y' });
    spec
      .given([no])
      .when(choosing('give', { now: inTime, terms }))
      .thenRejected('asked-too-soon');
  });

  it('and holds for each recipient when it was said to the purpose', () => {
    spec
      .given([no])
      .when(choosing('give', { now: tooSoon, recipient: 'hetzner' }))
      .thenRejected('asked-too-soon');
    spec
      .given([{ ...refused({ recipient: 'hetzner' }), ...at(tooSoon) }])
      .when(choosing('give'))
      .then([given()]);
  });

  it('but people may change their minds by their own act at any time', () => {
    for (const own of [onSettings, { ...shown, surface: 'portal' } as const]) {
      spec
        .given([no])
        .when(choosing('give', { now: tooSoon, shown: own }))
        .then([given({ shown: own })]);
    }
  });

  it('and counts anew when the person refuses again after its time', () => {
    spec
      .given([no])
      .when(choosing('refuse', { now: tooSoon }))
      .thenNothing();
    spec
      .given([no])
      .when(choosing('refuse', { now: inTime }))
      .then([refused()]);
  });
});

describe('whether a question may be put', () => {
  const since = { since: '2026-01-01T00:00:00.000Z', event: 'e', position: 1 };
  const ask = (status: string | undefined, over: object = {}, now = '2026-03-02T09:00:00.000Z', signal = false) =>
    asking(
      status === undefined ? undefined : ({ status, ...since, ...over } as never),
      termsOf({}, { refusedBySignal: signal }),
      now,
      signal,
    );

  it('follows from what the person has said', () => {
    expect(ask(undefined)).toEqual({ ask: true, because: 'never-asked' });
    for (const no of ['refused', 'withdrawn']) {
      expect(ask(no)).toEqual({ ask: false, because: no, notBefore: '2026-06-30T23:00:00Z' });
      expect(ask(no, {}, '2026-07-01T00:00:00Z')).toEqual({ ask: true, because: no });
    }
    expect(ask('given')).toEqual({ ask: false, because: 'given' });
    expect(ask('given', { expires: '2026-03-02T09:00:00Z' })).toEqual({ ask: true, because: 'expired' });
    for (const end of ['expired', 'invalidated', 'revoked']) expect(ask(end)).toEqual({ ask: true, because: end });
  });

  it('is no while the browser says no, unless the person has said yes to it', () => {
    for (const status of [undefined, 'refused', 'expired']) {
      expect(ask(status, {}, '2027-01-01T00:00:00Z', true)).toEqual({ ask: false, because: 'browser-signal' });
    }
    expect(ask('given', {}, '2026-03-02T09:00:00.000Z', true)).toEqual({ ask: false, because: 'given' });
  });
});

describe('the browser’s signal', () => {
  const honour = { command: 'honour-signal', person, purposes: [purpose], statementVersion: '1.0' } as const;
  const terms = termsOf({}, { refusedBySignal: true });
  const despite = given({ shown: onSettings, gpc: true });

  it('refuses once what nobody has refused, and ends a yes that was said before it', () => {
    for (const before of [[], [given()], [given(), expired], [given(), invalidated], [given(), revoked]]) {
      spec.given(before).when(honour).then([refusedBySignal()]);
    }
    for (const before of [[refusedBySignal()], [refused()], [given(), withdrawn], [despite]]) {
      spec.given(before).when(honour).thenNothing();
    }
  });

  it('ends a yes to one recipient too', () => {
    spec
      .given([refused(), given({ recipient: 'hetzner' })])
      .when(honour)
      .then([refusedBySignal({ recipient: 'hetzner' })]);
  });

  it('is outweighed by an act on the settings page alone, which the next signal leaves alone', () => {
    for (const before of [[], [refusedBySignal()]]) {
      spec
        .given(before)
        .when(choosing('give', { terms, gpc: true }))
        .thenRejected('gpc-refuses');
      spec
        .given(before)
        .when(choosing('give', { terms, gpc: true, shown: onSettings }))
        .then([despite]);
    }
    spec.given([refusedBySignal(), despite]).when(honour).thenNothing();
    spec.given([despite, withdrawn, given()]).when(honour).then([refusedBySignal()]);
  });

  it('says nothing about other purposes, and is remembered as a no when it is gone', () => {
    spec
      .given([])
      .when(choosing('give', { gpc: true }))
      .then([given({ gpc: true })]);
    spec
      .given([refusedBySignal()])
      .when(choosing('give', { terms, now: '2026-01-02T00:00:00Z' }))
      .thenRejected('asked-too-soon');
    spec.given([refusedBySignal()]).when(withdrawing).thenRejected('nothing-to-withdraw');
  });
});

describe('a consent that others end', () => {
  const invalidate = { command: 'invalidate', person, purpose, givenUnder: '1.0', statementVersion: '1.1' } as const;
  const revoke = { command: 'revoke', person, purpose, reason: 'not-informed', statementVersion: '1.0' } as const;

  it('is invalidated only if it was given under the older version', () => {
    spec.given([given()]).when(invalidate).then([invalidated]);
    for (const before of [[], [refused()], [given(), withdrawn], [given(), invalidated]]) {
      spec.given(before).when(invalidate).thenNothing();
    }
    spec
      .given([given({ statementVersion: '1.1' })])
      .when(invalidate)
      .thenNothing();
  });

  it('is revoked with a reason, once, and only if there is one', () => {
    spec.given([given()]).when(revoke).then([revoked]);
    spec.given([given(), revoked]).when(revoke).thenNothing();
    for (const before of [[], [refused()], [given(), withdrawn]]) {
      spec.given(before).when(revoke).thenRejected('nothing-to-revoke');
    }
  });
});

describe('a child', () => {
  const terms = termsOf({}, { ageOfConsent: 13 });
  const aged = (age: { from?: number; under: number }) => choosing('give', { terms, circumstances: { age } });
  const recorded = (age: object, over: object = {}) =>
    ({ ...given(over), personal: { circumstances: { age } } }) as never;

  it('below the age, or perhaps below it, does not consent alone', () => {
    for (const age of [{ under: 13 }, { under: 18 }, { from: 12, under: 16 }]) {
      spec.given([]).when(aged(age)).thenRejected('too-young');
    }
    spec
      .given([])
      .when(aged({ from: 13, under: 18 }))
      .then([recorded({ from: 13, under: 18 })]);
  });

  it('consents with whoever holds parental responsibility', () => {
    const guardian = 'g4k7w2m9x1c6v3b8n5z0';
    spec
      .given([])
      .when({ ...aged({ under: 13 }), guardian })
      .then([recorded({ under: 13 }, { guardian })]);
  });

  it('may always refuse', () => {
    spec
      .given([])
      .when(choosing('refuse', { terms, circumstances: { age: { under: 13 } } }))
      .then([{ ...refused(), personal: { circumstances: { age: { under: 13 } } } }]);
  });
});

describe('several choices by one act', () => {
  const other = 'newsletter';
  const two = (command: 'give' | 'refuse') =>
    ({
      command: 'choose-together',
      person,
      choices: [choosing(command), choosing(command, { purpose: other })],
    }) as const;
  const withdrawals = [withdrawing, { ...withdrawing, purpose: other }] as const;

  it('all count, and those that stand so already stay as they are', () => {
    spec
      .given([])
      .when(two('give'))
      .then([given(), given({ purpose: other })]);
    spec
      .given([given()])
      .when(two('give'))
      .then([given({ purpose: other })]);
    spec
      .given([])
      .when(two('refuse'))
      .then([refused(), refused({ purpose: other })]);
  });

  it('none counts when one cannot', () => {
    const mismatch = choosing('give', { purpose: other, shown: { ...shown, noticeHash: 'c'.repeat(64) } });
    spec
      .given([])
      .when({ command: 'choose-together', person, choices: [choosing('give'), mismatch] })
      .thenRejected('notice-mismatch');
    spec
      .given([refused()])
      .when({ ...two('give') })
      .thenRejected('asked-too-soon');
  });

  it('are withdrawn by one act too, whichever of them there are', () => {
    const all = { command: 'withdraw-together', person, withdrawals } as const;
    spec.given([given()]).when(all).then([withdrawn]);
    spec.given([]).when(all).thenRejected('nothing-to-withdraw');
    spec.given([given(), withdrawn]).when(all).thenNothing();
  });
});
