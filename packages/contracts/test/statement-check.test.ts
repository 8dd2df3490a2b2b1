import { describe, expect, test } from 'vitest';
import { checkStatement } from '../src/statement/check-statement.ts';
import { ERROR_CODES, MUST_BE_ANSWERED, WARNING_CODES } from '../src/statement/findings.ts';
import { parseStatement } from '../src/statement/parse-statement.ts';
import { basis, defects, speaksOpenDsr } from './statement-check-cases.ts';
import { statementFile, the } from './statement-files.ts';

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

  test('tells every mistake about a processor that speaks OpenDSR at once, and has none to tell of this machine without https', () => {
    const statement = statementFile('kaukus');
    const url = 'http://dsr.example.org/v2#top';
    speaksOpenDsr(statement, { url, requests: ['erasure', 'erasure'] }, 'moteadm');
    delete the(statement.systems, 'moteadm').processor;
    const codes = (given: typeof statement) =>
      checkStatement(given).flatMap(({ code }) => (code.startsWith('open-dsr') ? [code] : []));
    expect(codes(statement)).toEqual([
      'open-dsr-address',
      'open-dsr-without-processor',
      'open-dsr-repeated',
      'open-dsr-erases-everything',
    ]);
    const here = statementFile('kaukus');
    speaksOpenDsr(here, { url: 'http://127.0.0.1:7400/opendsr/v2', requests: ['access'] });
    expect(codes(here)).toEqual([]);
    expect(parseStatement(here).ok).toBe(true);
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
