import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, it } from 'vitest';
import { consentsOfACompany } from '../src/domain/consents-of-a-company.ts';
import { company, purpose, representative, shown, termsOf } from './consent-scenarios.ts';

const spec = specificationFor(consentsOfACompany);
const both = termsOf({ level: 'person-and-company' });
const addressed = { company, purpose, representative, statementVersion: '1.0' };
const giving = { command: 'give', ...addressed, shown, terms: both } as const;
const withdrawing = { command: 'withdraw', ...addressed } as const;
const given = (over: object = {}) =>
  ({ type: 'company-consent.given.v1', facts: { ...addressed, shown, ...over } }) as const;
const withdrawn = (over: object = {}) =>
  ({ type: 'company-consent.withdrawn.v1', facts: { ...addressed, ...over } }) as const;

describe('a company’s consent', () => {
  it('names who acted for the company and what was shown', () => {
    spec.given([]).when(giving).then([given()]);
  });

  it('stands for one recipient where it is asked for each', () => {
    spec
      .given([given()])
      .when({ ...giving, recipient: 'hetzner' })
      .then([given({ recipient: 'hetzner' })]);
  });

  it('stays quiet when it is given under this version already, and counts anew for the next', () => {
    spec.given([given()]).when(giving).thenNothing();
    const terms = termsOf({ level: 'person-and-company' }, { statementVersion: '1.1' });
    spec
      .given([given()])
      .when({ ...giving, statementVersion: '1.1', terms })
      .then([given({ statementVersion: '1.1' })]);
  });

  it('is asked for only where the statement asks the company', () => {
    const without = (terms: typeof both) => spec.given([]).when({ ...giving, terms });
    without(termsOf({}, { purpose: undefined })).thenRejected('unknown-purpose');
    without(termsOf()).thenRejected('company-not-asked');
    without(termsOf({}, { purpose: { recipients: [] } })).thenRejected('company-not-asked');
  });

  it('counts only for the statement in force and its own notice', () => {
    spec
      .given([])
      .when({ ...giving, statementVersion: '0.9' })
      .thenRejected('statement-not-in-force');
    spec
      .given([])
      .when({ ...giving, shown: { ...shown, noticeHash: 'c'.repeat(64) } })
      .thenRejected('notice-mismatch');
  });

  it('is withdrawn by saying so, and can be given again', () => {
    spec.given([given()]).when(withdrawing).then([withdrawn()]);
    spec.given([given(), withdrawn()]).when(giving).then([given()]);
  });

  it('is not withdrawn when there is none', () => {
    for (const history of [[], [given(), withdrawn()], [given({ recipient: 'hetzner' })]]) {
      spec.given(history).when(withdrawing).thenRejected('nothing-to-withdraw');
    }
    spec
      .given([])
      .when({ ...withdrawing, purpose: 'constructor' })
      .thenRejected('nothing-to-withdraw');
  });
});
