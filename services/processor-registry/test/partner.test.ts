import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, expect, it } from 'vitest';
import { groundFor } from '../src/domain/disclosure-ground.ts';
import { partnerTermsOf } from '../src/domain/partner.ts';
import { recipient as recipientDecider } from '../src/domain/recipient.ts';
import { recipientAfter, registered, signed, statementOf, termsWith, today } from './registry-scenarios.ts';

describe('partners that a privacy officer names', () => {
  const recipients = specificationFor(recipientDecider);
  const { statementVersion: _, ...named } = registered().facts;
  const terms = {
    sharesByConsent: true,
    dataCategoriesOf: { 'sharing-with-partners': ['identity', 'contact'], sale: ['identity'] },
    inStatement: false,
  };
  const name = (over: object = {}, asked: object = {}) =>
    ({ command: 'name-partner', named: { ...named, ...over }, terms: { ...terms, ...asked } }) as const;
  const byStaff = { type: 'recipient.registered.v1' as const, facts: named };

  it('are named within what people are asked to agree to', () => {
    recipients.given([]).when(name()).then([byStaff]);
    recipients.given([byStaff]).when(name()).thenNothing();
    recipients
      .given([])
      .when(name({ purposes: ['support'] }))
      .thenRejected('purpose-not-shared');
    recipients
      .given([])
      .when(name({ dataCategories: ['payment'] }))
      .thenRejected('category-not-shared');
    recipients
      .given([])
      .when(name({ purposes: ['sale'], dataCategories: ['contact'] }))
      .thenRejected('category-not-shared');
    recipients
      .given([])
      .when(name({}, { sharesByConsent: false }))
      .thenRejected('sharing-not-stated');
    recipients
      .given([])
      .when(name({}, { inStatement: true }))
      .thenRejected('recipient-known');
    recipients.given([registered()]).when(name()).thenRejected('recipient-known');
  });
  it('can be named where the statement shares by consent, and not where it does not', () => {
    expect(partnerTermsOf(statementOf('catacloud'), 'partner')).toEqual({
      sharesByConsent: true,
      dataCategoriesOf: {
        'sharing-with-partners': ['identity', 'contact', 'register-facts'],
        sale: ['identity', 'contact'],
      },
      inStatement: false,
    });
    expect(partnerTermsOf(statementOf('kaukus'), 'hetzner')).toEqual({
      sharesByConsent: false,
      dataCategoriesOf: {},
      inStatement: true,
    });
  });
  it('are removed again; whom the statement names is not', () => {
    const withdraw = { command: 'withdraw', recipient: 'partner', reason: 'Not used.' } as const;
    const gone = { type: 'recipient.removed.v1' as const, facts: { recipient: 'partner', reason: 'Not used.' } };
    recipients.given([byStaff]).when(withdraw).then([gone]);
    recipients.given([byStaff, gone]).when(withdraw).thenNothing();
    recipients.given([registered()]).when(withdraw).thenRejected('named-by-statement');
    recipients.given([]).when(withdraw).thenRejected('recipient-unknown');
  });
  it('are taken over by a statement that names them', () => {
    recipients
      .given([byStaff])
      .when({ command: 'name', named, statementVersion: '2.0', today })
      .then([{ type: 'recipient.registered.v1', facts: { ...named, statementVersion: '2.0' } }]);
  });
  it('are given nothing where the statement asks nobody for consent', () => {
    const sharing = { requiresConsentOf: [], authorities: { requires: ['law' as const] } };
    const recipient = recipientAfter([byStaff, signed('dpa-1', '2025-01-01')]);
    const wanted = { recipient: 'partner', purpose: 'sale', dataCategories: ['contact'], sale: false };
    expect(groundFor(wanted, termsWith({ recipient, inStatement: false, sharing }))).toMatchObject({
      rejected: { code: 'recipient-unknown' },
    });
  });
});

describe('K13: a transfer needs a basis that the statement allows', () => {
  it('and another article allows nothing', () => {
    const overseas = {
      kind: 'processor' as const,
      locations: ['US'],
      transfer: { article: '49(1)(a)', instrument: 'Consent' },
    };
    const recipient = recipientAfter([registered(overseas), signed('dpa-1', '2025-01-01')]);
    const wanted = { recipient: 'partner', purpose: 'sharing-with-partners', dataCategories: ['contact'], sale: false };
    expect(groundFor(wanted, termsWith({ recipient }))).toMatchObject({ rejected: { code: 'transfer-without-basis' } });
    expect(groundFor(wanted, termsWith({ recipient, allowedBases: [] }))).toHaveProperty('ground');
  });
});
