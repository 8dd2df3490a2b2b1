import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startTestEngines, type TestEngines } from '@vitne/engines/test-engines';
import { enginesForTests } from '@vitne/testing/engines-for-tests';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replay } from '../src/replay.ts';
import { counted, counters, holders, sameLedger } from './samples.ts';
import { recordingReaction, scenario, soon, stateLogger, useDatabase } from './scenario.ts';

useDatabase();

let engines: TestEngines;
let client: MongoClient;

beforeAll(async () => {
  // Engines of its own, since it kills them.
  const environment = { ...process.env, VITNE_MONGO_URL: undefined, VITNE_NATS_URL: undefined };
  engines = await startTestEngines({ environment });
  client = await new MongoClient(engines.mongo.url, { serverSelectionTimeoutMS: 300 }).connect();
});

afterAll(async () => {
  await client?.close(true);
  await engines?.stop();
});

test('a database that is killed and comes back loses and doubles nothing, and nobody has to help', async () => {
  const scene = await scenario();
  const db = client.db(scene.db.databaseName);
  const { logger, became } = stateLogger();
  const recorder = recordingReaction();
  const lease = { durationMs: 600, pollMs: 20 };
  const projector = await scene.start({ db, logger, lease, batchSize: 10, reactions: [recorder] });
  const append = (events: number) =>
    scene.append(...Array.from({ length: events }, (_, index) => counted('a', `k${index % 9}`)));
  await projector.reached(await append(30), soon);

  for (let round = 0; round < 2; round++) {
    const away = became('unavailable');
    const storing = append(200);
    await engines.killMongo('SIGKILL');
    await away;
    expect(projector.health().state).toBe('unavailable');
    const during = (await storing, await append(5));
    expect(await projector.reached(during, { timeoutMs: 5 })).toBe(false);
    await engines.restartMongo();
    expect(await projector.reached(during, soon)).toBe(true);
  }
  const last = await append(1);
  await projector.reached(last, soon);
  await recorder.saw(last);
  const firstSight = [...new Set(recorder.seen)];
  expect(firstSight).toEqual(Array.from({ length: last }, (_, index) => index + 1));
  const report = await replay({ ...scene, db, projections: [counters], upTo: last });
  expect(report.projections[0]?.differences).toEqual([]);
  await projector.stop();
}, 60_000);

test('a process that is killed while it folds leaves read models from which the next one goes on', async () => {
  const scene = await scenario();
  const script = fileURLToPath(new URL('killed-projector.ts', import.meta.url));
  const { mongoUrl } = enginesForTests();
  const fold = async (killAt: number): Promise<string> => {
    const child = spawn(process.execPath, [script, mongoUrl, scene.db.databaseName, scene.tenant], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    let said = '';
    for await (const line of createInterface(child.stdout)) {
      said = line;
      if (Number(line) >= killAt) child.kill('SIGKILL');
    }
    await exited;
    return said;
  };
  for (const killAt of [1, 400, 900]) expect(await fold(killAt)).not.toBe('done');
  expect(await fold(Number.POSITIVE_INFINITY)).toBe('done');
  const upTo = await sameLedger(scene.log, scene.tenant);
  const report = await replay({ ...scene, projections: [counters, holders], upTo });
  expect(report.projections.flatMap(({ differences }) => differences)).toEqual([]);
}, 60_000);
