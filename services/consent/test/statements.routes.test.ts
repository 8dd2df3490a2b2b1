import { randomUUID } from 'node:crypto';
import { canonicalJson, sha256Hex } from '@vitne/contracts/statement/canonical-json';
import { noticeOf } from '@vitne/contracts/statement/notice';
import type { Statement } from '@vitne/contracts/statement/schema';
import { statementText } from '@vitne/testing/statement-files';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemCode, type RunningConsent, startConsent } from './running-consent.ts';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent();
});
afterAll(() => consent?.stop());

const file = (over: object = {}, name: 'kaukus' | 'catacloud' = 'kaukus') =>
  statementText(name, { tenant: consent.tenant, ...over });
const publish = (text: unknown, caller: Parameters<RunningConsent['post']>[0] = 'privacy-officer', key?: string) =>
  consent.post(caller, '/v1/statements', { file: text }, key);
const read = (path: string) => consent.request('nobody', 'GET', `/v1/public/${consent.tenant}/${path}`);

describe('before the first statement', () => {
  it('404: there is none to read, and no notice', async () => {
    expect((await read('statements')).body).toEqual({ versions: [] });
    for (const path of ['statements/in-force', 'statements/1.0', 'notices/analytics']) {
      const answer = await read(path);
      expect([answer.status, problemCode(answer)]).toEqual([404, 'not-found']);
    }
  });
});

describe('POST /v1/statements', () => {
  it('422: says what to mend and where, and publishes nothing', async () => {
    const broken = file()
      .replace(/^ {2}email: .*$/m, '  email: nobody')
      .replace('retention:\n', 'retentions:\n');
    const answer = await consent.withoutTrace(() => publish(broken));
    expect([answer.status, problemCode(answer)]).toEqual([422, 'statement-refused']);
    const errors = answer.body['errors'] as { path: string; message: string }[];
    expect(errors.map(({ path }) => path)).toEqual(expect.arrayContaining(['controller/email', 'retentions']));
    for (const { message } of errors) expect(message).toMatch(/^[a-z-]+: .+\.$/s);
    const { findings } = answer.body['facts'] as { findings: Record<string, unknown>[] };
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'wrong-shape',
        severity: 'error',
        article: 'GDPR 13(1)(a)',
        path: 'controller/email',
      }),
    );
    // What is wrong elsewhere is told too, weak spots among it.
    expect(findings.map(({ code }) => code)).toContain('alternative-bases');
  });

  it('422: lists only what keeps the file from running, not what is merely weak', async () => {
    const withoutBasis = file().replace(
      / {4}bases:\n {6}- article: 6\(1\)\(f\)\n(?: {8}.*\n| {10}.*\n)+/,
      '    bases: []\n',
    );
    const answer = await consent.withoutTrace(() => publish(withoutBasis));
    expect([answer.status, problemCode(answer)]).toEqual([422, 'statement-refused']);
    const errors = answer.body['errors'] as { path: string; message: string }[];
    expect(errors.map(({ message }) => message.split(':')[0])).not.toContain('alternative-bases');
    expect(errors.length).toBeGreaterThan(0);
  });

  it('422: text that is no YAML, or unfolds without end, is refused', async () => {
    for (const text of ['a: [', 'just words', `a: &a [x]\n${'b: [*a, *a]\n'.repeat(3)}`]) {
      const answer = await consent.withoutTrace(() => publish(text));
      expect([answer.status, problemCode(answer)]).toEqual([422, 'statement-refused']);
    }
  });

  it('refuses without a trace: another tenant’s file, another role, no token, too large a file', async () => {
    const answers = await consent.withoutTrace(async () => [
      await publish(statementText('kaukus')),
      await publish(file(), { role: 'privacy-officer', tenant: consent.other }),
      await publish(file(), 'staff'),
      await publish(file(), 'nobody'),
      await publish('#'.repeat(400_001)),
      await publish('#'.repeat(1_100_000)),
    ]);
    expect(answers.map((answer) => [answer.status, problemCode(answer)])).toEqual([
      [403, 'other-tenant'],
      [403, 'other-tenant'],
      [403, 'role-not-allowed'],
      [401, 'token-missing'],
      [400, 'invalid-request'],
      [413, 'body-too-large'],
    ]);
  });

  it('201: publishes a real statement and tells its weak spots', async () => {
    const key = randomUUID();
    const answer = await publish(file(), 'privacy-officer', key);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ outcome: 'recorded', version: '1.0', position: 1 });
    expect((answer.body['findings'] as unknown[]).length).toBeGreaterThan(0);
    const [event] = await consent.entity({ context: 'consent', entity: 'statement', id: 'main' });
    expect(event?.meta).toMatchObject({ statementVersion: '1.0', actor: 'staff:privacy-officer-1' });
    expect(await sha256Hex(canonicalJson(event?.facts['document']))).toBe(answer.body['hash']);
  });

  it('200: the same text again changes nothing, under another key or the same', async () => {
    const key = randomUUID();
    const next = await publish(file({ revision: 1 }), 'privacy-officer', key);
    expect(next.status).toBe(201);
    await consent.withoutTrace(async () => {
      const repeated = await publish(file({ revision: 1 }), 'privacy-officer', key);
      expect(repeated.status).toBe(200);
      expect(repeated.body).toEqual({ ...next.body, outcome: 'repeated' });
      const laidOutOtherwise = `# a comment\n${file({ revision: 1 })}\n`;
      expect((await publish(laidOutOtherwise)).body).toMatchObject({ outcome: 'unchanged', hash: next.body['hash'] });
      const other = await publish(file({ revision: 2 }), 'privacy-officer', key);
      expect([other.status, problemCode(other)]).toEqual([409, 'idempotency-key-reused']);
    });
  });

  it('409: a version does not change, and no older one follows', async () => {
    const changed = file({ revision: 1 }).replace('name: Kaukus AS', 'name: Kaukus ASA');
    const answers = await consent.withoutTrace(async () => [await publish(changed), await publish(file())]);
    expect(answers.map((answer) => [answer.status, problemCode(answer)])).toEqual([
      [409, 'version-taken'],
      [409, 'version-not-newer'],
    ]);
  });
});

