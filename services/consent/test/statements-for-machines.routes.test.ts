import { unknownDpvTerms } from '@vitne/contracts/interop/dpv-terms';
import { fideslangOf } from '@vitne/contracts/interop/fideslang';
import { importFideslang } from '@vitne/contracts/interop/fideslang-import';
import { yamlText } from '@vitne/contracts/interop/yaml-text';
import { findingRow } from '@vitne/contracts/statement/finding-row';
import { parseStatement } from '@vitne/contracts/statement/parse-statement';
import { statementOf, statementText } from '@vitne/testing/statement-files';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemCode, type RunningConsent, startConsent } from './running-consent.ts';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent();
});
afterAll(() => consent?.stop());

type Row = { code: string; severity: string; path: string };
const check = (file: unknown, caller: Parameters<RunningConsent['post']>[0] = 'staff') =>
  consent.withoutTrace(() => consent.post(caller, '/v1/statements/check', { file }));

describe('POST /v1/statements/check', () => {
  it('200: finds what the command line finds, and publishes nothing', async () => {
    for (const name of ['catacloud', 'kaukus'] as const) {
      const answer = await check(statementText(name));
      expect([answer.status, answer.body['publishable']]).toEqual([200, true]);
      expect(answer.body['findings']).toEqual(parseStatement(statementText(name)).findings.map(findingRow));
    }
  });

  it('200: lists the errors of a file that could not be published, first', async () => {
    const answer = await check(statementText('kaukus').replace('retention:\n', 'retentions:\n'), 'privacy-officer');
    const findings = answer.body['findings'] as Row[];
    expect([answer.status, answer.body['publishable']]).toEqual([200, false]);
    expect(findings.map(({ severity, path }) => [severity, path])).toContainEqual(['error', 'retentions']);
  });

  it('200: says so of text that is no YAML', async () => {
    expect((await check('a: [')).body).toMatchObject({ publishable: false, findings: [{ code: 'not-yaml' }] });
  });

  it('refuses other roles, no token, and no file', async () => {
    const answers = [await check('a: 1', 'system'), await check('a: 1', 'nobody'), await check('')];
    expect(answers.map((answer) => [answer.status, problemCode(answer)])).toEqual([
      [403, 'role-not-allowed'],
      [401, 'token-missing'],
      [400, 'invalid-request'],
    ]);
  });
});

describe('GET /v1/public/:tenant/statements/:version/dpv.jsonld', () => {
  const read = (version: string) =>
    consent.request('nobody', 'GET', `/v1/public/${consent.tenant}/statements/${version}/dpv.jsonld`);

  it('200: the published version in words that other machines know', async () => {
    await consent.publish('kaukus');
    const answer = await read('1.0');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ '@type': 'dpv:PrivacyNotice', 'dct:identifier': `${consent.tenant}/1.0` });
    expect(unknownDpvTerms(answer.body)).toEqual([]);
  });

  it('404 and 400: a version that was never published, and what is no version', async () => {
    expect((await read('7.7')).status).toBe(404);
    expect((await read('newest')).status).toBe(400);
  });
});

describe('fideslang', () => {
  const read = (version: string) =>
    consent.request('nobody', 'GET', `/v1/public/${consent.tenant}/statements/${version}/fideslang.yml`);
  const draft = (file: unknown, caller: Parameters<RunningConsent['post']>[0] = 'staff') =>
    consent.withoutTrace(() => consent.post(caller, '/v1/statements/drafts/fideslang', { file }));

  it('200: a published version as the command line exports it, and a draft of it that tells what it lacks', async () => {
    const statement = statementOf('kaukus', { tenant: consent.tenant });
    const answer = await read('1.0');
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/yaml; charset=utf-8']);
    expect(answer.body['page']).toBe(yamlText(fideslangOf(statement)));
    const drafted = await draft(answer.body['page']);
    expect(drafted.status).toBe(200);
    expect(drafted.body['draft']).toContain('unspecified');
    const { findings } = importFideslang(fideslangOf(statement));
    expect(drafted.body['findings']).toEqual(findings);
    const published = await consent.post('privacy-officer', '/v1/statements', { file: drafted.body['draft'] });
    expect(problemCode(published)).toBe('statement-refused');
  });

  it('404 and 422: a version that was never published, and what is no manifest', async () => {
    expect((await read('7.7')).status).toBe(404);
    for (const file of ['just words', 'a: [', 'system: []']) {
      const answer = await draft(file);
      expect([answer.status, problemCode(answer)]).toEqual([422, 'manifest-refused']);
      expect(answer.body['errors']).not.toEqual([]);
    }
    expect(problemCode(await draft('a: 1', 'nobody'))).toBe('token-missing');
  });
});
