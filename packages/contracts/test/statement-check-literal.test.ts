import { describe, expect, test } from 'vitest';
import { checkStatement } from '../src/statement/check-statement.ts';
import { findingRow } from '../src/statement/finding-row.ts';
import type { FindingCode } from '../src/statement/findings.ts';
import { parseStatement } from '../src/statement/parse-statement.ts';
import type { Statement } from '../src/statement/schema.ts';
import { statementFile, the } from './statement-files.ts';

type Raised = {
  readonly code: FindingCode;
  readonly path: string;
  readonly says: string;
  readonly meanwhile?: RegExp;
  readonly refused?: true;
};

/** The file without what the controller decided beyond the published text: its resolutions, and its own retention rules. */
function literally(tenant: 'catacloud' | 'kaukus', published: readonly string[]): Statement {
  const statement = statementFile(tenant);
  statement.resolutions = [];
  statement.promises = [];
  statement.retention = statement.retention.filter(({ id }) => published.includes(id));
  return statement;
}

const catacloud = literally('catacloud', [
  'account-data',
  'customer-after-subscription',
  'contact-during-agreement',
  'bookkeeping-primary',
  'bookkeeping-secondary',
  'behaviour',
  'newsletter-readers',
  'course-invitations',
]);
const kaukus = literally('kaukus', ['enquiries', 'technical-logs', 'cookies-on-your-device']);

/** What an expert says of the published texts, by the promise it is about. */
const raised: Record<'catacloud' | 'kaukus', [promise: string, finding: Raised][]> = {
  catacloud: [
    [
      'C24',
      {
        code: 'implied-consent',
        path: 'statement/claims/0',
        says: 'use is consent',
        meanwhile: /never count as consent/,
      },
    ],
    [
      'C10',
      {
        code: 'vague-duration',
        path: 'cookies/table/catacloud_visit/maxAge',
        says: 'no length of time',
        meanwhile: /P90D at most/,
      },
    ],
    ['C10', { code: 'vague-duration', path: 'cookies/table/catacloud_pixel/maxAge', says: 'no length of time' }],
    ['C13', { code: 'empty-recipients', path: 'recipients', says: 'no external party', meanwhile: /refused/ }],
    [
      'C17, C21',
      {
        code: 'colliding-retention-rules',
        path: 'retention/customer-after-subscription',
        says: 'contact-during-agreement',
        refused: true,
      },
    ],
    ['C14', { code: 'no-answer-time-limit', path: 'requests', says: 'how soon', meanwhile: /one month/ }],
    ['C15', { code: 'data-without-retention', path: 'purposes/support/dataCategories', says: 'enquiry of enquirer' }],
    [
      'C15',
      {
        code: 'data-without-retention',
        path: 'purposes/course-delivery/dataCategories',
        says: 'course of course-participant',
      },
    ],
    [
      'C2',
      { code: 'data-without-retention', path: 'purposes/client-bookkeeping/dataCategories', says: 'client-material' },
    ],
  ],
  kaukus: [
    [
      'K5',
      {
        code: 'alternative-bases',
        path: 'purposes/answer-enquiries/bases',
        says: '6(1)(b) and 6(1)(f)',
        meanwhile: /only for the people and data it names/,
      },
    ],
    [
      'K5',
      {
        code: 'alternative-bases',
        path: 'purposes/analytics/bases',
        says: '6(1)(a) and 6(1)(f)',
        meanwhile: /consent is needed/,
      },
    ],
    [
      'K8',
      {
        code: 'unknown-cookie-category',
        path: 'cookies/table/_moeteadm_session/declaredCategory',
        says: 'Optional',
        meanwhile: /By its function, login, the cookie is treated as necessary/,
      },
    ],
    ['K8', { code: 'login-cookie-not-necessary', path: 'cookies/table/_moeteadm_session', says: 'strictly necessary' }],
    [
      'K15',
      {
        code: 'answer-later-than-law',
        path: 'requests/answerWithin',
        says: 'P30D',
        meanwhile: /earlier of the promise and the law/,
      },
    ],
    [
      'K10',
      {
        code: 'data-without-retention',
        path: 'purposes/customer-relationship/dataCategories',
        says: 'contact of customer-contact',
      },
    ],
    [
      'K5',
      {
        code: 'data-without-retention',
        path: 'purposes/newsletter/dataCategories',
        says: 'contact of newsletter-subscriber',
      },
    ],
    ['K5', { code: 'data-without-retention', path: 'purposes/analytics/dataCategories', says: 'behaviour of visitor' }],
    [
      'K8',
      {
        code: 'data-without-retention',
        path: 'purposes/login-session/dataCategories',
        says: 'access of platform-user',
      },
    ],
  ],
};

describe.each([
  ['catacloud', catacloud],
  ['kaukus', kaukus],
] as const)('the statement of %s, taken literally', (tenant, statement) => {
  const findings = checkStatement(statement);

  test.each(raised[tenant])('%s: raises what an expert would', (_promise, { code, path, says, meanwhile, refused }) => {
    const finding = findings.find((one) => one.code === code && one.path === path);
    expect(finding, findings.map((one) => `${one.code} ${one.path}`).join('\n')).toBeDefined();
    expect(finding?.message).toContain(says);
    expect(finding?.severity).toBe(refused ? 'error' : 'warning');
    expect(finding?.meanwhile ?? '').toMatch(refused ? /^$/ : (meanwhile ?? /./));
    expect(finding?.answered).toBe(false);
  });

  test('can be published unless rules collide, each warning saying what the platform does meanwhile', () => {
    const errors = findings.filter(({ severity }) => severity === 'error');
    expect([...new Set(errors.map(({ code }) => code))]).toEqual(
      tenant === 'catacloud' ? ['colliding-retention-rules'] : [],
    );
    expect(parseStatement(structuredClone(statement)).ok).toBe(errors.length === 0);
    for (const finding of findings.filter(({ severity }) => severity === 'warning'))
      expect(finding.meanwhile).toEqual(expect.any(String));
  });

  test('raises nothing that is not on the list of an expert or another case of it', () => {
    const listed = new Set(raised[tenant].map(([, { code }]) => code));
    expect(findings.map(({ code }) => code).filter((code) => !listed.has(code))).toEqual([]);
  });
});

