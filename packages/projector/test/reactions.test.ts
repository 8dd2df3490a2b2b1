import { expect, test } from 'vitest';
import { reactionsName } from '../src/collection-names.ts';
import { findDocument } from '../src/documents.ts';
import { counted, counters, unrelated } from './samples.ts';
import { recordingReaction, scenario, soon, useDatabase } from './scenario.ts';

useDatabase();

test('a reaction sees every event that it handles once its projections are stored, in the ledger’s order', async () => {
  const { append, start, db, tenant } = await scenario();
  const counts: unknown[] = [];
  const recorder = recordingReaction({
    before: async () => void counts.push((await findDocument(db, tenant, counters, 'a'))?.count),
  });
  await append(counted('a'), unrelated, counted('a'));
  const projector = await start({ reactions: [recorder] });
  await recorder.saw(3);
  await append(unrelated);
  const last = await append(counted('a'));
  await recorder.saw(last);
  expect(recorder.seen).toEqual([1, 3, 5]);
  expect(counts).toEqual([2, 2, 3]);
  expect(projector.health().reactions).toMatchObject([{ name: 'recorder' }]);
});

test('a reaction goes on after a restart where it was, in order and without leaving one out', async () => {
  const { append, start } = await scenario();
  const first = recordingReaction();
  const before = await start({ reactions: [first] });
  for (let event = 0; event < 5; event++) await append(counted('a'));
  await first.saw(3);
  await before.stop();
  await append(counted('a'), counted('a'));
  const second = recordingReaction();
  await start({ reactions: [second] });
  await second.saw(7);
  expect(first.seen.concat(second.seen)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('a reaction whose step was not recorded before a crash runs it again', async () => {
  const { append, start, db, tenant } = await scenario();
  const first = recordingReaction();
  const before = await start({ reactions: [first] });
  await append(counted('a'), counted('a'));
  await first.saw(2);
  await before.stop();
  const checkpoints = db.collection<{ _id: string }>(reactionsName(tenant));
  await checkpoints.updateOne({ _id: '$reaction:recorder' }, { $set: { position: 1 } });
  const second = recordingReaction();
  await start({ reactions: [second] });
  await append(counted('a'));
  await second.saw(3);
  expect(second.seen).toEqual([2, 3]);
});

test('a failing reaction holds up neither read models nor other reactions, only itself, and health names its code', async () => {
  const { append, start } = await scenario();
  let broken = true;
  const attempts = Promise.withResolvers<void>();
  const failing = recordingReaction({
    name: 'failing',
    before: (position) => {
      if (position !== 2 || !broken) return;
      if ((projector.health().reactions[0]?.failing?.attempts ?? 0) >= 2) attempts.resolve();
      throw Object.assign(new Error('ola@example.org'), { code: 'system-away' });
    },
  });
  const sound = recordingReaction({ name: 'sound' });
  const projector = await start({ reactions: [failing, sound] });
  const last = await append(counted('a'), counted('a'), counted('a'));
  expect(await projector.reached(last, soon)).toBe(true);
  await sound.saw(last);
  await attempts.promise;
  const health = projector.health();
  expect(health).toMatchObject({ state: 'following', detail: 'reaction failing at 2: system-away' });
  expect(health.reactions).toMatchObject([{ name: 'failing', failing: { position: 2 } }, { name: 'sound' }]);
  expect(JSON.stringify(health)).not.toContain('ola');
  expect(failing.seen).toEqual([1]);
  broken = false;
  await failing.saw(last);
  expect(failing.seen).toEqual([1, 2, 3]);
  expect(projector.health().detail).toBeUndefined();
});

test('a new reaction begins at the first event, unless it says that the past is none of its business', async () => {
  const { append, start } = await scenario();
  const before = await start();
  await before.reached(await append(counted('a'), counted('a')), soon);
  await before.stop();
  const all = recordingReaction({ name: 'all' });
  const fresh = recordingReaction({ name: 'fresh', from: 'now' });
  const projector = await start({ reactions: [all, fresh] });
  await all.saw(2);
  await projector.stop();
  await append(counted('a'));
  const again = [recordingReaction({ name: 'all' }), recordingReaction({ name: 'fresh', from: 'now' })] as const;
  await start({ reactions: [...again] });
  await Promise.all([again[0].saw(3), again[1].saw(3)]);
  expect([all.seen, fresh.seen, again[0].seen, again[1].seen]).toEqual([[1, 2], [], [3], [3]]);
});

test('a reaction that lags far behind reads the ledger again, and still leaves nothing out', async () => {
  const { append, start } = await scenario();
  const gate = Promise.withResolvers<void>();
  const slow = recordingReaction({ before: (position) => (position === 2 ? gate.promise : undefined) });
  const projector = await start({ reactions: [slow] });
  await append(counted('a'));
  await slow.saw(1);
  const last = await append(...Array.from({ length: 5_200 }, () => counted('a')));
  await projector.reached(last, { timeoutMs: 25_000 });
  gate.resolve();
  await slow.saw(last);
  expect(slow.seen).toEqual(Array.from({ length: last }, (_, index) => index + 1));
});

test('a service without read models of its own runs reactions too', async () => {
  const { append, start } = await scenario();
  await append(counted('a'));
  const recorder = recordingReaction();
  const projector = await start({ projections: [], reactions: [recorder] });
  const last = await append(counted('a'));
  await recorder.saw(last);
  expect(await projector.reached(last, soon)).toBe(true);
  expect(recorder.seen).toEqual([1, 2]);
});
