import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { freePort } from '@vitne/engines/ports';
import { openCheckpointsStream } from '@vitne/event-log/checkpoint-stream';
import type { EventLog } from '@vitne/event-log/event-log';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { processorRegistryService } from '@vitne/processor-registry/service';
import type { Role } from '@vitne/service-kit/caller';
import { realClock } from '@vitne/service-kit/clock';
import { type DemoIssuer, demoIssuer } from '@vitne/service-kit/demo-issuer';
import { createLogger } from '@vitne/service-kit/logger';
import { noMailSender } from '@vitne/service-kit/mail-sender';
import { startService } from '@vitne/service-kit/service';
import { enginesForTests, freshDatabase } from '@vitne/testing/engines-for-tests';
import { type OwnServer, startOwnServer } from '@vitne/testing/own-nats-server';
import { memoryVault } from '@vitne/vault/memory-vault';
import type { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningAuditor, startAuditor } from '../src/auditor.ts';

const folder = mkdtempSync(join(tmpdir(), 'vitne-exports-test-'));
const databases = [freshDatabase('auditor'), freshDatabase('processor-registry')] as const;
const logger = createLogger({ service: 'exports', level: 'silent' });
let server: OwnServer;
let mongo: MongoClient;
let issuer: DemoIssuer;
let auditor: RunningAuditor;
let ledger: EventLog;
let tenant: string;
let port: number;
let stopRegistry: () => Promise<void>;

/** The real registry on the same bus, where the auditor was told that it is. */
async function startRegistry(): Promise<void> {
  const connection = await server.connect('processor-registry');
  const log = jetStreamEventLog({ connection });
  const service = await startService(
    processorRegistryService,
    {
      tenants: [tenant],
      connection,
      log,
      vault: memoryVault(),
      db: mongo.db(databases[1]),
      clock: realClock,
      mail: noMailSender,
      tokens: issuer.verifier(),
      logger,
    },
    { port },
  );
  stopRegistry = async () => {
    await service.stop();
    await log.close();
    await connection.close();
  };
}

