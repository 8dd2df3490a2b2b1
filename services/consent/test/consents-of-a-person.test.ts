import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, it } from 'vitest';
import { consentsOfAPerson } from '../src/domain/consents-of-a-person.ts';
import {
  choosing,
  company,
  expired,
  given,
  invalidated,
  notice,
  now,
  person,
  purpose,
  refused,
  revoked,
  shown,
  termsOf,
  withdrawing,
  withdrawn,
} from './consent-scenarios.ts';

const spec = specificationFor(consentsOfAPerson);

describe('giving a consent', () => {
  it('records what was shown, in which version, and by which act', () => {
    spec.given([]).when(choosing('give')).then([given()]);
  });

  it('seals what the browser told, and records the signal it sent', () => {
    const circumstances = { userAgent: 'a browser', maskedIp: '192.0.2.0' };
    spec
      .given([])
      .when(choosing('give', { circumstances, gpc: true }))
      .then([{ ...given({ gpc: true }), personal: { circumstances } }]);
  });

  it('takes an address only shortened, and of a device only what the statement lists, for a yes as for a no', () => {
    const whole = { circumstances: { maskedIp: '192.0.2.17' } };
    const told = { circumstances: { userAgent: 'a browser', age: { from: 18, under: 120 } } };
    const unlisted = { ...told, terms: termsOf({}, { device: [] }) };
    for (const act of ['give', 'refuse'] as const) {
      spec.given([]).when(choosing(act, whole)).thenRejected('not-masked');
      spec.given([]).when(choosing(act, unlisted)).thenRejected('not-in-statement');
    }
    spec
      .given([])
      .when(choosing('refuse', { circumstances: { maskedIp: '2001:db8:1::' } }))
      .then([{ ...refused(), personal: { circumstances: { maskedIp: '2001:db8:1::' } } }]);
  });

  it('ends by itself after the time the statement asks for, on the controller’s own calendar', () => {
    // Twelve months from a winter's morning in Oslo are a winter's morning again; six months end in summer time.
    spec
      .given([])
      .when(choosing('give', { terms: termsOf({ expires: 'P12M' }) }))
      .then([given({ expires: '2027-03-02T09:00:00Z' })]);
    spec
      .given([])
      .when(choosing('give', { terms: termsOf({ expires: 'P6M' }) }))
      .then([given({ expires: '2026-09-02T08:00:00Z' })]);
  });

  it('stands for one recipient where it is asked for each', () => {
    spec
      .given([given()])
      .when(choosing('give', { recipient: 'hetzner' }))
      .then([given({ recipient: 'hetzner' })]);
  });

  it('counts anew for a new version, another text, another company, and after a no', () => {
    const next = choosing('give', { statementVersion: '1.1', terms: termsOf({}, { statementVersion: '1.1' }) });
    spec
      .given([given()])
      .when(next)
      .then([given({ statementVersion: '1.1' })]);
    const english = { ...shown, language: 'en', noticeHash: notice.en } as const;
    spec
      .given([given()])
      .when(choosing('give', { shown: english }))
      .then([given({ shown: english })]);
    spec
      .given([given({ company: 'other-company' })])
      .when(choosing('give', { company, terms: termsOf({ level: 'person-and-company' }) }))
      .then([given({ company })]);
    for (const end of [withdrawn, expired, invalidated, revoked]) {
      spec.given([given(), end]).when(choosing('give')).then([given()]);
    }
  });

  it('counts anew when the earlier one is past its time, though nobody has noticed yet', () => {
    spec
      .given([given({ expires: now })])
      .when(choosing('give'))
      .then([given()]);
  });

  it('stays quiet when it is given already', () => {
    spec.given([given()]).when(choosing('give')).thenNothing();
    spec
      .given([given({ expires: '2026-03-02T09:00:01Z' })])
      .when(choosing('give'))
      .thenNothing();
  });
});