describe('what everybody can read', () => {
  it('the statement in force, every version there was, and each by itself', async () => {
    const { body } = await publish(file({ version: 2 }));
    const { body: listed } = await read(`statements?after=${String(body['position'])}`);
    const versions = (listed['versions'] as { version: string; hash: string }[]).map(({ version }) => version);
    expect(versions).toEqual(['2.0', '1.1', '1.0']);
    const inForce = await read('statements/in-force');
    expect(inForce.body).toMatchObject({ version: '2.0', hash: body['hash'] });
    expect(await sha256Hex(canonicalJson(inForce.body['statement']))).toBe(body['hash']);
    expect((await read('statements/1.0')).body).toMatchObject({ version: '1.0' });
    expect((await read('statements/9.9')).status).toBe(404);
  });

  it('a notice in both languages, whose hash anybody can compute again', async () => {
    const hashes = new Set<unknown>();
    for (const language of ['nb', 'en']) {
      const { body } = await read(`notices/analytics?language=${language}`);
      expect(body['notice']).toMatchObject({ language, purpose: 'analytics', statementVersion: '2.0' });
      expect(await sha256Hex(canonicalJson(body['notice']))).toBe(body['hash']);
      hashes.add(body['hash']);
    }
    expect(hashes.size).toBe(2);
    expect(await consent.noticeHash('analytics')).toBe((await read('notices/analytics')).body['hash']);
  });

  it('what was shown under a hash is found in every version, language and format, and nothing else is', async () => {
    const versions = [['1.0'], ['1.1'], ['2.0']] as const;
    for (const [version] of versions) {
      const shown = (await read(`notices/analytics?language=en&version=${version}`)).body;
      expect((await read(`notices/by-hash/${String(shown['hash'])}`)).body).toEqual(shown);
      // What was shown before formats had numbers.
      const { statement } = (await read(`statements/${version}`)).body as { statement: Statement };
      const first = await noticeOf(statement, 'analytics', 'nb', 1);
      expect((await read(`notices/by-hash/${first?.hash}`)).body).toEqual(first);
    }
    expect((await read(`notices/by-hash/${'0'.repeat(64)}`)).status).toBe(404);
    expect((await read('notices/by-hash/analytics')).status).toBe(400);
  });

  it('404: no notice for a purpose that is not there or asks nothing', async () => {
    for (const purpose of ['sale-of-everything', 'operate-and-secure']) {
      expect((await read(`notices/${purpose}`)).status).toBe(404);
    }
  });

  it('404: a tenant that is not here; another tenant’s statements are its own', async () => {
    const nobody = await consent.request('nobody', 'GET', '/v1/public/nobody-here/statements');
    expect([nobody.status, problemCode(nobody)]).toEqual([404, 'not-found']);
    const other = await consent.request('nobody', 'GET', `/v1/public/${consent.other}/statements`);
    expect(other.body).toEqual({ versions: [] });
  });

  it('400: a mistyped query is refused and not ignored', async () => {
    for (const path of ['statements?version=1', 'statements/in-force?langauge=en', 'notices/analytics?language=sv']) {
      const answer = await read(path);
      expect([answer.status, problemCode(answer)]).toEqual([400, 'invalid-request']);
    }
  });
});