beforeAll(async () => {
  server = await startOwnServer({ spareTenants: 1 });
  tenant = server.takeTenant();
  mongo = await enginesForTests().connectMongo();
  issuer = await demoIssuer(join(folder, 'tokens'));
  const admin = await server.connect();
  ledger = jetStreamEventLog({ connection: admin });
  await ledger.openLedger(tenant);
  await openCheckpointsStream(admin, tenant);
  port = await freePort();
  await startRegistry();
  auditor = await startAuditor({
    tenants: [tenant],
    engines: {
      natsUrl: server.natsUrl,
      mongoUrl: enginesForTests().mongoUrl,
      auditorPassword: server.credentials('auditor').pass,
    },
    registryUrl: `http://127.0.0.1:${port}`,
    db: mongo.db(databases[0]),
    tokens: issuer.verifier(),
    logger,
    times: { lookMs: 20, beatMs: 20, forgetMs: 60_000 },
    listen: { port: 0 },
  });
});
afterAll(async () => {
  await auditor.stop();
  await stopRegistry();
  await ledger.close();
  for (const database of databases) await mongo.db(database).dropDatabase();
  await mongo.close();
  await server.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function call(method: 'GET' | 'POST', url: string, body?: object, key?: string, role: Role = 'auditor') {
  const token = await issuer.issue({ tenant, role, subject: 'somebody', expiresInSeconds: 600 });
  const headers = { authorization: `Bearer ${token}`, ...(key !== undefined && { 'idempotency-key': key }) };
  const answer = await auditor.app.inject({ method, url, headers, ...(body && { payload: body }) });
  return { status: answer.statusCode, text: answer.body, json: () => answer.json() };
}
const ask = (body: object, key?: string, role?: Role) =>
  call('POST', '/v1/audits', { kind: 'export', ...body }, key, role);

async function exported(audit: string): Promise<string> {
  for (let tries = 0; tries < 1_500; tries += 1) {
    const { state } = (await call('GET', `/v1/audits/${audit}`)).json();
    if (state === 'ended') return (await call('GET', `/v1/audits/${audit}/result`)).text;
    if (state !== 'waiting' && state !== 'running') throw new Error(`The export is ${state}.`);
    await wait(20);
  }
  throw new Error('The export did not end.');
}

/** Which exports the ledger says were asked for. */
async function events(): Promise<AnyRecordedEvent[]> {
  const last = await ledger.lastPosition(tenant);
  const found: AnyRecordedEvent[] = [];
  const stop = new AbortController();
  if (last === 0) return [];
  for await (const batch of ledger.follow(tenant, { after: 0, signal: stop.signal })) {
    found.push(...batch);
    if ((found.at(-1)?.position ?? 0) >= last) stop.abort();
  }
  return found.filter(({ meta }) => meta.type === 'ledger-export.asked.v1');
}
const audits = async (): Promise<unknown[]> => (await call('GET', '/v1/audits')).json().audits;

describe('an export that is asked for over HTTP', () => {
  test('is an event before it begins, and so is in the export itself', async () => {
    const answer = await ask({});
    expect(answer.status).toBe(202);
    const { audit } = answer.json();
    expect(await events()).toMatchObject([
      {
        meta: { actor: 'staff:somebody', entity: audit },
        facts: { audit, role: 'auditor', encrypted: false },
        sealed: [],
      },
    ]);
    expect(await exported(audit)).toContain(audit);
  });

  test('says which part, in which role, and that only some can read it', async () => {
    const key = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';
    const { audit } = (await ask({ from: 1, to: 1, encryptTo: [key] }, undefined, 'privacy-officer')).json();
    expect((await events()).at(-1)?.facts).toMatchObject({
      audit,
      role: 'privacy-officer',
      from: 1,
      to: 1,
      encrypted: true,
    });
    await exported(audit);
  });

  test('is one event and one export under one key; another one under it is refused without a trace', async () => {
    const first = await ask({ from: 1 }, 'once');
    const before = (await events()).length;
    const second = await ask({ from: 1 }, 'once');
    expect([second.status, second.json().audit]).toEqual([202, first.json().audit]);
    expect(await ask({ from: 2 }, 'once')).toMatchObject({ status: 409 });
    expect(await events()).toHaveLength(before);
    await exported(first.json().audit);
  });

  test('that cannot be asked leaves no trace', async () => {
    const before = await ledger.lastPosition(tenant);
    expect(await ask({ from: 5, to: 4 })).toMatchObject({ status: 400 });
    expect(await ask({}, undefined, 'staff')).toMatchObject({ status: 403 });
    expect(await ledger.lastPosition(tenant)).toBe(before);
  });
});

describe('while nobody can record it', () => {
  const notRecorded = { status: 503, text: expect.stringContaining('/problems/consultation-not-recorded') };

  test('no export is begun, other audits are, and the same request goes through afterwards', async () => {
    const [before, kept] = [(await events()).length, (await audits()).length];
    await stopRegistry();
    expect(await ask({}, 'later')).toMatchObject(notRecorded);
    expect(await audits()).toHaveLength(kept);
    expect(await call('POST', '/v1/audits', { kind: 'verify' })).toMatchObject({ status: 202 });
    await startRegistry();
    expect(await events()).toHaveLength(before);
    const answer = await ask({}, 'later');
    expect(answer.status).toBe(202);
    expect(await events()).toHaveLength(before + 1);
    await exported(answer.json().audit);
  });

  test('none is begun either when the registry does not answer in time', async () => {
    const kept = (await audits()).length;
    await stopRegistry();
    const silent = createServer((socket) => socket.resume().on('error', () => socket.destroy())).listen(
      port,
      '127.0.0.1',
    );
    await once(silent, 'listening');
    expect(await ask({})).toMatchObject(notRecorded);
    expect(await audits()).toHaveLength(kept);
    silent.close();
    await once(silent, 'close');
    await startRegistry();
  });
});
