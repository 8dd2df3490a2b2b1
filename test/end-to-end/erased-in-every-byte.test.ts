import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Msg } from '@nats-io/transport-node';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { systemsOf } from '@vitne/embedded/story/systems-of-a-tenant';
import { startEngines } from '@vitne/engines/start-engines';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { databaseName } from '@vitne/service-kit/connections';
import { fileKeyEncryption } from '@vitne/vault/key-encryption';
import { mongoVault } from '@vitne/vault/mongo-vault';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { begin, type RunningPlatform, runPlatform } from '../running-platform.ts';
import { everyDocument, everyMessage, filesBelow, findings } from './everything-stored.ts';

const tenant = 'kaukus';
const timeout = 120_000;
/** A person whom nobody can mistake for anything else in a file. */
const texts = {
  name: 'Qzorvild Grøttesæter',
  email: 'qzorvild.grottesater@example.no',
  phone: '+47 987 65 123',
  phoneDigits: '+4798765123',
  message: 'Qzorvild spør om hemmelighet nummer 77341',
  request: 'Slett alt om Qzorvild fra fjelltoppen 5512',
  line: 'GET /fjelltoppen-9931-qzorvild',
  reference: 'arkivnokkel-qzorvild-4711',
  cookie: 'qzorvildcookie0000009931',
  refused: 'Avvistqzorvild 66120',
};
/** Mails are written down in the demonstration, because no mail server is named: that folder is the person's mailbox. */
const mailboxes = ['mail'];

let running: RunningPlatform;
let systems: { stop(): Promise<void> };
let person = '';
let request = '';
const copy = mkdtempSync(join(tmpdir(), 'vitne-copy-'));
beforeAll(async () => {
  running = await runPlatform();
  systems = await systemsOf(tenant, ['kaukus-site', 'kaukus-mail', 'moteadm'], running.user);
});
afterAll(async () => {
  await systems?.stop();
  await running?.stop();
  rmSync(copy, { recursive: true, force: true });
});

const staff = { tenant, role: 'staff' } as const;
const officer = { tenant, role: 'privacy-officer' } as const;
const email = { kind: 'email', value: texts.email };
const enquiry = {
  person: [email, { kind: 'phone', value: texts.phone }],
  reference: texts.reference,
  identity: { name: texts.name },
  contact: { email: texts.email, phone: texts.phone },
  enquiry: { message: texts.message },
};

/** Everything that the platform keeps, in files, in streams and in collections. */
async function everywhere(): Promise<string[]> {
  const { engines } = running.platform;
  return [
    ...(await findings(filesBelow(running.dataDir, mailboxes), texts)),
    ...(await findings(everyMessage(engines), texts)),
    ...(await findings(everyDocument(engines), texts)),
  ];
}

/** What is exported or shown to staff, as it comes over HTTP. */
async function exported(): Promise<string[]> {
  const paths = [
    '/v1/requests',
    '/v1/disposals',
    '/v1/alerts',
    '/v1/disclosures',
    '/v1/processing-activities',
    '/v1/recipient-notifications',
    '/v1/source-notices',
    `/v1/people/${person}/holdings`,
    `/v1/people/${person}/consents`,
    `/v1/requests/${request}`,
    `/v1/erasures/${request}`,
  ];
  const answers = await Promise.all(
    paths.map(async (path) => {
      const { body } = await running.user.get(path, staff);
      return { where: path, bytes: Buffer.from(JSON.stringify(body)) };
    }),
  );
  return findings(answers, texts);
}

