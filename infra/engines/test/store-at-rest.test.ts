import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Engines, type StartEnginesOptions, startEngines } from '../src/start-engines.ts';
import { startTestEngines, type TestEngines } from '../src/test-engines.ts';

const secret = 'kari.nordmann@example.no';
let mongo: TestEngines;
let root: string;
const running: Engines[] = [];
/** The other engine is one that runs already, because this is about nats-server only. */
beforeAll(async () => {
  mongo = await startTestEngines();
});
afterAll(() => mongo.stop());
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vitne-at-rest-'));
});
afterEach(async () => {
  for (const engines of running.splice(0)) await engines.stop();
  rmSync(root, { recursive: true, force: true });
});

const dataDir = () => join(root, 'engines');
const keyFolder = () => join(root, 'keys');
const natsFolder = (...more: string[]) => join(dataDir(), 'nats', ...more);

async function start(options: Partial<StartEnginesOptions> = { keyFolder: keyFolder() }): Promise<Engines> {
  const environment = { PATH: process.env['PATH'], VITNE_MONGO_URL: mongo.mongo.url };
  const engines = await startEngines({ dataDir: dataDir(), environment, tenants: ['alfa'], ...options });
  running.push(engines);
  return engines;
}

async function asAdmin<Result>(
  { nats }: Engines,
  work: (connection: NatsConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await connect({ servers: nats.url, ...nats.credentials('admin') });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

const keepInInbox = (engines: Engines) =>
  asAdmin(engines, async (connection) => {
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: 'INBOX_alfa', subjects: ['inbox.alfa.>'], retention: 'workqueue' });
    await jetstream(connection).publish('inbox.alfa.consent.given', JSON.stringify({ email: secret }));
  });
const inInbox = (engines: Engines) =>
  asAdmin(engines, async (connection) =>
    (await (await jetstreamManager(connection)).streams.getMessage('INBOX_alfa', { seq: 1 }))?.string(),
  );

/** The files of a folder in which the secret can be read. */
const filesThatTell = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(secret))
    .map(({ name }) => name);

test('whoever gets hold of the store’s files reads no user event that waits in an inbox, and the key is not beside them', async () => {
  const engines = await start();
  await keepInInbox(engines);
  await engines.nats.addTenant('bravo');
  expect(await inInbox(engines)).toContain(secret);
  expect(filesThatTell(dataDir())).toEqual([]);
  const key = /key: "(.+)"/.exec(readFileSync(join(keyFolder(), 'store-key.conf'), 'utf8'))?.[1] ?? '';
  expect(key).toHaveLength(43);
  for (const entry of readdirSync(dataDir(), { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) expect(readFileSync(join(entry.parentPath, entry.name)).includes(key), entry.name).toBe(false);
  }
  await engines.stop();
  expect(filesThatTell(dataDir())).toEqual([]);
  expect(await inInbox(await start())).toContain(secret);
});

test('without its key, or with another, a store is refused and nothing is begun anew in its place', async () => {
  const engines = await start();
  await keepInInbox(engines);
  await engines.stop();
  const refused = { code: 'store-key-missing', message: expect.stringContaining('put the key back') };
  await expect(start({})).rejects.toMatchObject(refused);
  await expect(start({ keyFolder: join(root, 'other-keys') })).rejects.toMatchObject(refused);
  const key = join(keyFolder(), 'store-key.conf');
  renameSync(key, `${key}.away`);
  await expect(start()).rejects.toMatchObject(refused);
  expect(existsSync(key)).toBe(false);
  cpSync(join(keyFolder(), 'store-key.conf.away'), key);
  expect(await inInbox(await start())).toContain(secret);
});

test('a store of before is encrypted at the next start, also when the first attempt was killed in the middle', async () => {
  const before = await start({});
  await keepInInbox(before);
  await before.stop();
  expect(filesThatTell(natsFolder('store'))).not.toEqual([]);
  // What a start that was killed leaves behind: the original under its other name, and a copy that nobody can trust.
  cpSync(natsFolder('store'), natsFolder('store.unencrypted'), { recursive: true });
  rmSync(natsFolder('store', 'jetstream'), { recursive: true });
  const engines = await start();
  expect(await inInbox(engines)).toContain(secret);
  expect(filesThatTell(dataDir())).toEqual([]);
  expect(readdirSync(natsFolder()).filter((name) => name.startsWith('store.'))).toEqual([]);
});