describe('bases', () => {
  test('both dual bases of Kaukus collide when they are for everybody, and the platform says which one it applies', () => {
    const statement = structuredClone(kaukus);
    for (const purpose of [the(statement.purposes, 'answer-enquiries'), the(statement.purposes, 'analytics')])
      for (const basis of purpose.bases) basis.appliesTo = { populations: [...purpose.populations] };
    const dual = checkStatement(statement).filter(({ code }) => code === 'alternative-bases');
    expect(dual.map(({ path }) => path)).toEqual(['purposes/answer-enquiries/bases', 'purposes/analytics/bases']);
    const device = checkStatement(statement).filter(({ code }) => code === 'device-access-without-consent');
    expect(device.map(({ path }) => path)).toEqual(['purposes/analytics/bases/1']);
  });

  test('Catacloud’s published text names none, which keeps every purpose from being run', () => {
    const statement = structuredClone(catacloud);
    for (const purpose of statement.purposes) purpose.bases = [];
    const errors = checkStatement(statement).filter(({ code }) => code === 'purpose-without-basis');
    expect(errors.map(({ path, severity }) => [path, severity])).toEqual(
      statement.purposes.map(({ id }) => [`purposes/${id}/bases`, 'error']),
    );
  });
});

/** Every sort of defect that a checker of statements must find, and one small change that brings it about. */
const defects: [what: string, code: FindingCode, spoil: (statement: Statement) => void][] = [
  ['implied consent', 'implied-consent', (s) => s.statement.claims.push('silence-is-consent')],
  ['a purpose without a legal basis', 'purpose-without-basis', (s) => (the(s.purposes, 'preferences').bases = [])],
  ['a purpose with two alternatives', 'alternative-bases', () => undefined],
  [
    'a basis that contradicts § 3-15',
    'device-access-without-consent',
    (s) => (the(s.purposes, 'analytics').bases[0]!.article = '6(1)(f)'),
  ],
  ['a cookie whose category is not in the list', 'unknown-cookie-category', () => undefined],
  ['a login cookie that is not strictly necessary', 'login-cookie-not-necessary', () => undefined],
  ['a duration that is no duration', 'vague-duration', (s) => (s.cookies.table[0]!.maxAge = 'until-next-visit')],
  ['data without a retention rule', 'data-without-retention', () => undefined],
  [
    'two rules that collide',
    'colliding-retention-rules',
    (s) => s.retention.push({ ...the(s.retention, 'technical-logs'), id: 'more', keep: { atMost: 'P2M' } }),
  ],
  ['an empty list of recipients', 'empty-recipients', (s) => (s.recipients = [])],
  [
    'a right that is missing',
    'missing-right',
    (s) => (s.requests.rights = s.requests.rights.filter(({ right }) => right !== 'access')),
  ],
  [
    'a right that the basis does not give',
    'right-without-basis',
    (s) => (s.purposes = s.purposes.filter(({ id }) => id === 'operate-and-secure')),
  ],
  ['no time limit for answers', 'no-answer-time-limit', (s) => delete s.requests.answerWithin],
  ['a time limit later than the law', 'answer-later-than-law', () => undefined],
  ['a transfer without a named basis', 'transfer-without-basis', (s) => s.recipients[0]!.locations.push('US')],
  ['no contact', 'no-privacy-contact', (s) => (s.contacts[0]!.role = 'support')],
  ['no complaint route', 'no-complaint-route', (s) => delete s.complaints],
];

describe('the check finds', () => {
  test.each(defects)('%s', (_what, code, spoil) => {
    const statement = structuredClone(kaukus);
    spoil(statement);
    expect(checkStatement(statement).map((finding) => finding.code)).toContain(code);
  });

  test('no controller identity', () => {
    const { controller: _, ...nobody } = structuredClone(kaukus);
    expect(parseStatement(nobody).findings[0]).toMatchObject({
      code: 'wrong-shape',
      severity: 'error',
      article: 'GDPR 13(1)(a)',
      path: 'controller',
    });
  });

  test.each(['as long as needed', 'P', '18 months'])('"%s" as a time of keeping', (atMost) => {
    const statement = structuredClone(kaukus);
    the(statement.retention, 'technical-logs').keep.atMost = atMost;
    const path = 'retention/technical-logs/keep/atMost';
    const [first] = parseStatement(statement).findings;
    expect(first).toMatchObject({ code: 'invalid-duration', severity: 'error', article: 'GDPR 13(2)(a)', path });
  });
});

describe('a finding as other programs read it', () => {
  test('has six fields, and says in words what the platform does meanwhile and what is answered', () => {
    const [finding] = checkStatement(statementFile('catacloud'));
    if (finding === undefined) throw new Error('the file has findings');
    const row = findingRow(finding);
    expect(Object.keys(row).sort()).toEqual(['article', 'code', 'mend', 'message', 'path', 'severity']);
    expect(row.message).toContain('Meanwhile: ');
    expect(row.message).toMatch(/A resolution in the file answers this\.$/);
    expect(findingRow({ ...finding, answered: false }).message).not.toContain('A resolution in the file');
  });
});
