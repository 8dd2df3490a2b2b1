import { expect, test } from 'vitest';
import { readModelName, rebuildingName } from '../src/collection-names.ts';
import { countDocuments, findDocument } from '../src/documents.ts';
import { markForRebuild } from '../src/mark-for-rebuild.ts';
import { replay } from '../src/replay.ts';
import { type Counter, counted, counters, removed } from './samples.ts';
import { type Scenario, scenario, soon, useDatabase } from './scenario.ts';

useDatabase();

const differences = async (scene: Scenario) =>
  (await replay({ ...scene, projections: [counters] })).projections.flatMap((projection) => projection.differences);

test('a rebuild repairs what was changed by hand', async () => {
  const scene = await scenario();
  const projector = await scene.start();
  await projector.reached(await scene.append(counted('a'), counted('b'), removed('b')), soon);
  const documents = scene.db.collection<Counter & { _id: string }>(readModelName(scene.tenant, 'counters'));
  await documents.updateOne({ _id: 'a' }, { $set: { count: 7 } });
  expect(await differences(scene)).toHaveLength(1);
  await projector.rebuild('counters');
  expect(await differences(scene)).toEqual([]);
  await projector.reached(await scene.append(counted('a')), soon);
  expect(await findDocument(scene.db, scene.tenant, counters, 'a')).toMatchObject({ count: 2 });
});

test.each(['by somebody who is not its projector', 'after its checkpoint was deleted too'])(
  'a read model that was changed by hand is marked, and folded anew with the next event: %s',
  async (how) => {
    const scene = await scenario();
    const projector = await scene.start();
    await projector.reached(await scene.append(counted('a'), counted('b')), soon);
    const documents = scene.db.collection<Counter & { _id: string }>(readModelName(scene.tenant, 'counters'));
    await documents.updateOne({ _id: 'a' }, { $set: { count: 7 } });
    await documents.insertOne({ ...(await documents.findOne({ _id: 'b' })), _id: 'stranger' } as never);
    if (how.startsWith('after')) await documents.deleteOne({ _id: '$checkpoint' });
    await markForRebuild(scene.db, scene.tenant, 'counters');
    expect(await projector.reached(await scene.append(counted('a')), soon)).toBe(true);
    expect(await differences(scene)).toEqual([]);
    expect(await findDocument(scene.db, scene.tenant, counters, 'a')).toMatchObject({ count: 2 });
  },
);

test('a rebuild under load loses and doubles nothing, and the live read model serves meanwhile', async () => {
  const scene = await scenario();
  const projector = await scene.start({ batchSize: 5 });
  const first = await scene.append(...Array.from({ length: 200 }, (_, index) => counted('a', `k${index % 20}`)));
  await projector.reached(first, soon);
  const rebuilds = (async () => {
    for (let round = 0; round < 3; round++) {
      await Promise.all([projector.rebuild('counters'), projector.rebuild('counters')]);
    }
  })();
  for (let round = 0; round < 100; round++) {
    const position = await scene.append(counted('a', `k${round % 20}`));
    expect(await projector.reached(position, soon)).toBe(true);
    expect(await findDocument(scene.db, scene.tenant, counters, 'a')).toMatchObject({ count: position });
  }
  await rebuilds;
  expect(await differences(scene)).toEqual([]);
  expect(await scene.db.listCollections({ name: rebuildingName(scene.tenant, 'counters') }).toArray()).toEqual([]);
});

test('a rebuilt read model keeps its indexes', async () => {
  const scene = await scenario();
  const projector = await scene.start();
  await projector.reached(await scene.append(counted('a')), soon);
  await projector.rebuild('counters');
  const indexes = await scene.db.collection(readModelName(scene.tenant, 'counters')).indexes();
  expect(indexes.map(({ key }) => Object.keys(key)[0])).toEqual(['_id', 'count', 'dueAt']);
});

test('a projection with a new version is folded anew at the start, and counts as reached only then', async () => {
  const scene = await scenario();
  const first = await scene.start();
  const position = await scene.append(counted('a'), counted('b'));
  await first.reached(position, soon);
  const second: typeof counters = {
    ...counters,
    version: 2,
    evolve: (_doc, event, key) => ({ owner: key.toUpperCase(), count: event.position, trail: [] }),
    // The documents of version 1 would not fit it.
    indexes: [{ key: { count: 1 }, unique: true }],
  };
  const standby = await scene.start({ projections: [second] });
  expect(await standby.reached(position, { timeoutMs: 50 })).toBe(false);
  await first.stop();
  expect(await standby.reached(position, soon)).toBe(true);
  expect(await findDocument(scene.db, scene.tenant, counters, 'a')).toMatchObject({ owner: 'A', count: 1 });
  expect(await countDocuments(scene.db, scene.tenant, counters)).toBe(2);
});

test('a rebuild that a crash interrupted leaves nothing behind that a later one would trip over', async () => {
  const scene = await scenario();
  const projector = await scene.start();
  await projector.reached(await scene.append(counted('a')), soon);
  const left = scene.db.collection<{ _id: string }>(rebuildingName(scene.tenant, 'counters'));
  await left.insertOne({ _id: '$checkpoint', position: 40, version: 1, term: 0 } as { _id: string });
  await left.insertOne({ _id: 'stranger' });
  await projector.rebuild('counters');
  expect(await differences(scene)).toEqual([]);
});
