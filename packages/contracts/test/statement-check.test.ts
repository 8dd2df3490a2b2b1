import { describe, expect, test } from 'vitest';
import { checkStatement } from '../src/statement/check-statement.ts';
import { ERROR_CODES, type FindingCode, MUST_BE_ANSWERED, WARNING_CODES } from '../src/statement/findings.ts';
import { parseStatement } from '../src/statement/parse-statement.ts';
import type { Basis, Statement } from '../src/statement/schema.ts';
import { statementFile, the } from './statement-files.ts';

type Spoil = (statement: Statement) => void;
const basis = (article: string, population: string): Basis => ({ article, appliesTo: { populations: [population] } });
const cookieOf = (statement: Statement) => {
  const [cookie] = statement.cookies.table;
  if (cookie === undefined) throw new Error('the table has a cookie');
  return cookie;
};

/** One way to provoke each finding in the file of Kaukus, and where it must point. */
const defects: [FindingCode, string, Spoil][] = [
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
  ['consent-without-question', 'purposes/newsletter', (s) => delete the(s.purposes, 'newsletter').consent],
  ['keep-at-least-beyond-at-most', 'retention/visits/keep', (s) => (the(s.retention, 'visits').keep.atLeast = 'P13M')],
  ['processing-for-nobody', 'activities/website', (s) => (the(s.activities, 'website').role = 'processor')],
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

describe('the check of a statement', () => {
  test.each(defects)('finds %s at %s, and says how to mend it', (code, path, spoil) => {
    const statement = statementFile('kaukus');
    // Promises and resolutions may point at what is spoilt, which would be a second finding.
    statement.promises = [];
    statement.resolutions.splice(1);
    spoil(statement);
    const finding = checkStatement(statement).find((one) => one.code === code && one.path === path);
    expect(finding).toMatchObject({ code, path });
    expect(finding?.mend).not.toBe('');
    const isError = [...ERROR_CODES, ...MUST_BE_ANSWERED].includes(code);
    expect(finding?.severity).toBe(isError ? 'error' : 'warning');
    expect(finding?.meanwhile === undefined).toBe(isError);
    expect(parseStatement(statement).ok).toBe(!isError);
  });

  test('has a defect for every code that it can give, so that no check is dead', () => {
    const provoked = new Set(defects.map(([code]) => code));
    const ofTheParser = [
      'too-large',
      'not-yaml',
      'too-many-aliases',
      'wrong-shape',
      'unknown-key',
      'invalid-tenant-name',
    ];
    expect(
      [...ERROR_CODES, ...WARNING_CODES].filter((code) => !provoked.has(code) && !ofTheParser.includes(code)),
    ).toEqual([]);
  });

  test('a resolution answers its own finding alone, and only where it says', () => {
    const statement = statementFile('kaukus');
    the(statement.purposes, 'newsletter').bases.push(basis('6(1)(f)', 'newsletter-subscriber'));
    const answered = checkStatement(statement)
      .filter(({ code }) => code === 'alternative-bases')
      .map(({ path, answered: is }) => [path, is]);
    expect(answered).toEqual([
      ['purposes/answer-enquiries/bases', true],
      ['purposes/analytics/bases', true],
      ['purposes/newsletter/bases', false],
    ]);
  });

  test('colliding rules that nobody resolved keep the file from being published, and a resolution lets it through', () => {
    const statement = statementFile('catacloud');
    const [resolved] = statement.resolutions.splice(1, 1);
    const refused = parseStatement(statement);
    expect(refused.ok).toBe(false);
    const path = 'retention/customer-after-subscription';
    expect(refused.findings[0]).toMatchObject({ code: 'colliding-retention-rules', severity: 'error', path });
    expect(refused.findings[0]).not.toHaveProperty('meanwhile');
    statement.resolutions.push({ ...resolved!, path: 'retention/behaviour' });
    expect(parseStatement(statement).ok).toBe(false);
    statement.resolutions.push(resolved!);
    const published = parseStatement(statement).findings.find(({ code }) => code === 'colliding-retention-rules');
    expect(published).toMatchObject({ severity: 'warning', answered: true, meanwhile: expect.any(String) });
  });

  test('a rule that must keep what another may not have any more is named as such', () => {
    const statement = statementFile('kaukus');
    const visits = the(statement.retention, 'visits');
    statement.retention.push({ ...visits, id: 'visits-for-longer', keep: { atLeast: 'P13M', atMost: 'P24M' } });
    const found = checkStatement(statement).find(({ code }) => code === 'colliding-retention-rules');
    expect(found?.message).toContain('visits-for-longer must keep for P13M what visits may keep for P12M');
    expect(found?.severity).toBe('error');
  });

  test('a legal duty may keep longer than the rule allows, and collides with nothing', () => {
    const statement = statementFile('catacloud');
    the(statement.retention, 'bookkeeping-primary').keep = { atLeast: 'P5Y', atMost: 'at-once' };
    const findings = checkStatement(statement).filter(({ path }) => path.startsWith('retention/bookkeeping'));
    expect(findings).toEqual([]);
  });

  test.each(['P1M', 'P28D', 'P4W', 'PT72H'])('an answer within %s is never later than the law', (answerWithin) => {
    const statement = statementFile('kaukus');
    statement.requests.answerWithin = answerWithin;
    expect(checkStatement(statement).map(({ code }) => code)).not.toContain('answer-later-than-law');
  });
});

function noObjection(statement: Statement): void {
  for (const purpose of statement.purposes) {
    delete purpose.directMarketing;
    for (const one of purpose.bases) if (one.article === '6(1)(f)') one.article = '6(1)(b)';
  }
}
