import { type ClientSession, MongoClient } from 'mongodb';
import { expect, test } from 'vitest';
import { leasesName, readModelName } from '../src/collection-names.ts';
import { countDocuments, findDocument } from '../src/documents.ts';
import { CheckpointMoved, ProjectionFailed } from '../src/failure.ts';
import { takeLease } from '../src/lease.ts';
import { claimReadModel, openReadModel, readCheckpoint } from '../src/read-model.ts';
import { replay } from '../src/replay.ts';
import { counted, counters, holders, named } from './samples.ts';
import { quickLease, recordingReaction, type Scenario, scenario, soon, stateLogger, useDatabase } from './scenario.ts';

useDatabase();

/** As if the holder had not renewed it: whoever asks next gets it. */
const expireLease = ({ db, tenant }: Scenario) =>
  db.collection<{ _id: string }>(leasesName).updateOne({ _id: `sample/${tenant}` }, { $set: { expires: new Date(0) } });

test('a standby instance answers when the active one has stored a position, and takes over when it stops', async () => {
  const scene = await scenario();
  const reactions = [recordingReaction(), recordingReaction()] as const;
  const active = await scene.start({ reactions: [reactions[0]] });
  await active.reached(await scene.append(counted('a')), soon);
  const { logger, became } = stateLogger();
  const follows = became('following');
  const standby = await scene.start({ reactions: [reactions[1]], logger });
  await follows;

  const second = await scene.append(counted('a'));
  expect(await standby.reached(second, soon)).toBe(true);
  expect(await findDocument(scene.db, scene.tenant, counters, 'a')).toMatchObject({ count: 2 });
  expect([active.isActive(), standby.isActive()]).toEqual([true, false]);
  expect(standby.health()).toMatchObject({ state: 'following', active: false });
  await reactions[0].saw(second);

  await active.stop();
  const third = await scene.append(counted('a'));
  expect(await standby.reached(third, soon)).toBe(true);
  await reactions[1].saw(third);
  expect([active.isActive(), standby.isActive()]).toEqual([false, true]);
  expect([reactions[0].seen, reactions[1].seen]).toEqual([[1, 2], [3]]);
  expect(await findDocument(scene.db, scene.tenant, counters, 'a')).toMatchObject({ count: 3 });
});

test('one that loses its lease without noticing writes nothing more, and nothing is applied twice', async () => {
  const scene = await scenario();
  const instances = [await scene.start({ batchSize: 2 })];
  await instances[0]?.reached(await scene.append(counted('a')), soon);
  instances.push(await scene.start({ batchSize: 3 }));
  for (let round = 0; round < 6; round++) {
    await expireLease(scene);
    let position = 0;
    for (let event = 0; event < 10; event++) position = await scene.append(counted('a', `k${event}`));
    for (const instance of instances) expect(await instance.reached(position, soon)).toBe(true);
  }
  const lease = await scene.db.collection<{ _id: string; term: number }>(leasesName).findOne({});
  expect(lease?.term).toBeGreaterThan(3);
  const last = await scene.log.lastPosition(scene.tenant);
  expect(await findDocument(scene.db, scene.tenant, counters, 'a')).toMatchObject({ count: last });
  expect((await replay({ ...scene, projections: [counters], upTo: last })).projections[0]?.differences).toEqual([]);
});

test('a writer of an earlier term is refused by the database as a whole, documents and checkpoint', async () => {
  const { db, tenant, log, append } = await scenario();
  const name = readModelName(tenant, 'counters');
  await append(counted('a'), counted('a'), counted('b'));
  const sessions: ClientSession[] = [];
  const writer = async (term: number) => {
    const session = db.client.startSession();
    sessions.push(session);
    const checkpoint = await claimReadModel(db, name, counters, term);
    return openReadModel(db, name, { projection: counters, checkpoint, session });
  };
  const events = [];
  for await (const batch of log.follow(tenant, { after: 0, signal: AbortSignal.timeout(60_000), batchSize: 1 })) {
    if (events.push(...batch) === 3) break;
  }
  const stale = await writer(1);
  await stale.apply(events.slice(0, 1));
  const successor = await writer(2);
  await expect(stale.apply(events)).rejects.toThrow(CheckpointMoved);
  expect(await findDocument(db, tenant, counters, 'b')).toBeUndefined();
  expect(await findDocument(db, tenant, counters, 'a')).toMatchObject({ count: 1 });
  await expect(claimReadModel(db, name, counters, 1)).rejects.toThrow(CheckpointMoved);
  await successor.apply(events);
  await successor.apply(events);
  await successor.apply(events.slice(1));
  expect(await findDocument(db, tenant, counters, 'a')).toMatchObject({ count: 2, trail: ['1', '2'] });
  await Promise.all(sessions.map((session) => session.endSession()));
});

test('a write that the database refuses half-way leaves no document of it behind', async () => {
  const { db, tenant, log, append } = await scenario();
  const pairs: typeof holders = {
    ...holders,
    keysOf: (event) => ['first', 'second'].map((at) => `${event.position}-${at}`),
  };
  await append(named('x', 'red'));
  const name = readModelName(tenant, 'holders');
  const session = db.client.startSession();
  const checkpoint = await claimReadModel(db, name, pairs, 1);
  const model = openReadModel(db, name, { projection: pairs, checkpoint, session });
  for await (const events of log.follow(tenant, { after: 0, signal: AbortSignal.timeout(60_000) })) {
    await expect(model.apply(events)).rejects.toThrow(ProjectionFailed);
    break;
  }
  expect(await countDocuments(db, tenant, holders)).toBe(0);
  expect(await readCheckpoint(db, name)).toEqual({ position: 0, version: 1, term: 1 });
  await session.endSession();
});

test('one instance at a time holds the lease, and each change of hands raises the term', async () => {
  const { db } = await scenario();
  const signal = new AbortController().signal;
  const take = (owner: string) => takeLease({ db, name: 'sample/x', owner, times: quickLease, signal });
  const both = await Promise.all([take('one'), take('two')]);
  const held = both.filter((lease) => lease !== undefined);
  expect(held.map(({ term }) => term)).toEqual([1]);
  expect(held[0]?.held()).toBe(true);
  await held[0]?.release();
  expect(held[0]?.held()).toBe(false);
  expect(held[0]?.signal.aborted).toBe(true);
  expect((await take('three'))?.term).toBe(2);
});

test('a transaction that a killed process left open does not hold up its successor', async () => {
  const scene = await scenario();
  const first = await scene.start();
  await first.reached(await scene.append(counted('a')), soon);
  await first.stop();

  // What a process leaves that dies between its writes and its commit: locks, and a lease in its name.
  const died = await new MongoClient(urlOf(scene)).connect();
  const db = died.db(scene.db.databaseName);
  const signal = new AbortController().signal;
  const times = { durationMs: 30_000, pollMs: 10 };
  const lease = await takeLease({ db, name: `sample/${scene.tenant}`, owner: 'died', times, signal });
  const session = died.startSession();
  await lease?.use([session]);
  session.startTransaction();
  const checkpoints = db.collection<{ _id: string }>(readModelName(scene.tenant, 'counters'));
  await checkpoints.updateOne({ _id: '$checkpoint' }, { $set: { position: 99 } }, { session });
  await expireLease(scene);

  const successor = await scene.start();
  expect(await successor.reached(await scene.append(counted('a')), soon)).toBe(true);
  expect(await findDocument(scene.db, scene.tenant, counters, 'a')).toMatchObject({ count: 2 });
  await died.close();
});

const urlOf = ({ db }: Scenario): string => `mongodb://${String(db.client.options.hosts[0])}/?directConnection=true`;
