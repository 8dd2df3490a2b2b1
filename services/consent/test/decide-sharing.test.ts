import type { Statement } from '@vitne/contracts/statement/schema';
import {
  allowed,
  bothConsents,
  type Case,
  day,
  denied,
  news,
  objection,
  provesCases,
  sharing,
} from './decide-cases.ts';
import { company, consents, keeping, recipients } from './decision-world.ts';

const { given, withdrawn, companyGiven, companyWithdrawn } = consents;
const sale = { ...sharing, purpose: 'sale' };
const partner = recipients.registered('partner', {
  kind: 'third-party',
  dataCategories: ['contact', 'accounting-material'],
  purposes: ['sharing-with-partners', 'sale', 'support'],
});
const beforeNaming = [
  'company-consent-without-recipient',
  'consent-without-recipient',
  'sharing-company-consent-missing',
  'sharing-consent-missing',
];
const named = (statement: Statement) => {
  statement.recipients.push({
    id: 'partner',
    name: 'partner',
    kind: 'third-party',
    locations: ['NO'],
    services: [{ nb: 'Tilbud', en: 'Offers' }],
    dataCategories: ['contact'],
    purposes: ['sharing-with-partners'],
  } as unknown as Statement['recipients'][number]);
};
const authority = recipients.registered('public-authorities', {
  kind: 'public-authority',
  dataCategories: ['accounting-material'],
  purposes: ['bookkeeping'],
  statementVersion: '2.10',
});
const bothInForce = ['company-consent-in-force', 'consent-in-force'];