describe('a person who came through every door', () => {
  test('is taken in, refused, asked and told, by HTTP and on the bus', async () => {
    const { user } = running;
    const tell = (type: string, id: string, data: object, source = 'kaukus-site') =>
      user.publish(tenant, 'retention', type, source, id, data);
    expect(await tell('enquiry.received', 'bus-1', enquiry)).toHaveProperty('seq');
    const log = { person: [email], log: { line: texts.line } };
    expect(await tell('technical-log.written', 'bus-2', log)).toHaveProperty('seq');
    const visit = { person: [{ kind: 'cookie', value: texts.cookie }, email], behaviour: { page: '/om-oss' } };
    expect(await tell('behaviour.observed', 'bus-3', visit)).toHaveProperty('seq');
    const signUp = { person: [email], identity: { name: texts.name }, contact: { email: texts.email } };
    expect(await tell('newsletter.signed-up', 'bus-4', signUp, 'kaukus-mail')).toHaveProperty('seq');

    // What is refused says the person's data too, in places where nobody expects it.
    const strange = { ...enquiry, enquiry: { message: texts.message, secret: texts.refused } };
    const refusals = [
      await tell('enquiry.received', 'bus-5', strange),
      await tell('enquiry.received', 'bus-6', enquiry, 'unknown-system'),
      await tell('enquiry.received', 'bus-7', { person: texts.refused, [texts.refused]: texts.name }),
      await tell('disposal.confirmed', 'bus-8', { disposal: texts.refused, method: texts.refused, evidence: 'x' }),
    ];
    for (const refusal of refusals) expect(refusal).toHaveProperty('problem');
    const bus = await user.busOf(tenant);
    const answered = (data: string) =>
      bus
        .request(`inbox.${tenant}.retention.enquiry.received`, data, { timeout: 5_000 })
        .then((message: Msg) => message.string());
    expect(await answered(`{ "specversion": "1.0", not json ${texts.refused} ${texts.email}`)).toContain('error');
    const again = { ...enquiry, enquiry: { message: texts.refused } };
    expect(await tell('enquiry.received', 'bus-1', again)).toHaveProperty('problem');

    const event = { specversion: '1.0', id: 'http-1', source: 'kaukus-site', type: 'enquiry.received', data: enquiry };
    const system = { tenant, role: 'system' } as const;
    expect((await user.call('POST', '/v1/events', system, event)).status).toBeLessThan(300);
    expect((await user.post('/v1/events', system, { ...event, id: 'http-2', data: strange })).status).toBe(400);
    const { body } = await user.get(`/v1/public/${tenant}/notices/newsletter?language=nb`, 'anyone');
    const { hash, notice } = body as { hash: string; notice: { statementVersion: string } };
    const choice = {
      person: email,
      purpose: 'newsletter',
      decision: 'given',
      statementVersion: notice.statementVersion,
      shown: { noticeHash: hash, language: 'nb', surface: 'web-form', method: 'ticked-box' },
    };
    expect((await user.post('/v1/consents', staff, choice)).status).toBe(201);
    expect((await user.post('/v1/consents', staff, { ...choice, purpose: texts.refused })).status).toBeGreaterThan(399);
    person = String((await user.post('/v1/people/lookup', staff, { identifier: email })).body['person']);

    const asked = {
      person: email,
      requestType: 'erasure',
      contact: { name: texts.name, email: texts.email, phone: texts.phone },
      text: texts.request,
    };
    const received = await user.post(`/v1/public/${tenant}/requests`, 'anyone', asked);
    expect(received.status, JSON.stringify(received.body)).toBe(201);
    request = String(received.body['request']);
    const wrong = { ...asked, requestType: texts.refused, [texts.refused]: 1 };
    expect((await user.post(`/v1/public/${tenant}/requests`, 'anyone', wrong)).status).toBe(400);
    expect((await user.get(`/v1/requests/${encodeURIComponent(texts.refused)}`, staff)).status).toBeGreaterThan(399);
    await running.platform.settled();
  });

  test('stands readable nowhere even before, but in the mails that were sent to the person', { timeout }, async () => {
    expect(await everywhere()).toEqual([]);
  });

  test('and the search itself finds what is there', async () => {
    const seen = await findings(filesBelow(running.dataDir), { program: 'http-server-of-nobody', known: 'kaukus' });
    expect(seen.some((one) => one.startsWith('known'))).toBe(true);
    expect(seen.some((one) => one.startsWith('program'))).toBe(false);
    const encoded = [
      { where: 'base64', bytes: Buffer.from(Buffer.from(`{"a":"${texts.message}"}`).toString('base64')) },
      { where: 'hex', bytes: Buffer.from(Buffer.from(texts.message).toString('hex')) },
    ];
    expect(await findings(encoded, texts)).toEqual(['message in base64', 'message in hex']);
    const ledger = await findings(everyMessage(running.platform.engines), { person });
    expect(ledger.some((one) => one.includes(`LEDGER_${tenant}`))).toBe(true);
    expect((await findings(everyDocument(running.platform.engines), { person })).length).toBeGreaterThan(0);
  });
});

