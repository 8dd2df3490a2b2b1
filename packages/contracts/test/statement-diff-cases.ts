import type { ChangeCode } from '../src/statement/change-rules.ts';
import type { Statement } from '../src/statement/schema.ts';
import { the } from './statement-files.ts';

type Edit = (statement: Statement) => void;
/** A change to the statement of Kaukus, where it must be found, and whose consents it makes void. */
export type DiffCase = readonly [code: ChangeCode, path: string, voids: readonly string[], edit: Edit, before?: Edit];

const text = (en: string) => ({ nb: en, en });
const newsletter = (s: Statement) => the(s.purposes, 'newsletter');
const analytics = (s: Statement) => the(s.purposes, 'analytics');
const contact = (s: Statement) => the(s.dataCategories, 'contact');
const hetzner = (s: Statement) => the(s.recipients, 'hetzner');
const without = (list: unknown[], item: unknown) => void list.splice(list.indexOf(item), 1);
const drop = (list: { id: string }[], id: string) => without(list, the(list, id));
const everyAsked = ['analytics', 'marketing', 'newsletter', 'preferences'];
const seesContact = ['marketing', 'newsletter'];

/** What one version of a statement can change against another: at least one case for every rule. */
export const diffCases: readonly DiffCase[] = [
  [
    'purpose-added',
    'purposes/profiling',
    [],
    (s) => s.purposes.push({ ...structuredClone(analytics(s)), id: 'profiling' }),
  ],
  ['purpose-removed', 'purposes/newsletter', ['newsletter'], (s) => drop(s.purposes, 'newsletter')],
  [
    'purpose-renamed',
    'purposes/newsletter/name',
    ['newsletter'],
    (s) => (newsletter(s).name = text('News and profiling')),
  ],
  [
    'purpose-meaning-changed',
    'purposes/analytics/term',
    ['analytics'],
    (s) => (analytics(s).term = 'dpv:TargetedAdvertising'),
  ],
  [
    'purpose-meaning-changed',
    'purposes/analytics/directMarketing',
    ['analytics'],
    (s) => (analytics(s).directMarketing = true),
  ],
  ['data-renamed', 'dataCategories/contact/name', seesContact, (s) => (contact(s).name = text('Your whereabouts'))],
  [
    'data-renamed',
    'dataCategories/contact/attributes/phone/name',
    seesContact,
    (s) => (the(contact(s).attributes, 'phone').name = text('Where you are')),
  ],
  ['recipient-services-changed', 'recipients/hetzner/services', [], (s) => hetzner(s).services.push(text('Profiling'))],
  [
    'recipient-translated',
    'recipients/hetzner/name',
    [],
    (s) => (hetzner(s).name = { nb: 'Hetzner', en: 'Hetzner Online' }),
  ],
  ['interest-changed', 'purposes/analytics/bases', [], (s) => (analytics(s).bases[1]!.interest = text('To sell more'))],
  ['basis-reworded', 'purposes/analytics/bases', [], (s) => (analytics(s).bases[1]!.when = text('Always'))],
  [
    'purpose-basis-changed',
    'purposes/newsletter/bases',
    ['newsletter'],
    (s) => (newsletter(s).bases[0]!.article = '6(1)(f)'),
  ],
  [
    'purpose-data-added',
    'purposes/analytics/dataCategories',
    ['analytics'],
    (s) => analytics(s).dataCategories.push('contact'),
  ],
  [
    'purpose-data-removed',
    'purposes/analytics/dataCategories',
    [],
    (s) => without(analytics(s).dataCategories, 'device'),
  ],
  [
    'purpose-population-added',
    'purposes/newsletter/populations',
    [],
    (s) => newsletter(s).populations.push('enquirer'),
  ],
  [
    'purpose-population-removed',
    'purposes/answer-enquiries/populations',
    [],
    (s) => without(the(s.purposes, 'answer-enquiries').populations, 'enquirer'),
  ],
  ['purpose-source-added', 'purposes/newsletter/sources', [], (s) => newsletter(s).sources.push('your-visit')],
  ['purpose-source-removed', 'purposes/newsletter/sources', [], (s) => without(newsletter(s).sources, 'you-tell-us')],
  [
    'purpose-recipient-added',
    'purposes/newsletter/recipients',
    ['newsletter'],
    (s) => newsletter(s).recipients.push('mailer'),
  ],
  [
    'purpose-recipient-removed',
    'purposes/newsletter/recipients',
    [],
    (s) => without(newsletter(s).recipients, 'hetzner'),
  ],
  [
    'purpose-cookie-category-changed',
    'purposes/analytics/cookieCategory',
    ['analytics'],
    (s) => (analytics(s).cookieCategory = 'marketing'),
  ],
  [
    'consent-question-changed',
    'purposes/newsletter/consent/ask',
    ['newsletter'],
    (s) => (newsletter(s).consent!.ask = text('News?')),
  ],
  [
    'consent-question-changed',
    'purposes/newsletter/consent/level',
    ['newsletter'],
    (s) => (newsletter(s).consent!.level = 'person-and-company'),
  ],
  ['consent-question-changed', 'purposes/newsletter/consent', ['newsletter'], (s) => delete newsletter(s).consent],
  ['consent-times-changed', 'purposes/analytics/consent/expires', [], (s) => (analytics(s).consent!.expires = 'P24M')],
  ['purpose-redescribed', 'purposes/analytics/description', [], (s) => (analytics(s).description = text('Counting'))],
  ['automated-decisions-added', 'automatedDecisions/used', [], (s) => (s.automatedDecisions.used = true)],
  [
    'automated-decisions-removed',
    'automatedDecisions/used',
    [],
    (s) => (s.automatedDecisions.used = false),
    (s) => (s.automatedDecisions.used = true),
  ],
  ['role-changed', 'activities/website/role', [], (s) => (the(s.activities, 'website').role = 'processor')],
  [
    'activity-security-lowered',
    'activities/website/security',
    [],
    (s) => without(the(s.activities, 'website').security, 'backups'),
  ],
  [
    'attribute-added',
    'dataCategories/contact/attributes/address',
    seesContact,
    (s) => contact(s).attributes.push({ id: 'address', name: text('Address') }),
  ],
  ['attribute-removed', 'dataCategories/contact/attributes/phone', [], (s) => drop(contact(s).attributes, 'phone')],
  [
    'data-more-revealing',
    'dataCategories/technical-log/attributes/maskedIp/masked',
    [],
    (s) => delete the(the(s.dataCategories, 'technical-log').attributes, 'maskedIp').masked,
  ],
  [
    'data-more-revealing',
    'dataCategories/visit-statistics/anonymous',
    ['analytics'],
    (s) => delete the(s.dataCategories, 'visit-statistics').anonymous,
  ],
  [
    'data-more-revealing',
    'dataCategories/contact/readFromDevice',
    seesContact,
    (s) => (contact(s).readFromDevice = true),
  ],
  ['data-less-revealing', 'dataCategories/contact/anonymous', [], (s) => (contact(s).anonymous = true)],
  [
    'attribute-meaning-changed',
    'dataCategories/contact/attributes/phone/term',
    seesContact,
    (s) => (the(contact(s).attributes, 'phone').term = 'pd:Location'),
  ],
  [
    'source-added',
    'sources/broker',
    [],
    (s) => s.sources.push({ ...structuredClone(the(s.sources, 'your-visit')), id: 'broker' }),
  ],
  ['source-removed', 'sources/your-login', [], (s) => drop(s.sources, 'your-login')],
  ['source-removed', 'sources/your-visit/how', [], (s) => without(the(s.sources, 'your-visit').how, 'use')],
  ['source-widened', 'sources/your-visit/kind', [], (s) => (the(s.sources, 'your-visit').kind = 'third-party')],
  ['source-widened', 'sources/your-visit/how', [], (s) => the(s.sources, 'your-visit').how.push('pixel-tag')],
  [
    'recipient-added',
    'recipients/mailer',
    ['newsletter'],
    (s) => s.recipients.push({ ...structuredClone(hetzner(s)), id: 'mailer', purposes: ['newsletter'] }),
  ],
  ['recipient-removed', 'recipients/hetzner', [], (s) => drop(s.recipients, 'hetzner')],
  ['recipient-identity-changed', 'recipients/hetzner/name', everyAsked, (s) => (hetzner(s).name = 'Somebody Else')],
  ['recipient-identity-changed', 'recipients/hetzner/kind', everyAsked, (s) => (hetzner(s).kind = 'third-party')],
  [
    'recipient-reach-widened',
    'recipients/hetzner/purposes',
    ['newsletter'],
    (s) => hetzner(s).purposes.push('newsletter'),
    (s) => without(hetzner(s).purposes, 'newsletter'),
  ],
  [
    'recipient-reach-narrowed',
    'recipients/hetzner/dataCategories',
    [],
    (s) => without(hetzner(s).dataCategories, 'contact'),
  ],
  ['transfer-added', 'recipients/hetzner/locations', [], (s) => hetzner(s).locations.push('US')],
  ['recipient-location-changed', 'recipients/hetzner/locations', [], (s) => hetzner(s).locations.push('SE')],
  [
    'transfer-basis-changed',
    'recipients/hetzner/transfer',
    [],
    (s) => (hetzner(s).transfer = { article: '45(3)', instrument: 'Adequacy' }),
  ],
  [
    'transfer-basis-changed',
    'transfers/allowedBases',
    [],
    (s) => s.transfers.allowedBases.push({ article: '49(1)(a)', instrument: 'Consent' }),
  ],
  ['transfers-allowed', 'transfers/onlyInEea', [], (s) => (s.transfers.onlyInEea = false)],
  [
    'transfers-ended',
    'transfers/onlyInEea',
    [],
    (s) => (s.transfers.onlyInEea = true),
    (s) => (s.transfers.onlyInEea = false),
  ],
  ['agreement-removed', 'recipients/hetzner/agreement', [], (s) => delete hetzner(s).agreement],
  [
    'agreement-changed',
    'recipients/hetzner/agreement/signed',
    [],
    (s) => (hetzner(s).agreement!.signed = '2026-01-01'),
  ],
  ['sharing-loosened', 'sharing/requiresAgreement', [], (s) => (s.sharing.requiresAgreement = false)],
  [
    'sharing-loosened',
    'sharing/saleRequiresSpecificConsent',
    [],
    (s) => (s.sharing.saleRequiresSpecificConsent = false),
  ],
  ['sharing-loosened', 'sharing/salePurpose', [], (s) => (s.sharing.salePurpose = 'newsletter')],
  [
    'sharing-loosened',
    'sharing/requiresConsentOf',
    [],
    (s) => s.sharing.requiresConsentOf.pop(),
    (s) => s.sharing.requiresConsentOf.push('person'),
  ],
  ['sharing-tightened', 'sharing/requiresConsentOf', [], (s) => s.sharing.requiresConsentOf.push('person')],
  [
    'sharing-tightened',
    'sharing/authorities/requires',
    [],
    (s) => without(s.sharing.authorities.requires, 'regulation'),
  ],
];
