import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NatsConnection } from '@nats-io/nats-core';
import { channelOf, type Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent, SealedPart } from '@vitne/contracts/envelope';
import type { EventLog } from '@vitne/event-log/event-log';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { enginesForTests, freshDatabase } from '@vitne/testing/engines-for-tests';
import { type OwnServer, startOwnServer } from '@vitne/testing/own-nats-server';
import { memoryVault } from '@vitne/vault/memory-vault';
import type { MongoClient } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Role } from '../src/caller.ts';
import { type SteeredClock, steeredClock } from '../src/clock.ts';
import { consult } from '../src/consult.ts';
import { type DemoIssuer, demoIssuer } from '../src/demo-issuer.ts';
import { createLogger } from '../src/logger.ts';
import { noMailSender } from '../src/mail-sender.ts';
import { recordDownload } from '../src/record-download.ts';
import { type RunningService, type ServiceDefinition, startService } from '../src/service.ts';
import { startTelemetry, type Telemetry } from '../src/telemetry.ts';

const secret = 'Kari Nordmann, Storgata 1';
const binding = (tenant: Tenant) => ({ tenant, eventId: 'letter.0', eventType: 'request.received.v1' });
/** What is sealed of each person of the tests, by the person's id. */
const letters = new Map<string, SealedPart[]>();

/** A service as small as one can be: staff reads what somebody wrote. */
const letterService: ServiceDefinition = {
  name: 'request-intake',
  title: 'Letters',
  description: 'A service for tests.',
  projections: [],
  rejections: {},
  reactions: () => [],
  timers: () => [],
  routes(app, context) {
    app.get(
      '/v1/letters/:person',
      {
        config: { access: ['staff', 'auditor'] },
        schema: {
          params: z.object({ person: z.string() }),
          querystring: z.object({ beyond: z.string().optional() }),
          response: { 200: z.object({ text: z.string() }) },
        },
      },
      async (request) => {
        const { tenant } = request.caller;
        const sealed = letters.get(request.params.person) ?? [];
        const reading = { opened: 'request', purpose: 'answering-request', matter: 'letter' } as const;
        const opener = await consult(context, request, reading, sealed);
        const wanted = letters.get(request.query.beyond ?? request.params.person) ?? [];
        const [parts = []] = await opener.open([{ binding: binding(tenant), sealed: wanted }]);
        return { text: JSON.stringify(parts) };
      },
    );
    app.get(
      '/v1/letters/:person/file',
      { config: { access: ['staff'] }, schema: { params: z.object({ person: z.string() }) } },
      async (request) => {
        const download = { person: request.params.person, about: 'letter', contains: 'sealed' } as const;
        await recordDownload(context, request, 'caller', request.caller.tenant, download);
        return { text: secret };
      },
    );
  },
};

let server: OwnServer;
let bus: NatsConnection;
let mongo: MongoClient;
let log: EventLog;
let issuer: DemoIssuer;
let clock: SteeredClock;
let service: RunningService;
let tenant: Tenant;
let openings = 0;
let count = 0;
let person: string;
const keys = mkdtempSync(join(tmpdir(), 'vitne-keys-'));
const vault = memoryVault();
let telemetry: Telemetry;
let measured = '';
const collector = createServer((request, response) => {
  request.on('data', (chunk: Buffer) => {
    if (request.url === '/v1/metrics') measured += chunk.toString();
  });
  request.on('end', () => response.end('{}'));
});

beforeAll(async () => {
  await new Promise<void>((done) => collector.listen(0, '127.0.0.1', done));
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://127.0.0.1:${(collector.address() as AddressInfo).port}`);
  vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json');
  telemetry = await startTelemetry({ service: 'letters' });
  server = await startOwnServer({ spareTenants: 1 });
  tenant = server.takeTenant();
  [bus, mongo, issuer] = await Promise.all([server.connect(), enginesForTests().connectMongo(), demoIssuer(keys)]);
  log = jetStreamEventLog({ connection: bus });
  await log.openLedger(tenant);
  clock = steeredClock('2026-03-02T09:00:00.000Z');
  service = await startService(
    letterService,
    {
      tenants: [tenant],
      connection: bus,
      log,
      vault: {
        ...vault,
        async open(items) {
          openings += 1;
          return vault.open(items);
        },
      },
      db: mongo.db(freshDatabase()),
      clock,
      mail: noMailSender,
      tokens: issuer.verifier(),
      logger: createLogger({ service: 'request-intake', level: 'silent' }),
    },
    { port: 0 },
  );
});
afterAll(async () => {
  await service?.stop();
  await Promise.all([log?.close(), mongo?.close()]);
  await bus?.close();
  await server?.remove();
  collector.close();
  vi.unstubAllEnvs();
  rmSync(keys, { recursive: true, force: true });
});
beforeEach(async () => {
  openings = 0;
  person = await someone();
});

