import type { FindingCode } from '../src/statement/findings.ts';
import type { Basis, OpenDsr, Statement } from '../src/statement/schema.ts';
import { the } from './statement-files.ts';

type Spoil = (statement: Statement) => void;
export const basis = (article: string, population: string): Basis => ({
  article,
  appliesTo: { populations: [population] },
});
const cookieOf = (statement: Statement) => {
  const [cookie] = statement.cookies.table;
  if (cookie === undefined) throw new Error('the table has a cookie');
  return cookie;
};

const email = { type: 'email', format: 'raw' } as const;
const abroad = (article: string) => ({ locations: ['US'], transfer: { article, instrument: 'Clauses' } });
const toldWithin = (within: string) => ({
  kind: 'third-party',
  provenance: { name: 'The register', country: 'NO', askedForBy: 'person' },
  notice: { article: '14', within },
});

/** Kaukus' mail as a processor's that speaks OpenDSR, as the file that is spoilt says. */
export function speaksOpenDsr(statement: Statement, over: Partial<OpenDsr> = {}, system = 'kaukus-mail'): void {
  const known = the(statement.systems, system);
  known.processor = 'hetzner';
  known.openDsr = {
    url: 'https://dsr.example.org/v2',
    requests: ['access', 'erasure'],
    identities: [{ type: 'email', format: 'raw' }],
    certificates: ['AB'.repeat(32)],
    ...over,
  };
}

