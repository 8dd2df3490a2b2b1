import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JetStreamClient, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EngineError } from '../src/engine-error.ts';
import { type Engines, startEngines } from '../src/start-engines.ts';

let dataDir: string;
const opened: Array<() => unknown> = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vitne-lifecycle-'));
});

afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(
  options: { onExit?: (reason: EngineError) => void; log?: (line: string) => void } = {},
): Promise<Engines> {
  const engines = await startEngines({ dataDir, ...options });
  opened.push(engines.stop);
  return engines;
}

async function withNats<Result>(
  { nats }: Engines,
  work: (js: JetStreamClient, nc: NatsConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await connect({ servers: nats.url, ...nats.credentials('admin') });
  try {
    return await work(jetstream(connection), connection);
  } finally {
    await connection.close();
  }
}

async function withMongo<Result>({ mongo }: Engines, work: (client: MongoClient) => Promise<Result>): Promise<Result> {
  const client = await new MongoClient(mongo.url).connect();
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

async function store(engines: Engines): Promise<void> {
  await withNats(engines, async (js, connection) => {
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: 'KEPT', subjects: ['kept.>'] });
    for (let index = 0; index < 50; index += 1) await js.publish('kept.a', String(index));
  });
  await withMongo(engines, (client) => client.db('kept').collection('kept').insertOne({ kept: true }));
}

async function countStored(engines: Engines): Promise<{ messages: number; documents: number }> {
  const messages = await withNats(engines, async (_js, connection) => {
    return (await (await jetstreamManager(connection)).streams.info('KEPT')).state.messages;
  });
  const documents = await withMongo(engines, (client) => client.db('kept').collection('kept').countDocuments());
  return { messages, documents };
}

async function occupy(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  opened.push(() => server.close());
  return server;
}

test('what the engines hold survives a restart: on the same ports, and on others when those are taken', async () => {
  const original = await start();
  await store(original);
  await original.stop();
  const first = await start();
  expect(await countStored(first)).toEqual({ messages: 50, documents: 1 });
  expect([first.nats.port, first.mongo.port]).toEqual([original.nats.port, original.mongo.port]);
  await first.stop();
  await occupy(first.nats.port);
  await occupy(first.mongo.port);
  const second = await start();
  expect(await countStored(second)).toEqual({ messages: 50, documents: 1 });
  expect(second.mongo.port).not.toBe(first.mongo.port);
  await withMongo(second, (client) => client.db('kept').collection('kept').insertOne({ kept: true }));
});

test('an acknowledged message or document outlives kill -9 of its engine', async () => {
  const engines = await start();
  await store(engines);
  await Promise.all([engines.killNats('SIGKILL'), engines.killMongo('SIGKILL')]);
  expect([engines.nats.pid, engines.mongo.pid]).toEqual([undefined, undefined]);
  await Promise.all([engines.restartNats(), engines.restartMongo()]);
  expect(await countStored(engines)).toEqual({ messages: 50, documents: 1 });
});

test('an engine that somebody kills is back by itself, on the same port with the same data', async () => {
  const said: string[] = [];
  const engines = await start({ log: (line) => said.push(line) });
  await store(engines);
  const before = [engines.nats, engines.mongo].map(({ url, pid }) => ({ url, pid: pid ?? 0 }));
  for (const { pid } of before) process.kill(pid, 'SIGKILL');
  await vi.waitFor(() => expect(said).toHaveLength(2), { timeout: 20_000 });
  expect(said.join()).toMatch(/nats-server ended by itself \(signal SIGKILL\) and was started again/);
  expect(said.join()).toMatch(/mongod ended by itself/);
  expect([engines.nats.url, engines.mongo.url]).toEqual(before.map(({ url }) => url));
  expect([engines.nats.pid, engines.mongo.pid]).not.toContain(undefined);
  expect(await countStored(engines)).toEqual({ messages: 50, documents: 1 });
});

test('an engine that is killed again and again stays down, and one sentence says so', async () => {
  const reasons: EngineError[] = [];
  const engines = await start({ onExit: (reason) => reasons.push(reason) });
  await vi.waitFor(
    () => {
      if (engines.nats.pid !== undefined) process.kill(engines.nats.pid, 'SIGKILL');
      expect(reasons).toEqual([expect.objectContaining({ code: 'engine-exited' })]);
    },
    { timeout: 25_000, interval: 20 },
  );
  expect(reasons[0]?.message).toMatch(/keeps ending by itself .*nats-server\.log says and start Vitne again/);
  expect(engines.nats.pid).toBeUndefined();
});

test('a stop while an engine is away leaves nothing behind', async () => {
  const engines = await start();
  const pid = engines.mongo.pid ?? 0;
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(() => expect(engines.mongo.pid).not.toBe(pid), { interval: 5 });
  await engines.stop();
  const again = await start();
  expect(again.mongo.port).toBe(engines.mongo.port);
});

test('private files, transactions, and an orderly stop that is no alarm', async () => {
  const reasons: EngineError[] = [];
  const engines = await start({ onExit: (reason) => reasons.push(reason) });
  const mode = (path: string): number => statSync(join(dataDir, path)).mode & 0o077;
  expect(['nats/passwords.json', 'nats/nats-server.conf', 'nats', 'mongo'].map(mode)).toEqual([0, 0, 0, 0]);
  await withMongo(engines, (client) =>
    client.withSession((session) =>
      session.withTransaction(() => client.db('kept').collection('kept').insertOne({ kept: true }, { session })),
    ),
  );
  await engines.stop();
  await engines.stop();
  expect(reasons).toEqual([]);
});