describe('after the erasure', () => {
  test('a copy is made of every file first, and then the person is erased everywhere and finally', {
    timeout,
  }, async () => {
    const { user, platform } = running;
    const client = await new MongoClient(platform.engines.mongo.url).connect();
    await client.db('admin').command({ fsync: 1, lock: true });
    cpSync(running.dataDir, copy, { recursive: true });
    await client.db('admin').command({ fsyncUnlock: 1 });
    await client.close();

    const judged = { identity: 'staff-judgement', ground: 'called-back', note: 'Called the number that we have.' };
    const accepted = await user.post(`/v1/requests/${request}/acceptance`, officer, judged);
    expect(accepted.status, JSON.stringify(accepted.body)).toBe(201);
    const read = async () => (await user.get(`/v1/erasures/${request}`, staff)).body;
    await user.eventually(read, ({ state }) => state === 'effective');
    await platform.settled();
    expect(await read()).toMatchObject({ state: 'effective', waitingFor: [], held: [] });
    await user.until((Date.parse(user.now()) + 25 * 3_600_000 - Date.parse(begin)) / 86_400_000);
    expect(await read()).toMatchObject({ state: 'final', final: expect.any(String) });
    expect((await user.post('/v1/people/lookup', staff, { identifier: email })).status).toBe(404);
  });

  test('nothing of the person is in any byte of files, streams, collections or exports', { timeout }, async () => {
    expect(await everywhere()).toEqual([]);
    expect(await exported()).toEqual([]);
  });

  test('the evidence is still there, without the person', async () => {
    const types = (await running.ledger(tenant))
      .filter(({ facts }) => facts['person'] === person)
      .map(({ meta }) => meta.type);
    for (const type of ['enquiry.received.v1', 'disposal.ordered.v1', 'disposal.confirmed.v1', 'disposal.completed.v1'])
      expect(types).toContain(type);
  });

  test('the copy of all files, with everything that is there afterwards, opens nothing of the person', {
    timeout,
  }, async () => {
    const now = await running.ledger(tenant);
    const after = join(copy, 'keys-afterwards');
    cpSync(join(running.dataDir, 'keys', 'kek'), after, { recursive: true });
    // The copy's engines stand for whoever restores a backup.
    rmSync(join(copy, 'engines', 'engines.lock'), { force: true });
    for (const engine of ['nats', 'mongo']) rmSync(join(copy, 'engines', `${engine}.process`), { force: true });
    rmSync(join(copy, 'engines', 'mongo', 'mongod.lock'), { force: true });
    const restored = await startEngines({
      dataDir: join(copy, 'engines'),
      keyFolder: join(copy, 'keys', 'bus'),
      tenants: [tenant],
    });
    try {
      const before = await ledgerOf(restored);
      expect(before.length).toBeGreaterThan(0);
      const events = [...before, ...now].filter(({ sealed }) => sealed.some((part) => part.person === person));
      expect(events.length).toBeGreaterThan(8);
      // What a copy of the key folder itself opens is why its backups lie apart, and are dropped with its old generations.
      expect((await opened(restored, join(copy, 'keys', 'kek'), events)).length).toBeGreaterThan(8);
      expect(await opened(restored, after, events)).toEqual([]);
      expect(await opened(running.platform.engines, after, events)).toEqual([]);
      expect(await opened(running.platform.engines, join(copy, 'keys', 'kek'), events)).toEqual([]);
    } finally {
      await restored.stop();
    }
  });
});

async function ledgerOf({ nats }: Pick<Awaited<ReturnType<typeof startEngines>>, 'nats'>): Promise<AnyRecordedEvent[]> {
  const connection = await connect({ servers: nats.url, ...nats.credentials('auditor') });
  const log = jetStreamEventLog({ connection });
  const last = await log.lastPosition(tenant);
  const events: AnyRecordedEvent[] = [];
  const end = new AbortController();
  for await (const batch of log.follow(tenant, { after: 0, signal: end.signal })) {
    events.push(...batch);
    if ((events.at(-1)?.position ?? 0) >= last) break;
  }
  end.abort();
  await log.close();
  await connection.close();
  return events;
}

/** The parts of the person that a key store and a folder of key-encryption keys open together, by their event and name. */
async function opened(
  { mongo }: Pick<Awaited<ReturnType<typeof startEngines>>, 'mongo'>,
  folder: string,
  events: readonly AnyRecordedEvent[],
): Promise<string[]> {
  const client = await new MongoClient(mongo.url).connect();
  const db = client.db(databaseName('vault'));
  const vault = await mongoVault({ db, keyEncryption: fileKeyEncryption(folder) });
  const found: string[] = [];
  for (const { meta, sealed } of events) {
    const binding = { tenant, eventId: meta.id, eventType: meta.type };
    const mine = sealed.filter((part) => part.person === person);
    const attempt = vault.open([{ binding, sealed: mine }]);
    const parts = await attempt.catch((error: Error) => {
      if (error.name !== 'WrongKeyEncryptionKey') throw error;
      return [];
    });
    for (const part of parts.flat()) if ('fields' in part) found.push(`${meta.id} ${part.part}`);
  }
  await vault.close();
  await client.close();
  return found;
}