/** One way to provoke each finding in the file of Kaukus, and where it must point. */
export const defects: [FindingCode, string, Spoil][] = [
  ['duplicate-id', 'systems/moteadm', (s) => s.systems.push({ ...the(s.systems, 'moteadm') })],
  [
    'unknown-reference',
    'purposes/newsletter/recipients',
    (s) => the(s.purposes, 'newsletter').recipients.push('nobody'),
  ],
  [
    'unknown-reference',
    'dataCategories/contact/identifiers',
    (s) => the(s.dataCategories, 'contact').identifiers.push('fax'),
  ],
  [
    'unresolved-path',
    'resolutions/0/path',
    (s) => s.resolutions.splice(0, 1, { ...s.resolutions[0]!, path: 'purposes/gone' }),
  ],
  [
    'unknown-finding-code',
    'resolutions/0/finding',
    (s) => s.resolutions.splice(0, 1, { ...s.resolutions[0]!, finding: 'boredom' }),
  ],
  ['purpose-without-basis', 'purposes/login-session/bases', (s) => the(s.purposes, 'login-session').bases.splice(0)],
  [
    'unknown-basis',
    'purposes/login-session/bases/0/article',
    (s) => (the(s.purposes, 'login-session').bases[0]!.article = '6(1)(g)'),
  ],
  [
    'purpose-without-basis',
    'purposes/login-session/bases',
    (s) => (the(s.purposes, 'login-session').bases[0]!.article = '99'),
  ],
  ['consent-without-question', 'purposes/newsletter', (s) => delete the(s.purposes, 'newsletter').consent],
  ['keep-at-least-beyond-at-most', 'retention/visits/keep', (s) => (the(s.retention, 'visits').keep.atLeast = 'P13M')],
  ['processing-for-nobody', 'activities/website', (s) => (the(s.activities, 'website').role = 'processor')],
  [
    'open-dsr-address',
    'systems/kaukus-mail/openDsr/url',
    (s) => speaksOpenDsr(s, { url: 'http://dsr.example.org/v2' }),
  ],
  [
    'open-dsr-address',
    'systems/kaukus-mail/openDsr/url',
    (s) => speaksOpenDsr(s, { url: 'https://us:secret@dsr.example.org/v2' }),
  ],
  [
    'open-dsr-address',
    'systems/kaukus-mail/openDsr/url',
    (s) => speaksOpenDsr(s, { url: 'https://dsr.example.org/v2?key=7' }),
  ],
  [
    'open-dsr-without-processor',
    'systems/kaukus-mail',
    (s) => {
      speaksOpenDsr(s);
      delete the(s.systems, 'kaukus-mail').processor;
    },
  ],
  [
    'open-dsr-repeated',
    'systems/kaukus-mail/openDsr/requests',
    (s) => speaksOpenDsr(s, { requests: ['access', 'access'] }),
  ],
  [
    'open-dsr-repeated',
    'systems/kaukus-mail/openDsr/identities',
    (s) => speaksOpenDsr(s, { identities: [email, { ...email }] }),
  ],
  ['open-dsr-erases-everything', 'systems/kaukus-mail/openDsr/requests', (s) => speaksOpenDsr(s)],
  [
    'open-dsr-identity-not-held',
    'systems/kaukus-mail/openDsr/identities',
    (s) => {
      speaksOpenDsr(s, { identities: [email] });
      the(s.systems, 'kaukus-mail').holds = ['enquiry'];
    },
  ],
  ['unknown-time-zone', 'statement/timeZone', (s) => (s.statement.timeZone = 'Europe/Nowhere')],
  [
    'invalid-duration',
    'purposes/analytics/consent/expires',
    (s) => (the(s.purposes, 'analytics').consent!.expires = 'P9999Y'),
  ],
  ['invalid-duration', 'requests/answerWithin', (s) => (s.requests.answerWithin = 'P1DT12H')],
  ['invalid-duration', 'retention/visits/keep/atMost', (s) => (the(s.retention, 'visits').keep.atMost = 'PT90H')],
  ['implied-consent', 'statement/claims/0', (s) => s.statement.claims.push('silence-is-consent')],
  [
    'alternative-bases',
    'purposes/newsletter/bases',
    (s) => the(s.purposes, 'newsletter').bases.push(basis('6(1)(f)', 'newsletter-subscriber')),
  ],
  [
    'population-without-basis',
    'purposes/login-session/bases',
    (s) => the(s.purposes, 'login-session').populations.push('visitor'),
  ],
  [
    'legitimate-interest-unnamed',
    'purposes/login-session/bases/0',
    (s) => delete the(s.purposes, 'login-session').bases[0]?.interest,
  ],
  [
    'legal-duty-unnamed',
    'purposes/consent-choices/bases/0',
    (s) => delete the(s.purposes, 'consent-choices').bases[0]?.law,
  ],
  [
    'marketing-without-consent',
    'purposes/customer-relationship/bases',
    (s) => (the(s.purposes, 'customer-relationship').directMarketing = true),
  ],
  [
    'device-access-without-consent',
    'purposes/login-session/bases/0',
    (s) => (the(s.purposes, 'login-session').cookieCategory = 'statistics'),
  ],
  [
    'device-access-without-consent',
    'purposes/login-session/bases/0',
    (s) => delete the(s.purposes, 'login-session').cookieCategory,
  ],
  [
    'device-access-without-consent',
    'purposes/login-session/bases/0',
    (s) => (the(s.purposes, 'login-session').term = 'dpv:TargetedAdvertising'),
  ],
  [
    'device-access-without-consent',
    'cookies/table/_moeteadm_session',
    (s) => Object.assign(cookieOf(s), { function: 'statistics', declaredCategory: 'necessary' }),
  ],
  [
    'unknown-cookie-category',
    'cookies/table/_moeteadm_session/declaredCategory',
    (s) => (cookieOf(s).declaredCategory = 'Various'),
  ],
  [
    'unknown-cookie-category',
    'cookies/table/_moeteadm_session/declaredCategory',
    (s) => {
      s.cookies.categories = s.cookies.categories.filter(({ id }) => id !== 'preferences');
      delete the(s.purposes, 'preferences').cookieCategory;
      cookieOf(s).declaredCategory = 'preferences';
    },
  ],
  [
    'login-cookie-not-necessary',
    'cookies/table/_moeteadm_session',
    (s) => (cookieOf(s).declaredCategory = 'marketing'),
  ],
  [
    'cookie-consent-without-purpose',
    'cookies/categories/marketing',
    (s) => (the(s.cookies.categories, 'marketing').consentRequired = false),
  ],
  [
    'cookie-consent-without-purpose',
    'cookies/categories/preferences',
    (s) => delete the(s.purposes, 'preferences').cookieCategory,
  ],
  ['vague-duration', 'cookies/table/_moeteadm_session/maxAge', (s) => (cookieOf(s).maxAge = 'until-next-visit')],
  [
    'data-without-retention',
    'purposes/operate-and-secure/dataCategories',
    (s) => (s.retention = s.retention.filter(({ id }) => id !== 'technical-logs')),
  ],
  [
    'colliding-retention-rules',
    'retention/visits',
    (s) => s.retention.push({ ...the(s.retention, 'visits'), id: 'visits-again', keep: { atMost: 'P2Y' } }),
  ],
  ['empty-recipients', 'recipients', (s) => (the(s.recipients, 'hetzner').kind = 'third-party')],
  ['processor-without-agreement', 'recipients/hetzner', (s) => delete the(s.recipients, 'hetzner').agreement],
  ['transfer-without-basis', 'recipients/hetzner/locations', (s) => the(s.recipients, 'hetzner').locations.push('US')],
  [
    'transfer-without-basis',
    'recipients/hetzner/transfer/article',
    (s) => Object.assign(the(s.recipients, 'hetzner'), abroad('48')),
  ],
  [
    'transfer-without-basis',
    'recipients/hetzner/transfer/article',
    (s) => Object.assign(the(s.recipients, 'hetzner'), abroad('49(1)(a)')),
  ],
  [
    'transfer-against-promise',
    'recipients/hetzner/locations',
    (s) => Object.assign(the(s.recipients, 'hetzner'), abroad('46(2)(c)')),
  ],
  [
    'agreement-expired',
    'recipients/hetzner/agreement/expires',
    (s) => (the(s.recipients, 'hetzner').agreement!.expires = '2025-05-31'),
  ],
  [
    'sub-processor-without-processor',
    'recipients/hetzner',
    (s) => (the(s.recipients, 'hetzner').kind = 'sub-processor'),
  ],
  [
    'source-notice-later-than-law',
    'sources/your-visit/notice/within',
    (s) => Object.assign(the(s.sources, 'your-visit'), toldWithin('P12M')),
  ],
  ['purpose-without-activity', 'purposes/marketing', (s) => the(s.activities, 'news-and-marketing').purposes.pop()],
  ['sale-purpose-not-sale', 'sharing/salePurpose', (s) => (s.sharing.salePurpose = 'newsletter')],
  [
    'notice-before-change-not-kept',
    'changes/significant/noticeBefore',
    (s) => (s.changes.significant.noticeBefore = 'P30D'),
  ],
  [
    'resolution-answers-nothing',
    'resolutions/0',
    (s) => s.resolutions.splice(0, 1, { ...s.resolutions[0]!, path: 'purposes/newsletter' }),
  ],
  [
    'third-party-source-without-notice',
    'sources/your-visit',
    (s) => (the(s.sources, 'your-visit').kind = 'third-party'),
  ],
  ['no-answer-time-limit', 'requests', (s) => delete s.requests.answerWithin],
  ['answer-later-than-law', 'requests/answerWithin', (s) => (s.requests.answerWithin = 'P6W')],
  [
    'missing-right',
    'requests/rights',
    (s) => (s.requests.rights = s.requests.rights.filter(({ right }) => right !== 'objection')),
  ],
  ['missing-right', 'requests/rights', (s) => (s.automatedDecisions.used = true)],
  ['right-without-basis', 'requests/rights/objection', (s) => noObjection(s)],
  ['no-complaint-route', 'requests', (s) => delete s.complaints],
  ['no-privacy-contact', 'contacts', (s) => (the(s.contacts, 'privacy').role = 'support')],
];

function noObjection(statement: Statement): void {
  for (const purpose of statement.purposes) {
    delete purpose.directMarketing;
    for (const one of purpose.bases) if (one.article === '6(1)(f)') one.article = '6(1)(b)';
  }
}
