import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JetStreamClient, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
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

async function start(options: { onExit?: (reason: EngineError) => void } = {}): Promise<Engines> {
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
  const reasons: string[] = [];
  const engines = await start({ onExit: ({ code }) => reasons.push(code) });
  await store(engines);
  await Promise.all([engines.killNats('SIGKILL'), engines.killMongo('SIGKILL')]);
  expect([engines.nats.pid, engines.mongo.pid]).toEqual([undefined, undefined]);
  await Promise.all([engines.restartNats(), engines.restartMongo()]);
  expect(await countStored(engines)).toEqual({ messages: 50, documents: 1 });
  expect(reasons).toEqual(['engine-exited', 'engine-exited']);
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
