import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openCheckpointsStream } from '@vitne/event-log/checkpoint-stream';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import type { Role } from '@vitne/service-kit/caller';
import { type DemoIssuer, demoIssuer } from '@vitne/service-kit/demo-issuer';
import { createLogger } from '@vitne/service-kit/logger';
import { enginesForTests, freshDatabase } from '@vitne/testing/engines-for-tests';
import { appendFacts, statementFacts } from '@vitne/testing/foreign-events';
import { type OwnServer, startOwnServer } from '@vitne/testing/own-nats-server';
import { statementOf } from '@vitne/testing/statement-files';
import type { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningAuditor, startAuditor } from '../src/auditor.ts';

const folder = mkdtempSync(join(tmpdir(), 'vitne-auditor-test-'));
const database = freshDatabase('auditor');
const quick = { lookMs: 20, beatMs: 20, forgetMs: 60_000 };
let server: OwnServer;
let mongo: MongoClient;
let issuer: DemoIssuer;
let auditor: RunningAuditor;
let tenant: string;
let other: string;

const start = (auditorPassword = server.credentials('auditor').pass) =>
  startAuditor({
    tenants: [tenant, other],
    engines: { natsUrl: server.natsUrl, mongoUrl: enginesForTests().mongoUrl, auditorPassword },
    // None of these audits exports anything: that one needs the registry is in exports-are-recorded.test.ts.
    registryUrl: 'http://127.0.0.1:9',
    db: mongo.db(database),
    tokens: issuer.verifier(),
    logger: createLogger({ service: 'auditor', level: 'silent' }),
    times: quick,
    listen: { port: 0 },
  });

beforeAll(async () => {
  server = await startOwnServer({ spareTenants: 2 });
  [tenant, other] = [server.takeTenant(), server.takeTenant()];
  mongo = await enginesForTests().connectMongo();
  issuer = await demoIssuer(join(folder, 'tokens'));
  const admin = await server.connect();
  const log = jetStreamEventLog({ connection: admin });
  for (const one of [tenant, other]) {
    await log.openLedger(one);
    await openCheckpointsStream(admin, one);
  }
  const facts = await statementFacts(statementOf('kaukus', { tenant }));
  await appendFacts(log, { tenant, type: 'statement.published.v1', id: 'v1', facts, time: '2026-03-01T09:00:00.000Z' });
  await log.close();
  await admin.close();
  auditor = await start();
});
afterAll(async () => {
  await auditor.stop();
  await mongo.db(database).dropDatabase();
  await mongo.close();
  await server.remove();
  rmSync(folder, { recursive: true, force: true });
});

type Said = { role?: Role; tenant?: string; headers?: Record<string, string> };

async function call(method: 'GET' | 'POST', url: string, body?: object, said: Said = {}) {
  const token = await issuer.issue({
    tenant: said.tenant ?? tenant,
    role: said.role ?? 'auditor',
    subject: 'somebody',
    expiresInSeconds: 600,
  });
  const headers = { authorization: `Bearer ${token}`, ...said.headers };
  const answer = await auditor.app.inject({ method, url, headers, ...(body && { payload: body }) });
  return { status: answer.statusCode, headers: answer.headers, text: answer.body, json: () => answer.json() };
}

/** Waits until an audit is as it is wanted. */
async function until(audit: string, is: (state: string) => boolean): Promise<Record<string, unknown>> {
  for (let tries = 0; tries < 1_500; tries += 1) {
    const answer = (await call('GET', `/v1/audits/${audit}`)).json();
    if (is(answer.state)) return answer;
    await wait(20);
  }
  throw new Error('The audit did not come so far.');
}
const finished = (audit: string) => until(audit, (state) => state !== 'waiting' && state !== 'running');
const asked = async (body: object): Promise<string> => {
  const answer = await call('POST', '/v1/audits', body);
  expect(answer.status).toBe(202);
  expect(answer.headers['location']).toBe(`/v1/audits/${answer.json().audit}`);
  return answer.json().audit;
};

