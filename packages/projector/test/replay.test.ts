import * as fc from 'fast-check';
import type { Document } from 'mongodb';
import { expect, test } from 'vitest';
import { readModelName } from '../src/collection-names.ts';
import { differingPaths } from '../src/compare.ts';
import { replay } from '../src/replay.ts';
import { appendSamples, counted, counters, holders, named, removed, type Sample, unrelated } from './samples.ts';
import { type Scenario, scenario, soon, useDatabase } from './scenario.ts';

useDatabase();

const projections = [counters, holders];
const stored = ({ db, tenant }: Scenario, name = 'counters') =>
  db.collection<Document & { _id: string }>(readModelName(tenant, name));

async function folded(): Promise<Scenario> {
  const scene = await scenario();
  const projector = await scene.start({ projections });
  await projector.reached(await scene.append(counted('a', 'b'), counted('a'), named('x', 'red'), counted('c')), soon);
  await projector.stop();
  return scene;
}

test('a fresh fold of the ledger finds nothing to complain about in honest read models', async () => {
  const scene = await folded();
  expect(await replay({ ...scene, projections })).toEqual({
    tenant: scene.tenant,
    events: 4,
    position: 4,
    projections: [
      { name: 'counters', position: 4, documents: 3, differences: [], unlisted: 0 },
      { name: 'holders', position: 4, documents: 1, differences: [], unlisted: 0 },
    ],
  });
});

test('a document that was changed by hand is named with the path, and never with a value', async () => {
  const scene = await folded();
  await stored(scene).updateOne({ _id: 'a' }, { $set: { 'trail.1': 'ola@example.org', note: 'ola@example.org' } });
  const report = await replay({ ...scene, projections });
  expect(report.projections[0]?.differences).toEqual([{ key: 'a', kind: 'different', paths: ['note', 'trail.1'] }]);
  expect(JSON.stringify(report)).not.toContain('ola');
});

test('a document that was put back to an earlier state is named, its own position included', async () => {
  const scene = await folded();
  await stored(scene).updateOne({ _id: 'c' }, { $set: { position: 3 } });
  const [differences] = (await replay({ ...scene, projections })).projections.map(
    (projection) => projection.differences,
  );
  expect(differences).toEqual([{ key: 'c', kind: 'different', paths: ['position'] }]);
});

test('a document that was deleted or slipped in is named', async () => {
  const scene = await folded();
  await stored(scene).deleteOne({ _id: 'b' });
  await stored(scene).insertOne({ _id: 'z', count: 1, position: 1 });
  expect((await replay({ ...scene, projections })).projections[0]?.differences).toEqual([
    { key: 'z', kind: 'unexpected', paths: [] },
    { key: 'b', kind: 'missing', paths: [] },
  ]);
});

test('a read model that was dropped, is of another version, or was wound back cannot pass as a new one', async () => {
  const scene = await folded();
  await stored(scene, 'holders').drop();
  await stored(scene).updateOne({ _id: '$checkpoint' }, { $set: { version: 0, position: 2 } });
  const report = await replay({ ...scene, projections });
  expect(report.projections[0]?.differences).toContainEqual({
    key: '$checkpoint',
    kind: 'different',
    paths: ['version'],
  });
  expect(report.projections[0]?.differences).toContainEqual({ key: 'c', kind: 'unexpected', paths: [] });
  expect(report.projections[1]?.differences).toEqual([
    { key: '$checkpoint', kind: 'missing', paths: [] },
    { key: 'x', kind: 'missing', paths: [] },
  ]);
});

test('a read model that is stuck is found when the position it must have reached is said', async () => {
  const scene = await folded();
  await scene.append(counted('d'));
  expect((await replay({ ...scene, projections })).projections[0]?.differences).toEqual([]);
  const report = await replay({ ...scene, projections, upTo: 5 });
  expect(report.projections[0]?.differences).toEqual([{ key: 'd', kind: 'missing', paths: [] }]);
  await expect(replay({ ...scene, projections, upTo: 6 })).rejects.toThrow(RangeError);
});

test('read models that are written to and rebuilt meanwhile are compared at one moment', async () => {
  const scene = await scenario();
  const projector = await scene.start({ projections, batchSize: 7 });
  await projector.reached(await scene.append(counted('a')), soon);
  const writing = (async () => {
    let position = 0;
    for (let round = 0; round < 60; round++) {
      position = await scene.append(
        counted('a', `k${round % 7}`),
        named('x', `${round % 3}`),
        removed(`k${round % 5}`),
      );
      await projector.reached(position, soon);
      if (round % 20 === 0) await projector.rebuild('counters');
    }
    return position;
  })();
  for (let round = 0; round < 10; round++) {
    const { projections: replayed } = await replay({ ...scene, projections });
    expect(replayed.flatMap(({ differences }) => differences)).toEqual([]);
  }
  await projector.reached(await writing, soon);
  const report = await replay({ ...scene, projections, upTo: await writing });
  expect(report.projections.flatMap(({ differences }) => differences)).toEqual([]);
});

test('whatever the batches, restarts and failures in the middle of a batch: the live documents are the fold', async () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd');
  const sample: fc.Arbitrary<Sample> = fc.oneof(
    fc.array(key, { minLength: 1, maxLength: 3 }).map((keys) => counted(...keys)),
    fc.array(key, { minLength: 1, maxLength: 2 }).map((keys) => removed(...keys)),
    key.map((holder) => named(holder, `name-${holder}`)),
    key.map((holder) => named(holder, null)),
    fc.constant(unrelated),
  );
  const run = fc.record({
    samples: fc.array(sample, { maxLength: 25 }),
    batchSize: fc.integer({ min: 1, max: 12 }),
    failAfter: fc.option(fc.integer({ min: 0, max: 20 })),
    restart: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 4 }), async (runs) => {
      const scene = await scenario();
      for (const { samples, batchSize, failAfter, restart } of runs) {
        let steps = failAfter ?? Number.POSITIVE_INFINITY;
        const evolve: typeof counters.evolve = (doc, event, name) => {
          if (steps-- === 0) throw new Error('crash');
          return counters.evolve(doc, event, name);
        };
        const projector = await scene.start({ projections: [{ ...counters, evolve }, holders], batchSize });
        const position = await appendSamples(scene.log, scene.tenant, samples);
        if (!restart) expect(await projector.reached(position, soon)).toBe(true);
        await projector.stop();
      }
      const last = await scene.log.lastPosition(scene.tenant);
      const projector = await scene.start({ projections });
      expect(await projector.reached(last, soon)).toBe(true);
      const report = await replay({ ...scene, projections, upTo: last });
      expect(report.projections.flatMap(({ differences }) => differences)).toEqual([]);
      await projector.stop();
      await scene.db.dropDatabase();
    }),
    { numRuns: 12 },
  );
});

test('the comparison tells values from missing ones, and does not care about the order of keys', () => {
  expect(differingPaths({ a: 1, b: { c: [1, { d: null }] } }, { b: { c: [1, { d: null }] }, a: 1 })).toEqual([]);
  expect(differingPaths({ a: undefined }, {})).toEqual([]);
  expect(differingPaths({ a: null }, {})).toEqual(['a']);
  expect(differingPaths({ a: [1, 2] }, { a: [1] })).toEqual(['a.1']);
  expect(differingPaths({ a: [] }, { a: {} })).toEqual(['a']);
  expect(differingPaths({ a: '1' }, { a: 1 })).toEqual(['a']);
  expect(differingPaths({ a: '2026' }, { a: new Date(0) })).toEqual(['a']);
});
