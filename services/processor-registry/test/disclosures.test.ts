import { choicesOf, noChoices } from '@vitne/contracts/decisions/standing-choices';
import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, it } from 'vitest';
import type { DisclosureTerms, WantedDisclosure } from '../src/domain/disclosure-ground.ts';
import {
  type Deny,
  type Disclose,
  disclosuresOfAPerson,
  sameDenialMinutes,
} from '../src/domain/disclosures-of-a-person.ts';
import {
  company,
  companyGives,
  companyWithdraws,
  consents,
  ended,
  now,
  person,
  personExpires,
  personGives,
  personRefuses,
  personWithdraws,
  recipientAfter,
  registered,
  removed,
  signed,
  statementOf,
  termsWith,
} from './registry-scenarios.ts';

const nothing = specificationFor(disclosuresOfAPerson).given([]);
const disclose = (wanted: Partial<WantedDisclosure> = {}, terms: Partial<DisclosureTerms> = {}): Disclose => ({
  disclosure: 'd1',
  person,
  wanted: {
    recipient: 'partner',
    purpose: 'sharing-with-partners',
    dataCategories: ['identity'],
    company,
    sale: false,
    ...wanted,
  },
  terms: termsWith(terms),
  upTo: 7,
});
const recorded = (ground: object, over: object = {}) => ({
  type: 'disclosure.recorded.v2' as const,
  facts: {
    disclosure: 'd1',
    person,
    recipient: 'partner',
    purpose: 'sharing-with-partners',
    dataCategories: ['identity'],
    ground: ground as never,
    company,
    sale: false,
    upTo: 7,
    disclosed: now,
    ...over,
  },
});
const choices = (...events: Parameters<typeof consents>[0]) => choicesOf(consents(events));
const consenting = { person: choices(personGives()), company: choices(companyGives()) };
const byConsents = { kind: 'consents', company, personConsent: 1, companyConsent: 1 };
const processor = (...more: Parameters<typeof recipientAfter>[0]) => ({
  recipient: recipientAfter([registered({ kind: 'processor' }), ...more]),
});

describe('K9: data goes only to who is named, within what is agreed', () => {
  it('refuses somebody whom nobody named, and somebody who was removed', () => {
    nothing.when(disclose({}, { ...consenting, recipient: recipientAfter([]) })).thenRejected('recipient-unknown');
    nothing
      .when(disclose({}, { ...consenting, recipient: recipientAfter([registered(), removed]) }))
      .thenRejected('recipient-unknown');
  });
  it('refuses who is still registered, but not named by the statement in force', () =>
    nothing.when(disclose({}, { ...consenting, inStatement: false })).thenRejected('recipient-unknown'));
  it('refuses data and purposes that the statement does not give the recipient', () => {
    nothing.when(disclose({ dataCategories: ['identity', 'payment'] }, consenting)).thenRejected('category-not-agreed');
    nothing.when(disclose({ purpose: 'support' }, consenting)).thenRejected('purpose-not-agreed');
  });
  it('refuses what may not be used, whoever it would go to, and tells why', () => {
    const against = ['restriction'] as const;
    nothing.when(disclose({}, { ...consenting, against })).thenRejected('use-not-allowed');
    nothing
      .when(disclose({}, { ...processor(signed('dpa-1', '2025-01-01')), against }))
      .thenRejected('use-not-allowed');
    nothing.when(disclose({}, { against })).thenRejected('person-consent-missing');
  });
  it('lets an authority have what the law makes it demand, also of a person whose data is restricted', () => {
    const order = { demandedBy: 'law', reference: 'X-1', legalGround: 'a law', approvedBy: 'po-1' } as const;
    const authority = { recipient: recipientAfter([registered({ kind: 'public-authority' })]) };
    nothing
      .when(disclose({ authorityOrder: order }, { ...authority, against: ['restriction'] }))
      .then([recorded({ kind: 'authority-order', ...order })]);
  });
  it('refuses a processor without an agreement in force', () => {
    nothing.when(disclose({}, processor())).thenRejected('agreement-missing');
    nothing
      .when(disclose({}, processor(signed('dpa-1', '2025-01-01', '2026-01-30'))))
      .thenRejected('agreement-missing');
    nothing
      .when(disclose({}, processor(signed('dpa-1', '2025-01-01'), ended('dpa-1', '2026-01-31'))))
      .thenRejected('agreement-missing');
  });
  it('lets a processor have data under an agreement in force, and keeps what was said of it apart', () => {
    const terms = processor(signed('dpa-1', '2025-01-01'));
    const ground = { kind: 'agreement', agreement: 'dpa-1' };
    nothing.when(disclose({}, terms)).then([recorded(ground)]);
    nothing
      .when({ ...disclose({}, terms), scope: 'The whole profile' })
      .then([{ ...recorded(ground), personal: { scope: { text: 'The whole profile' } } }]);
  });
  it('lets the agreement decide about third parties where the statement asks for no consent', () => {
    const { sharing } = statementOf('kaukus');
    nothing.when(disclose({}, { sharing })).thenRejected('agreement-missing');
    const recipient = recipientAfter([registered(), signed('dpa-1', '2025-01-01')]);
    nothing.when(disclose({}, { sharing, recipient })).then([recorded({ kind: 'agreement', agreement: 'dpa-1' })]);
  });
});

