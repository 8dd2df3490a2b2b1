import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_STATEMENT_LENGTH, parseStatement } from '../src/statement/parse-statement.ts';
import { statementFile, textOf, the } from './statement-files.ts';

const found = (source: unknown) =>
  parseStatement(source)
    .findings.filter(({ severity }) => severity === 'error')
    .map(({ code, path, line }) => ({ code, path, line }));
const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length;

describe('a statement file that cannot be trusted', () => {
  test('an unknown key is refused where it stands, so nothing is silently ignored', () => {
    const text = textOf('kaukus').replace('    anchor: logged-at', '    ancor: logged-at\n    anchor: logged-at');
    expect(found(text)).toEqual([
      { code: 'unknown-key', path: 'retention/technical-logs/ancor', line: lineOf(text, 'ancor:') },
    ]);
  });

  test('a wrong value is named by its place in the file', () => {
    const text = textOf('kaukus').replace('anchor: logged-at', 'anchor: whenever');
    expect(found(text)).toEqual([
      { code: 'wrong-shape', path: 'retention/technical-logs/anchor', line: lineOf(text, 'anchor: whenever') },
    ]);
  });

  test('a missing part is pointed at from the nearest thing that is there', () => {
    const text = textOf('kaukus').replace('    anchor: logged-at\n', '');
    expect(found(text)).toEqual([
      { code: 'wrong-shape', path: 'retention/technical-logs/anchor', line: lineOf(text, 'id: technical-logs') },
    ]);
  });

  test.each(['P', 'PT', '-P1M', 'P0D', 'two years', 'P1.5M', 'P1M2', ''])('%j is no duration', (duration) => {
    const statement = statementFile('kaukus');
    statement.requests.answerWithin = duration;
    expect(found(statement)).toEqual([{ code: 'invalid-duration', path: 'requests/answerWithin', line: undefined }]);
  });

  test.each(['K', 'Kaukus', '1kaukus', 'kau kus', 'kau.kus', 'k'.repeat(32)])('%j is no tenant name', (tenant) => {
    expect(found({ ...statementFile('kaukus'), tenant })).toMatchObject([
      { code: 'invalid-tenant-name', path: 'tenant' },
    ]);
  });

  test.each([
    ['a broken indentation', 'vitne: 1\n tenant: kaukus', 'not-yaml'],
    ['the same key twice', 'vitne: 1\nvitne: 1', 'not-yaml'],
    ['a tag that runs code elsewhere', 'vitne: !!js/function "x"', 'not-yaml'],
    ['lists nested a hundred thousand deep', '['.repeat(100_000), 'not-yaml'],
    ['an empty file', '', 'wrong-shape'],
    ['a list', '- vitne: 1', 'wrong-shape'],
    ['a file beyond the limit', 'x'.repeat(MAX_STATEMENT_LENGTH + 1), 'too-large'],
    ['aliases that unfold to gigabytes', `a0: &a0 [x]\n${unfolding(30)}`, 'too-many-aliases'],
  ])('%s is refused', (_what, text, code) => {
    expect(found(text).map((finding) => finding.code)).toContain(code);
  });

  test('one broken part hides nothing that is wrong elsewhere, and what only hangs on it is not told', () => {
    const statement = statementFile('kaukus') as unknown as Record<string, unknown>;
    const spoilt = structuredClone(statementFile('kaukus'));
    the(spoilt.purposes, 'login-session').bases = [];
    the(spoilt.purposes, 'preferences').recipients.push('nobody');
    spoilt.resolutions = [];
    const broken = {
      ...spoilt,
      controller: undefined,
      // A recipient that cannot be read is still there for those who name it.
      recipients: [{ ...spoilt.recipients[0], locations: ['Germany'] }],
      retention: 'as long as needed',
      colour: 'blue',
    };
    const { findings } = parseStatement(broken);
    expect(findings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'wrong-shape controller',
      'wrong-shape recipients/hetzner/locations/0',
      'wrong-shape retention',
      'unknown-key colour',
      'unknown-reference purposes/preferences/recipients',
      'purpose-without-basis purposes/login-session/bases',
      'alternative-bases purposes/answer-enquiries/bases',
      'alternative-bases purposes/analytics/bases',
      'unknown-cookie-category cookies/table/_moeteadm_session/declaredCategory',
      'login-cookie-not-necessary cookies/table/_moeteadm_session',
      'answer-later-than-law requests/answerWithin',
    ]);
    expect(parseStatement({ ...statement, colour: 'blue' }).findings.length).toBeGreaterThan(1);
  });

  test('every error of shape and of YAML is told, with the article that asks for the part', () => {
    const retention = Array.from({ length: 150 }, () => 'keep for ever');
    const { findings } = parseStatement({ ...statementFile('kaukus'), retention });
    const told = findings.filter(({ code }) => code === 'wrong-shape');
    expect(told).toHaveLength(150);
    expect(new Set(told.map(({ article }) => article))).toEqual(new Set(['GDPR 13(2)(a)']));
    expect(found('a: [1\nb: }\n"c\n').length).toBeGreaterThan(1);
  });

  test('a key that would change all objects is an unknown key like any other', () => {
    expect(found('__proto__: { polluted: 1 }').some(({ code }) => code === 'unknown-key')).toBe(true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('NO is Norway, whatever version of YAML the file asks for', () => {
    const parsed = parseStatement(`%YAML 1.1\n---\n${textOf('kaukus')}`);
    expect(parsed.ok && parsed.statement.controller.country).toBe('NO');
  });

  test('no text and no value makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.jsonValue(), fc.anything()), (source) => !parseStatement(source).ok),
    );
  });

  test('no single damaged part of a real file makes it throw', () => {
    const whole = statementFile('kaukus');
    const parts = Object.keys(whole);
    fc.assert(
      fc.property(fc.constantFrom(...parts), fc.jsonValue(), (part, value) => {
        const { ok, findings } = parseStatement({ ...whole, [part]: value });
        return ok || findings.length > 0;
      }),
    );
  });
});

function unfolding(depth: number): string {
  return Array.from({ length: depth }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}, *a${at}]`).join('\n');
}