const cases: Case[] = [
  {
    says: 'C11: with both consents',
    given: bothConsents('sharing-with-partners'),
    asks: sharing,
    ...allowed(bothInForce),
  },
  {
    says: 'C11: and to a partner',
    given: [partner, ...bothConsents('sharing-with-partners')],
    asks: { ...sharing, recipient: 'partner' },
    ...allowed(bothInForce),
  },
  {
    says: 'C11: no consent covers a partner that is named only afterwards',
    given: [...bothConsents('sharing-with-partners'), partner],
    asks: { ...sharing, recipient: 'partner' },
    ...denied(...beforeNaming),
  },
  {
    says: 'C11: nor the company’s alone, when the person has agreed since',
    given: [...bothConsents('sharing-with-partners').reverse(), partner, given('sharing-with-partners', '2.10')],
    asks: { ...sharing, recipient: 'partner' },
    ...denied('company-consent-without-recipient', 'sharing-company-consent-missing'),
  },
  {
    says: 'C11: nor one who was named under another name, for less, or not any more, at the time',
    given: [
      { ...partner, facts: { ...partner.facts, name: 'Another' } },
      given('sharing-with-partners', '2.10', { company }),
      { ...partner, facts: { ...partner.facts, dataCategories: ['accounting-material'] } },
      recipients.removed('partner'),
      companyGiven('sharing-with-partners', '2.10'),
      partner,
    ],
    asks: { ...sharing, recipient: 'partner' },
    ...denied(...beforeNaming),
  },
  {
    says: 'C11: one that the statement named which was agreed to, however late the registry is',
    change: named,
    given: [
      ...bothConsents('sharing-with-partners'),
      { ...partner, facts: { ...partner.facts, statementVersion: '2.10' } },
    ],
    asks: { ...sharing, recipient: 'partner' },
    ...allowed(bothInForce),
  },
  {
    says: 'C11: the person’s alone',
    given: bothConsents('sharing-with-partners').slice(0, 1),
    asks: sharing,
    ...denied('company-consent-missing'),
  },
  {
    says: 'C11: the company’s alone',
    given: bothConsents('sharing-with-partners').slice(1),
    asks: sharing,
    ...denied('consent-missing'),
  },
  {
    says: 'C11: no company named',
    given: bothConsents('sharing-with-partners'),
    asks: { ...sharing, company: undefined },
    ...denied('company-unnamed'),
  },
  {
    says: 'C11: the person’s for another company',
    given: [
      given('sharing-with-partners', '2.10', { company: 'another' }),
      companyGiven('sharing-with-partners', '2.10'),
    ],
    asks: sharing,
    ...denied('consent-for-other-company'),
  },
  {
    says: 'C11: the company’s withdrawn',
    given: [...bothConsents('sharing-with-partners'), companyWithdrawn('sharing-with-partners', '2.10')],
    asks: sharing,
    ...denied('company-consent-withdrawn'),
  },
  {
    says: 'C11: for this partner alone',
    given: [
      given('sharing-with-partners', '2.10', { company, recipient: 'partner' }),
      companyGiven('sharing-with-partners', '2.10', { recipient: 'partner' }),
      partner,
    ],
    asks: { ...sharing, recipient: 'partner' },
    ...allowed(bothInForce),
  },
  {
    says: 'C11: for this partner is not for everybody',
    given: [
      given('sharing-with-partners', '2.10', { company, recipient: 'partner' }),
      companyGiven('sharing-with-partners', '2.10'),
    ],
    asks: sharing,
    ...denied('consent-missing'),
  },
  {
    says: 'C11: a later no to all of it',
    given: [
      partner,
      ...bothConsents('sharing-with-partners'),
      given('sharing-with-partners', '2.10', { company, recipient: 'partner' }),
      withdrawn('sharing-with-partners', '2.10'),
    ],
    asks: { ...sharing, recipient: 'partner' },
    ...denied('consent-withdrawn', 'sharing-consent-missing'),
  },
  {
    says: 'C11: nobody gets what another purpose rests on an interest for',
    given: [partner],
    change: ({ purposes }) => void purposes.find(({ id }) => id === 'support')?.dataCategories.push('contact'),
    asks: { purpose: 'support', dataCategory: 'contact', population: 'client-user', company, recipient: 'partner' },
    ...denied('sharing-company-consent-missing', 'sharing-consent-missing'),
  },
  {
    says: 'C11: sold only with consent to exactly that',
    given: bothConsents('sharing-with-partners'),
    asks: sale,
    ...denied('company-consent-missing', 'consent-missing'),
  },
  {
    says: 'C11: sold with both consents to exactly that',
    given: bothConsents('sale'),
    asks: sale,
    ...allowed(bothInForce),
  },
  {
    says: 'C11: sold to a partner with the sharing agreed too',
    given: [partner, ...bothConsents('sale')],
    asks: { ...sale, recipient: 'partner' },
    ...denied('sharing-company-consent-missing', 'sharing-consent-missing'),
  },
  {
    says: 'C12: an authority is given data by order only',
    given: [authority],
    asks: { purpose: 'bookkeeping', dataCategory: 'accounting-material', recipient: 'public-authorities' },
    ...denied('order-needed'),
  },
  {
    says: 'C13: nobody is listed, so nobody gets anything',
    asks: { purpose: 'support', dataCategory: 'enquiry', recipient: 'helpdesk' },
    ...denied('unknown-recipient'),
  },
  {
    says: 'C18: bookkeeping is a duty',
    asks: { purpose: 'bookkeeping', dataCategory: 'accounting-material' },
    ...allowed(['legal-duty']),
  },
  {
    says: 'C18: an objection does not touch a duty',
    given: [objection],
    asks: { purpose: 'bookkeeping', dataCategory: 'accounting-material' },
    ...allowed(['legal-duty']),
  },
  {
    says: 'C22: each opt-out by itself',
    given: [given('newsletter', '2.10'), given('course-invitations', '2.10'), keeping.told('course.opted-out', day(4))],
    asks: news,
    ...allowed(['consent-in-force']),
  },
  {
    says: 'C24: using the site is no consent',
    given: [keeping.told('behaviour.observed', day(2))],
    asks: { purpose: 'statistics', dataCategory: 'behaviour' },
    ...denied('consent-missing'),
  },
];

provesCases('catacloud', cases);