async function someone(): Promise<string> {
  const id = `k4r1n0rdmann0000${String(++count).padStart(4, '0')}`;
  const parts = ['contact', 'enquiry'].map((part) => ({ part, person: id, category: part, fields: { text: secret } }));
  letters.set(id, await vault.seal(binding(tenant), parts));
  return id;
}
async function read(of: string, more: { role?: Role; as?: string; key?: string; beyond?: string; file?: true } = {}) {
  const { role = 'staff', as = 'ola', key, beyond, file } = more;
  const token = await issuer.issue({ tenant, role, subject: as, expiresInSeconds: 600 });
  return service.app.inject({
    url: `/v1/letters/${of}${file ? '/file' : ''}${beyond === undefined ? '' : `?beyond=${beyond}`}`,
    headers: { authorization: `Bearer ${token}`, ...(key !== undefined && { 'idempotency-key': key }) },
  });
}
const recorded = (of: string): Promise<AnyRecordedEvent[]> =>
  log.readEntity(channelOf({ tenant, context: 'request-intake', entity: 'consultations', id: of }));
const minutesLater = (minutes: number) =>
  clock.advanceTo(new Date(Date.parse(clock.now()) + minutes * 60_000).toISOString());

describe('whoever opens what a person wrote is on record before it is shown', () => {
  it('says who, whose, what and why, and repeats nothing of it', async () => {
    const answer = await read(person);
    expect([answer.statusCode, answer.body.includes(secret)]).toEqual([200, true]);
    const [event, ...more] = await recorded(person);
    expect(more).toEqual([]);
    expect(event?.meta).toMatchObject({ type: 'personal-data.consulted.v1', actor: 'staff:ola', entity: person });
    expect(event?.facts).toEqual({
      owner: person,
      role: 'staff',
      purpose: 'answering-request',
      opened: 'request',
      matter: 'letter',
      dataCategories: ['contact', 'enquiry'],
      consulted: expect.any(String),
    });
    expect(JSON.stringify(event)).not.toMatch(/Nordmann|Storgata/);
  });

  it('an auditor reads for the audit, whatever the route is for', async () => {
    await read(person, { role: 'auditor', as: 'revisor' });
    expect((await recorded(person))[0]?.facts).toMatchObject({ role: 'auditor', purpose: 'audit' });
  });

  it('nothing else is opened than was recorded', async () => {
    const answer = await read(person, { beyond: await someone() });
    expect([answer.statusCode, openings, answer.body.includes('Nordmann')]).toEqual([500, 0, false]);
  });

  it('who may not read leaves no trace', async () => {
    expect((await read(person, { role: 'system' })).statusCode).toBe(403);
    expect(await recorded(person)).toEqual([]);
  });
});

describe('a page that is read again is one consultation, for a quarter of an hour', () => {
  it('counts once for one member of staff, and by itself for another', async () => {
    await read(person);
    minutesLater(14);
    await read(person);
    expect(await recorded(person)).toHaveLength(1);
    await read(person, { as: 'eva' });
    expect((await recorded(person)).map(({ meta }) => meta.actor)).toEqual(['staff:ola', 'staff:eva']);
  });

  it('counts again after it, from what was recorded and not from the last look', async () => {
    await read(person);
    minutesLater(8);
    await read(person);
    minutesLater(8);
    await read(person);
    expect(await recorded(person)).toHaveLength(2);
  });

  it('counts once when it is opened many times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => read(person)));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    expect(await recorded(person)).toHaveLength(1);
  });

  it('no idempotency key hides a later reading', async () => {
    await read(person, { key: 'always-the-same' });
    minutesLater(20);
    await read(person, { key: 'always-the-same' });
    expect(await recorded(person)).toHaveLength(2);
  });
});

describe('while the bus is away', () => {
  it('nothing is opened and nothing shown, the answer says why, and afterwards it works again', async () => {
    await server.kill('SIGKILL');
    const answer = await read(person);
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2']);
    expect(answer.json<{ type: string }>().type).toBe('/problems/consultation-not-recorded');
    expect([openings, answer.body.includes('Nordmann')]).toEqual([0, false]);
    const file = await read(person, { file: true });
    expect([file.statusCode, file.body.includes('Nordmann')]).toEqual([503, false]);
    expect(file.json<{ type: string }>().type).toBe('/problems/consultation-not-recorded');
    await server.restart();
    await expect.poll(async () => (await read(person)).statusCode, { timeout: 20_000 }).toBe(200);
    expect(await recorded(person)).toHaveLength(1);
  }, 60_000);
});

describe('what is measured of readings', () => {
  it('counts them by role, purpose and outcome, and refusals by route and status, without anybody’s id', async () => {
    await read(person);
    await read(person, { role: 'system', as: 'shop' });
    await telemetry.shutdown();
    expect(measured).toContain('vitne.consultations');
    for (const said of ['answering-request', 'not-recorded', '/v1/letters/:person']) expect(measured).toContain(said);
    expect(measured).toMatch(/"http\.response\.status_code","value":\{"intValue":"?403\b/);
    for (const name of [...letters.keys(), 'ola', 'shop', secret, tenant]) expect(measured).not.toContain(name);
  });
});
