import { expect, test } from 'vitest';
import { type AnyTimerSource, startTimers } from '../src/timers.ts';
import { type Counter, counted, counters, dueAt } from './samples.ts';
import { type Scenario, scenario, soon, useDatabase } from './scenario.ts';

useDatabase();

const noon = '2026-03-01T12:00:00.000Z';
const never = 2_000_000_000;

async function ticking(
  options: {
    isActive?: () => boolean;
    ready?: () => boolean;
    fire?: (doc: Counter, key: string) => Promise<void>;
    underWay?: () => Promise<void>;
    intervalMs?: number;
  } = {},
) {
  const scene = await scenario();
  const projector = await scene.start();
  let now = noon;
  const fired: string[] = [];
  const source: AnyTimerSource = {
    projection: counters,
    dueField: 'dueAt',
    ...(options.ready && { ready: options.ready }),
    ...(options.underWay && { underWay: options.underWay }),
    fire: async (doc: Counter, key) => {
      await options.fire?.(doc, key);
      fired.push(key);
      await scene.append(dueAt(key, doc.count > 1 && key === 'again' ? '2026-01-01T00:00:00Z' : null));
    },
  };
  const settled = async () => void (await projector.reached(await scene.log.lastPosition(scene.tenant), soon));
  const isActive = options.isActive ?? projector.isActive;
  const timers = startTimers({
    ...scene,
    clock: { now: () => now },
    sources: [source],
    intervalMs: options.intervalMs ?? never,
    isActive,
    settled,
  });
  const append = async (...samples: Parameters<Scenario['append']>) =>
    projector.reached(await scene.append(...samples), soon);
  return { scene, timers, fired, append, put: (moment: string) => void (now = moment), projector };
}

test('what is due fires once its time has come, to the millisecond, and not before', async () => {
  const { timers, fired, append, put } = await ticking();
  await append(
    dueAt('past', '2025-12-31'),
    dueAt('whole-second', '2026-03-01T12:00:00Z'),
    dueAt('exact', noon),
    dueAt('later', '2026-03-01T12:00:00.001Z'),
    dueAt('never', null),
    counted('no-time'),
  );
  expect(await timers.checkNow()).toBe(3);
  expect(fired.toSorted()).toEqual(['exact', 'past', 'whole-second']);
  put('2026-03-01T12:00:00.001Z');
  expect(await timers.checkNow()).toBe(1);
  expect(await timers.checkNow()).toBe(0);
  await timers.stop();
});

test('a moved clock finds what falls due because of what it fired, within a bound', async () => {
  const { timers, fired, append } = await ticking();
  await append(counted('again'), dueAt('again', noon));
  expect(await timers.checkNow()).toBe(100);
  expect(new Set(fired)).toEqual(new Set(['again']));
  await timers.stop();
});

test('what cannot be done for now waits without being tried, and loses nothing by it', async () => {
  let ready = false;
  const { timers, fired, append } = await ticking({ ready: () => ready });
  await append(dueAt('waiting', '2025-01-01'));
  expect(await timers.checkNow()).toBe(0);
  ready = true;
  expect(await timers.checkNow()).toBe(1);
  expect(fired).toEqual(['waiting']);
  await timers.stop();
});

test('one that fails is tried at the next look and holds up no other', async () => {
  let broken = true;
  const { timers, fired, append } = await ticking({
    fire: async (_doc, key) => {
      if (broken && key === 'bad') throw new Error('away');
    },
  });
  await append(dueAt('bad', '2025-01-01'), dueAt('good', '2025-01-02'));
  expect(await timers.checkNow()).toBe(1);
  expect(fired).toEqual(['good']);
  broken = false;
  expect(await timers.checkNow()).toBe(1);
  expect(fired).toEqual(['good', 'bad']);
  await timers.stop();
});

test('an instance that does not hold the lease fires nothing', async () => {
  const { timers, fired, append } = await ticking({ isActive: () => false });
  await append(dueAt('a', noon));
  expect(await timers.checkNow()).toBe(0);
  expect(fired).toEqual([]);
  await timers.stop();
});

test('timers look by themselves', async () => {
  const { scene, append, projector } = await ticking();
  await append(dueAt('a', noon));
  const fired = Promise.withResolvers<string>();
  const source: AnyTimerSource = {
    projection: counters,
    dueField: 'dueAt',
    fire: async (_doc, key) => fired.resolve(key),
  };
  const { isActive } = projector;
  const timers = startTimers({ ...scene, clock: { now: () => noon }, sources: [source], intervalMs: 5, isActive });
  expect(await fired.promise).toBe('a');
  await timers.stop();
});

test('a due field without an index is refused at the start', async () => {
  const scene = await scenario();
  const sources = [{ projection: counters, dueField: 'owner', fire: async () => {} }];
  const options = { ...scene, clock: { now: () => noon }, sources, intervalMs: never, isActive: () => true };
  expect(() => startTimers(options)).toThrow(TypeError);
});

test('what goes on beside the looks holds none of them up, and is waited for by whoever asks and at the end', async () => {
  const beside = Promise.withResolvers<void>();
  const one = Promise.withResolvers<void>();
  const other = Promise.withResolvers<void>();
  const { timers, append } = await ticking({
    intervalMs: 10,
    fire: async (_doc, key) => (key === 'one' ? one : other).resolve(),
    underWay: () => beside.promise,
  });
  await append(dueAt('one', noon));
  await one.promise;
  // What the first began is not over, and another look sees this.
  await append(dueAt('other', noon));
  await other.promise;
  let isOver = false;
  const stopping = timers.stop().then(() => {
    isOver = true;
  });
  await Promise.resolve();
  expect(isOver).toBe(false);
  beside.resolve();
  await stopping;
  expect(isOver).toBe(true);
});