describe('refusing', () => {
  it('is recorded as carefully as giving, and ends a consent that was given', () => {
    spec.given([]).when(choosing('refuse')).then([refused()]);
    spec.given([given()]).when(choosing('refuse')).then([refused()]);
  });

  it('stays quiet when it is refused already, and is asked anew under a new version', () => {
    spec.given([refused()]).when(choosing('refuse')).thenNothing();
    const next = choosing('refuse', { statementVersion: '1.1', terms: termsOf({}, { statementVersion: '1.1' }) });
    spec
      .given([refused()])
      .when(next)
      .then([refused({ statementVersion: '1.1' })]);
  });
});

describe('a choice that the statement does not ask for is not recorded', () => {
  for (const command of ['give', 'refuse'] as const) {
    const cases = {
      'unknown-purpose': { terms: termsOf({}, { purpose: undefined }) },
      'purpose-without-consent': { terms: termsOf({}, { purpose: { recipients: [] } }) },
      'company-missing': { terms: termsOf({ level: 'person-and-company' }) },
      'unknown-recipient': { recipient: 'somebody-else' },
      'statement-not-in-force': { statementVersion: '0.9' },
      'notice-mismatch': { shown: { ...shown, noticeHash: 'c'.repeat(64) } },
    } as const;
    for (const [code, over] of Object.entries(cases)) {
      it(`${command}: ${code}`, () => {
        spec
          .given([])
          .when(choosing(command, over))
          .thenRejected(code as keyof typeof cases);
      });
    }

    it(`${command}: a notice in another language than it was shown in is a mismatch`, () => {
      const mixed = { ...shown, language: 'en' } as const;
      spec
        .given([])
        .when(choosing(command, { shown: mixed }))
        .thenRejected('notice-mismatch');
    });
  }
});

describe('withdrawing', () => {
  it('takes nothing more than saying so', () => {
    spec.given([given()]).when(withdrawing).then([withdrawn]);
  });

  it('is possible for a consent that is past its time', () => {
    spec
      .given([given({ expires: '2026-01-01T00:00:00Z' })])
      .when(withdrawing)
      .then([withdrawn]);
  });

  it('stays quiet when it is withdrawn already', () => {
    spec.given([given(), withdrawn]).when(withdrawing).thenNothing();
  });

  it('by an opt-out ends what was agreed to before it, and nothing else', () => {
    const optingOut = (agreedBefore: number) => ({ ...withdrawing, surface: 'opt-out' as const, agreedBefore });
    const ended = { ...withdrawn, facts: { ...withdrawn.facts, surface: 'opt-out' as const } };
    spec.given([given()]).when(optingOut(2)).then([ended]);
    spec.given([given()]).when(optingOut(1)).thenNothing();
    spec.given([given(), withdrawn, given()]).when(optingOut(2)).thenNothing();
    spec.given([]).when(optingOut(2)).thenNothing();
    spec.given([refused()]).when(optingOut(2)).thenNothing();
  });

  it('has something to withdraw', () => {
    for (const history of [[], [refused()], [given(), expired], [given({ recipient: 'hetzner' })]]) {
      spec.given(history).when(withdrawing).thenRejected('nothing-to-withdraw');
    }
    spec
      .given([])
      .when({ ...withdrawing, purpose: 'constructor' })
      .thenRejected('nothing-to-withdraw');
  });
});

describe('a consent expires', () => {
  const expiring = { command: 'expire', person, purpose, now } as const;

  it('at its time, not before', () => {
    spec
      .given([given({ expires: now })])
      .when(expiring)
      .then([{ ...expired, facts: { ...expired.facts, expired: now } }]);
    spec
      .given([given({ expires: '2026-03-02T09:00:00.001Z' })])
      .when(expiring)
      .thenNothing();
  });

  it('only when it is given and has an end', () => {
    const ended = given({ expires: '2026-03-02T08:00:00Z' });
    for (const history of [[], [given()], [ended, withdrawn], [ended, refused()], [ended, expired], [ended, given()]]) {
      spec.given(history).when(expiring).thenNothing();
    }
  });
});