describe('K13: nothing leaves the EEA without a basis', () => {
  const overseas = { kind: 'processor' as const, locations: ['NO', 'US'] };
  it('refuses it, with the agreement in force', () => {
    const recipient = recipientAfter([registered(overseas), signed('dpa-1', '2025-01-01')]);
    nothing.when(disclose({}, { recipient })).thenRejected('transfer-without-basis');
  });
  it('lets it go on a named basis', () => {
    const transfer = { article: '46(2)(c)', instrument: 'Standard Contractual Clauses' };
    const recipient = recipientAfter([registered({ ...overseas, transfer }), signed('dpa-1', '2025-01-01')]);
    nothing.when(disclose({}, { recipient })).then([recorded({ kind: 'agreement', agreement: 'dpa-1' })]);
  });
});

describe('C11: sharing needs the consent of the person and of the company', () => {
  it('records both positions as the ground', () => nothing.when(disclose({}, consenting)).then([recorded(byConsents)]));
  it('refuses when the person has not agreed, has refused, withdrawn, or the time is over', () => {
    const rejected = (...events: Parameters<typeof consents>[0]) =>
      nothing.when(disclose({}, { ...consenting, person: choices(...events) })).thenRejected('person-consent-missing');
    rejected();
    rejected(personGives(), personRefuses());
    rejected(personGives(), personWithdraws());
    rejected(personGives(), personExpires());
    rejected(personGives({ expires: now }));
    rejected(personGives({ purpose: 'sale' }));
    rejected(personGives({ recipient: 'another' }));
    rejected(personGives({ company: 'another' }));
  });
  it('refuses when the company has not agreed, has withdrawn, or is not said', () => {
    const rejected = (over: Partial<DisclosureTerms>, wanted: Partial<WantedDisclosure> = {}) =>
      nothing.when(disclose(wanted, { ...consenting, ...over })).thenRejected('company-consent-missing');
    rejected({ company: noChoices() });
    rejected({ company: choices(companyGives(), companyWithdraws()) });
    rejected({}, { company: undefined });
  });
  it('a no to the partner outweighs a yes to the purpose, and a later no to the purpose an earlier yes to the partner', () => {
    const rejected = (...events: Parameters<typeof consents>[0]) =>
      nothing.when(disclose({}, { ...consenting, person: choices(...events) })).thenRejected('person-consent-missing');
    rejected(personRefuses({ recipient: 'partner' }), personGives());
    rejected(personGives({ recipient: 'partner' }), personRefuses());
    const chosen = choices(personRefuses(), personGives({ recipient: 'partner' }));
    nothing.when(disclose({}, { ...consenting, person: chosen })).then([recorded({ ...byConsents, personConsent: 2 })]);
  });
  it('sells nothing without a consent to exactly that, whoever buys', () => {
    const sold = { sale: true, purpose: 'sale' };
    nothing.when(disclose(sold, consenting)).thenRejected('sale-consent-missing');
    nothing.when(disclose({ purpose: 'sale' }, consenting)).thenRejected('sale-consent-missing');
    nothing
      .when(disclose({ sale: true }, processor(signed('dpa-1', '2025-01-01'))))
      .thenRejected('sale-consent-missing');
    const chosen = choices(personGives(), personGives({ purpose: 'sale' }));
    nothing.when(disclose(sold, { ...consenting, person: chosen })).thenRejected('sale-consent-missing');
    const { sharing } = statementOf('kaukus');
    nothing.when(disclose({ sale: true }, { ...consenting, sharing })).thenRejected('sale-consent-missing');
  });
  it('sells with the consents of both to the sale, and records those', () => {
    const terms = {
      person: choices(personGives(), personGives({ purpose: 'sale' })),
      company: choices(companyGives(), companyGives({ purpose: 'sale' })),
    };
    const ground = { ...byConsents, personConsent: 2, companyConsent: 2 };
    nothing.when(disclose({ purpose: 'sale' }, terms)).then([recorded(ground, { purpose: 'sale', sale: true })]);
  });
});