describe('an audit of a ledger', () => {
  test('runs in a process of its own, and its result is what the command prints', async () => {
    const audit = await asked({ kind: 'verify' });
    const ended = await finished(audit);
    expect(ended).toMatchObject({
      asked: { kind: 'verify' },
      askedBy: 'staff:somebody',
      state: 'ended',
      found: false,
      progress: { done: 1, of: 1 },
    });
    const result = await call('GET', `/v1/audits/${audit}/result`);
    expect(result.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(JSON.parse(result.text)).toMatchObject([{ tenant, events: 1, findings: [], checkpoints: 0 }]);
    expect(ended['result']).toMatchObject({
      bytes: Buffer.byteLength(result.text),
      sha256: createHash('sha256').update(result.text).digest('hex'),
    });
  });

  test('that finds something says so', async () => {
    const audit = await asked({ kind: 'verify', kept: [{ size: 1, root: '0'.repeat(64) }] });
    expect(await finished(audit)).toMatchObject({ state: 'ended', found: true });
    expect((await call('GET', `/v1/audits/${audit}/result`)).text).toContain('root-differs');
  });

  test('that cannot be made says why in the command’s own sentence', async () => {
    const audit = await asked({ kind: 'prove', position: 1 });
    const failed = await finished(audit);
    expect(failed).toMatchObject({ state: 'failed', says: expect.stringContaining('Nobody has signed a checkpoint') });
    expect(await call('GET', `/v1/audits/${audit}/result`)).toMatchObject({ status: 409 });
  });

  test('writes a report as a file', async () => {
    const period = { from: '2026-01-01', to: '2027-01-01' };
    const report = await asked({ kind: 'report', report: 'ropa', ...period, language: 'nb' });
    expect(await finished(report)).toMatchObject({ state: 'ended', result: { mediaType: 'text/html; charset=utf-8' } });
    const file = await call('GET', `/v1/audits/${report}/result`);
    expect(file.headers['content-disposition']).toMatch(/^attachment; filename="[a-z0-9-]+-report-[0-9a-f]{8}\.html"$/);
    expect(file.text).toContain('<html lang="nb"');
  });

  test('is cancelled while it runs, and ends its process', async () => {
    const audit = await asked({ kind: 'verify' });
    await until(audit, (state) => state !== 'waiting');
    expect((await call('POST', `/v1/audits/${audit}/cancel`)).status).toBe(202);
    expect(await finished(audit)).toMatchObject({ state: 'cancelled' });
    expect(await call('GET', `/v1/audits/${audit}/result`)).toMatchObject({ status: 409 });
  });

  test('is taken up again by whoever runs next when its service is stopped', async () => {
    const audit = await asked({ kind: 'verify' });
    await until(audit, (state) => state === 'running');
    await auditor.stop();
    auditor = await start();
    expect(await finished(audit)).toMatchObject({ state: 'ended', found: false });
  });

  test('is another tenant’s business never', async () => {
    const audit = await asked({ kind: 'verify' });
    await finished(audit);
    for (const path of ['', '/result'])
      expect(await call('GET', `/v1/audits/${audit}${path}`, undefined, { tenant: other })).toMatchObject({
        status: 404,
      });
    expect(await call('POST', `/v1/audits/${audit}/cancel`, undefined, { tenant: other })).toMatchObject({
      status: 404,
    });
    expect((await call('GET', '/v1/audits', undefined, { tenant: other })).json()).toEqual({ audits: [] });
  });

  test('asked for twice under one key is one audit; something else under it is refused', async () => {
    const headers = { 'idempotency-key': 'once' };
    const [first, second] = [
      await call('POST', '/v1/audits', { kind: 'verify' }, { headers }),
      await call('POST', '/v1/audits', { kind: 'verify' }, { headers }),
    ];
    expect(second.json().audit).toBe(first.json().audit);
    expect(await call('POST', '/v1/audits', { kind: 'replay' }, { headers })).toMatchObject({ status: 409 });
    await finished(first.json().audit);
  });
});

describe('what cannot be asked', () => {
  test.each<[string, object]>([
    ['a kind that there is not', { kind: 'guess' }],
    ['a field nobody declared', { kind: 'verify', tenant: 'other' }],
    ['an option in place of an id', { kind: 'replay', rules: '--data=/etc' }],
    ['a moment that is none', { kind: 'as-of', at: 'yesterday' }],
    ['a name in place of a person’s random id', { kind: 'timeline', person: 'Kari Nordmann' }],
    ['a position before the first', { kind: 'prove', position: 0 }],
    ['a part that ends before it begins', { kind: 'export', from: 5, to: 4 }],
    ['a period that ends before it begins', { kind: 'report', report: 'ropa', from: '2026-02-01', to: '2026-01-01' }],
    ['an encryption key that is none', { kind: 'export', encryptTo: ['age1short'] }],
    ['a key that is none', { kind: 'verify', keys: ['--json'] }],
  ])('%s is refused, and says where', async (_what, body) => {
    const refused = await call('POST', '/v1/audits', body);
    expect(refused.status).toBe(400);
    expect(refused.json().errors).toEqual([{ path: expect.stringMatching(/^body/), message: expect.any(String) }]);
  });

  test.each<Role>(['system', 'staff'])('as %s nothing can be asked or read', async (role) => {
    expect(await call('POST', '/v1/audits', { kind: 'verify' }, { role })).toMatchObject({ status: 403 });
    expect(await call('GET', '/v1/audits', undefined, { role })).toMatchObject({ status: 403 });
  });
});

test('a bus that does not let the auditor in is told, and nothing is called whole', async () => {
  await auditor.stop();
  auditor = await start('wrong');
  const audit = await asked({ kind: 'verify' });
  expect(await finished(audit)).toMatchObject({
    state: 'failed',
    says: expect.stringContaining('does not let the auditor in'),
  });
});
