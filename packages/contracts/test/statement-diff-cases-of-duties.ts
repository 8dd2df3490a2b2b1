import type { Cookie, Statement } from '../src/statement/schema.ts';
import type { DiffCase } from './statement-diff-cases.ts';
import { the } from './statement-files.ts';

const text = (en: string) => ({ nb: en, en });
const visits = (s: Statement) => the(s.retention, 'visits');
const cookie = (s: Statement): Cookie => s.cookies.table[0] as Cookie;
const without = (list: unknown[], item: unknown) => void list.splice(list.indexOf(item), 1);
const drop = (list: { id: string }[], id: string) => without(list, the(list, id));
const everyAsked = ['analytics', 'marketing', 'newsletter', 'preferences'];

/** Keeping, cookies, rights and the rest: at least one case for every rule. */
export const dutyDiffCases: readonly DiffCase[] = [
  [
    'retention-rule-added',
    'retention/counts',
    [],
    (s) => s.retention.push({ ...structuredClone(visits(s)), id: 'counts', dataCategories: ['visit-statistics'] }),
  ],
  [
    'retention-rule-added-beside',
    'retention/again',
    [],
    (s) => s.retention.push({ ...structuredClone(visits(s)), id: 'again' }),
  ],
  ['retention-rule-removed', 'retention/visits', [], (s) => drop(s.retention, 'visits')],
  ['retention-longer', 'retention/visits/keep/atMost', [], (s) => (visits(s).keep.atMost = 'P13M')],
  [
    'retention-longer',
    'retention/newsletter-readers/keep/atMost',
    [],
    (s) => (the(s.retention, 'newsletter-readers').keep.atMost = 'P1D'),
  ],
  ['retention-longer', 'record/keep/atMost', [], (s) => (s.record.keep.atMost = 'P11Y')],
  ['retention-shorter', 'retention/visits/keep/atMost', [], (s) => (visits(s).keep.atMost = 'P30D')],
  ['retention-counted-otherwise', 'retention/visits/anchor', [], (s) => (visits(s).anchor = 'last-contact')],
  [
    'retention-counted-otherwise',
    'retention/enquiries/stopsWhen',
    [],
    (s) => delete the(s.retention, 'enquiries').stopsWhen,
  ],
  ['ending-weaker', 'retention/enquiries/action', [], (s) => (the(s.retention, 'enquiries').action = 'anonymise')],
  ['ending-stronger', 'retention/visits/action', [], (s) => (visits(s).action = 'erase')],
  ['record-changed', 'record/basis/article', [], (s) => (s.record.basis.article = '6(1)(f)')],
  ['cookie-added', 'cookies/table/tracker', [], (s) => s.cookies.table.push({ ...cookie(s), identifier: 'tracker' })],
  ['cookie-removed', 'cookies/table/_moeteadm_session', [], (s) => s.cookies.table.pop()],
  ['cookie-longer', 'cookies/table/_moeteadm_session/maxAge', [], (s) => (cookie(s).maxAge = 'P1Y')],
  [
    'cookie-shorter',
    'cookies/table/_moeteadm_session/maxAge',
    [],
    (s) => (cookie(s).maxAge = 'session'),
    (s) => (cookie(s).maxAge = 'P1D'),
  ],
  [
    'cookie-category-changed',
    'cookies/table/_moeteadm_session/function',
    [],
    (s) => (cookie(s).function = 'statistics'),
  ],
  [
    'cookie-redeclared',
    'cookies/table/_moeteadm_session/declaredCategory',
    [],
    (s) => (cookie(s).declaredCategory = 'necessary'),
  ],
  ['cookie-widened', 'cookies/table/_moeteadm_session/domains', [], (s) => cookie(s).domains.push('ads.example')],
  [
    'cookie-narrowed',
    'cookies/table/_moeteadm_session/domains',
    [],
    (s) => cookie(s).domains.pop(),
    (s) => cookie(s).domains.push('ads.example'),
  ],
  ['cookie-choice-taken-away', 'cookies/settings', [], (s) => without(s.cookies.settings, 'banner-button')],
  [
    'cookie-choice-taken-away',
    'cookies/categories/statistics/canBeRefused',
    [],
    (s) => (the(s.cookies.categories, 'statistics').canBeRefused = false),
  ],
  ['cookie-choice-given', 'cookies/settings', [], (s) => s.cookies.settings.push('portal')],
  ['controller-renamed', 'controller/name', [], (s) => (s.controller.name = 'Kaukus ASA')],
  [
    'controller-changed',
    'controller/registrationNumber',
    everyAsked,
    (s) => (s.controller.registrationNumber = '999 999 999'),
  ],
  ['controller-changed', 'controller/country', everyAsked, (s) => (s.controller.country = 'SE')],
  ['contact-details-changed', 'controller/email', [], (s) => (s.controller.email = 'new@kaukus.no')],
  ['complaint-route-removed', 'complaints', [], (s) => delete s.complaints],
  ['answer-later', 'requests/answerWithin', [], (s) => (s.requests.answerWithin = 'P40D')],
  ['answer-later', 'requests/answerWithin', [], (s) => delete s.requests.answerWithin],
  ['answer-sooner', 'requests/answerWithin', [], (s) => (s.requests.answerWithin = 'P14D')],
  [
    'right-removed',
    'requests/rights/objection',
    [],
    (s) => (s.requests.rights = s.requests.rights.filter(({ right }) => right !== 'objection')),
  ],
  [
    'right-added',
    'requests/rights/automated-decision',
    [],
    (s) => s.requests.rights.push({ right: 'automated-decision', article: '22' }),
  ],
  ['channel-removed', 'requests/channels', [], (s) => s.requests.channels.pop()],
  [
    'channel-added',
    'requests/channels',
    [],
    (s) => s.requests.channels.push({ kind: 'phone', address: '+47 00 00 00 00' }),
  ],
  ['security-lowered', 'security/measures/backups', [], (s) => drop(s.security.measures, 'backups')],
  [
    'security-raised',
    'security/measures/audits',
    [],
    (s) => s.security.measures.push({ id: 'audits', name: text('Audits') }),
  ],
  ['children-affected', 'children/ageOfConsent', [], (s) => (s.children.ageOfConsent = 15)],
  [
    'children-no-longer-addressed',
    'children/addressed',
    [],
    (s) => (s.children.addressed = false),
    (s) => (s.children.addressed = true),
  ],
  [
    'announcement-weaker',
    'changes/significant/announcedBy',
    [],
    (s) => s.changes.significant.announcedBy.shift(),
    (s) => s.changes.significant.announcedBy.push('email'),
  ],
  [
    'announcement-stronger',
    'changes/significant/noticeBefore',
    [],
    (s) => (s.changes.significant.noticeBefore = 'P14D'),
  ],
  ['language-removed', 'statement/languages', [], (s) => without(s.statement.languages, 'en')],
  [
    'language-added',
    'statement/languages',
    [],
    (s) => s.statement.languages.push('en'),
    (s) => without(s.statement.languages, 'en'),
  ],
  [
    'company-say-changed',
    'populations/visitor/actsForCompany',
    [],
    (s) => (the(s.populations, 'visitor').actsForCompany = true),
  ],
  ['promise-changed', 'promises/K10', [], (s) => drop(s.promises, 'K10')],
  ['edition', 'statement/version', [], (s) => (s.statement.version = 2)],
  ['wording-changed', 'retention/visits/after', [], (s) => (visits(s).after = text('Told otherwise'))],
  ['handling-changed', 'systems/moteadm/holds', [], (s) => the(s.systems, 'moteadm').holds.push('device')],
  ['unclassified-change', 'future', [], (s) => Object.assign(s, { future: 1 })],
];