describe('C12: an authority gets what a court, law or regulation demands', () => {
  const authority = { recipient: recipientAfter([registered({ kind: 'public-authority' })]) };
  const authorityOrder = {
    demandedBy: 'court-order',
    reference: 'TOSLO-2026-1',
    legalGround: 'straffeprosessloven § 210',
    approvedBy: 'po-1',
  } as const;
  it('refuses without an order, consents or not', () =>
    nothing.when(disclose({}, { ...consenting, ...authority })).thenRejected('authority-order-missing'));
  it('refuses an order of a kind that the statement does not bow to', () => {
    const sharing = { ...statementOf('catacloud').sharing, authorities: { requires: ['law' as const] } };
    nothing.when(disclose({ authorityOrder }, { ...authority, sharing })).thenRejected('authority-order-missing');
  });
  it('records the order and who approved it', () =>
    nothing
      .when(disclose({ authorityOrder }, authority))
      .then([recorded({ kind: 'authority-order', ...authorityOrder })]));
  it('an order opens no other recipient', () =>
    nothing.when(disclose({ authorityOrder }, consenting)).thenRejected('authority-order-misplaced'));
});

describe('what was not allowed is kept, as what was allowed is', () => {
  const rejection = { code: 'use-not-allowed', detail: 'No.' } as const;
  const deny = (over: Partial<DisclosureTerms> = {}, wanted: Partial<WantedDisclosure> = {}): Deny => ({
    ...disclose(wanted, { against: ['restriction'], ...over }),
    rejection,
  });
  const denied = (over: object = {}) => ({
    type: 'disclosure.denied.v1' as const,
    facts: {
      disclosure: 'd1',
      person,
      recipient: 'partner',
      purpose: 'sharing-with-partners',
      dataCategories: ['identity'],
      company,
      sale: false,
      upTo: 7,
      reasons: ['use-not-allowed', 'restriction'],
      denied: now,
      ...over,
    },
  });
  const minutesOn = (minutes: number) => new Date(Date.parse(now) + minutes * 60_000).toISOString();
  const after = specificationFor(disclosuresOfAPerson);

  it('with whom, what, what for, why not, and up to where everything was counted', () => {
    nothing.when(deny()).then([denied()]);
    nothing
      .when({ ...deny(), rejection: { code: 'company-consent-missing', detail: 'No.' } })
      .then([denied({ reasons: ['company-consent-missing'] })]);
  });
  it('of an order only what demanded it', () => {
    const order = { demandedBy: 'law', reference: 'X-1', legalGround: 'a law', approvedBy: 'po-1' } as const;
    nothing.when(deny({}, { authorityOrder: order })).then([denied({ demandedBy: 'law' })]);
  });
  it('once in a quarter of an hour, whoever tries again and in whatever order it names the data', () => {
    const given = after.given([denied()]);
    given.when(deny({ now: minutesOn(sameDenialMinutes - 1) })).thenNothing();
    const later = minutesOn(sameDenialMinutes);
    given.when(deny({ now: later })).then([denied({ denied: later })]);
  });
  it('by itself, when something else is asked for or something else stands against it', () => {
    const given = after.given([denied()]);
    given.when(deny({}, { recipient: 'hosting' })).then([denied({ recipient: 'hosting' })]);
    given.when(deny({ against: ['objection'] })).then([denied({ reasons: ['use-not-allowed', 'objection'] })]);
  });
  it('anew, when it was allowed in between', () => {
    const allowed = recorded(byConsents);
    after.given([denied(), allowed]).when(deny()).then([denied()]);
    const { company: _, upTo: __, ...before } = allowed.facts;
    after
      .given([denied(), { type: 'disclosure.recorded.v1', facts: before }])
      .when(deny())
      .then([denied()]);
  });
});
