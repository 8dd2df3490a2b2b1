import { LedgerDamaged } from '@vitne/event-log/event-log';
import { describe, expect, test } from 'vitest';
import { findDocument } from '../src/documents.ts';
import { NotActive } from '../src/failure.ts';
import { replay } from '../src/replay.ts';
import { counted, counters, holders, named, removed, unrelated } from './samples.ts';
import { scenario, soon, useDatabase } from './scenario.ts';

useDatabase();

describe('a projector', () => {
  test('stores what the ledger says before it says that a position is reached', async () => {
    const { append, start, db, tenant } = await scenario();
    await append(counted('a'), counted('a', 'b'), unrelated);
    const projector = await start();
    const position = await append(removed('b'), counted('a'));

    expect(await projector.reached(position, soon)).toBe(true);
    expect(await findDocument(db, tenant, counters, 'a')).toEqual({ owner: 'a', count: 3, trail: ['1', '2', '5'] });
    expect(await findDocument(db, tenant, counters, 'b')).toBeUndefined();
    expect(projector.health()).toMatchObject({ state: 'following', position: 5, active: true });
  });

  test('reaches positions of events that no read model handles', async () => {
    const { append, start } = await scenario();
    const projector = await start({ projections: [counters, holders] });
    expect(await projector.reached(await append(unrelated, unrelated), soon)).toBe(true);
  });

  test('says no when a position is not reached in time, and when nobody wants the answer any more', async () => {
    const { append, start } = await scenario();
    const projector = await start();
    const position = await append(counted('a'));
    expect(await projector.reached(position + 1, { timeoutMs: 0 })).toBe(false);
    expect(await projector.reached(position + 1, { timeoutMs: 5 })).toBe(false);
    const caller = new AbortController();
    const answer = projector.reached(position + 1, { ...soon, signal: caller.signal });
    caller.abort();
    expect(await answer).toBe(false);
    const waiting = projector.reached(position + 1, soon);
    await projector.stop();
    expect(await waiting).toBe(false);
  });

  test('goes on where it was after a restart, and applies nothing twice', async () => {
    const { append, start, db, tenant, log } = await scenario();
    const first = await start({ batchSize: 3 });
    await first.reached(await append(...Array.from({ length: 10 }, () => counted('a'))), soon);
    await first.stop();
    const position = await append(counted('a'), removed('a'), counted('a'));
    const second = await start({ batchSize: 7 });
    await second.reached(position, soon);
    expect(await findDocument(db, tenant, counters, 'a')).toMatchObject({ count: 1, trail: ['13'] });
    expect((await replay({ log, db, tenant, projections: [counters] })).projections[0]?.differences).toEqual([]);
  });

  test('lets a unique value pass from one document to another within one batch', async () => {
    const { append, start, db, tenant, log } = await scenario();
    const first = [named('x', 'red'), named('y', 'blue'), named('y', null), named('x', 'blue'), named('y', 'red')];
    const position = await append(...first, named('x', 'green'), named('y', 'blue'), named('x', 'red'));
    const projector = await start({ projections: [holders] });
    await projector.reached(position, soon);
    expect(await findDocument(db, tenant, holders, 'x')).toEqual({ name: 'red' });
    expect((await replay({ log, db, tenant, projections: [holders] })).projections[0]?.differences).toEqual([]);
  });

  test('stops at a damaged ledger and says so, instead of folding on past a gap', async () => {
    const { append, start, log } = await scenario();
    await append(counted('a'), counted('b'), counted('c'));
    const gapped = {
      ...log,
      follow: async function* (...[tenant, options]: Parameters<typeof log.follow>) {
        for await (const events of log.follow(tenant, options)) yield events.filter(({ position }) => position !== 2);
      },
    };
    const projector = await start({ log: gapped });
    expect(await projector.reached(3, soon)).toBe(false);
    expect(projector.health()).toMatchObject({ state: 'damaged', detail: 'LedgerDamaged', position: 0 });
  });

  test('says that the ledger is damaged when it ends before what was folded from it', async () => {
    const { append, start, log } = await scenario();
    const first = await start();
    await first.reached(await append(counted('a'), counted('b')), soon);
    await first.stop();
    const second = await start({ log: { ...log, lastPosition: async () => 1 } });
    expect(await second.reached(3, soon)).toBe(false);
    expect(second.health()).toMatchObject({ state: 'damaged' });
  });

  test('says which projection fails, in codes only, and goes on by itself once it does not', async () => {
    const { append, start } = await scenario();
    let broken = true;
    const failed = Promise.withResolvers<void>();
    const evolve: typeof counters.evolve = (doc, event, key) => {
      if (broken) throw Object.assign(new Error('ola@example.org'), { code: 'bad-fold' });
      return counters.evolve(doc, event, key);
    };
    const logger = {
      info: (fields: object) => 'code' in fields && fields.code && failed.resolve(),
      warn() {},
      error() {},
    };
    const projector = await start({ projections: [{ ...counters, evolve }], logger });
    const position = await append(counted('a'));
    await failed.promise;
    expect(projector.health()).toMatchObject({ state: 'unavailable', detail: 'projection counters: bad-fold' });
    broken = false;
    expect(await projector.reached(position, soon)).toBe(true);
    expect(projector.health().state).toBe('following');
  });

  test('refuses names that cannot be collections, keys that are not documents, and batches without a bound', async () => {
    const { append, start, log, db, tenant } = await scenario();
    await expect(start({ projections: [{ ...counters, name: 'No$' }] })).rejects.toThrow(TypeError);
    await expect(start({ projections: [counters, counters] })).rejects.toThrow(TypeError);
    await expect(start({ batchSize: 100_000 })).rejects.toThrow(TypeError);
    await append(counted('$checkpoint'));
    await expect(replay({ log, db, tenant, projections: [counters], upTo: 1 })).rejects.toThrow(TypeError);
  });

  test('keeps folding other tenants when one ledger is damaged', async () => {
    const damaged = await scenario();
    const sound = await scenario(damaged.log);
    const log = {
      ...damaged.log,
      follow: (...[tenant, options]: Parameters<typeof damaged.log.follow>) => {
        if (tenant === damaged.tenant) throw new LedgerDamaged('gone');
        return damaged.log.follow(tenant, options);
      },
    };
    const first = await damaged.start({ log });
    const second = await sound.start({ log, db: damaged.db });
    expect(await first.reached(1, soon)).toBe(false);
    expect(await second.reached(await sound.append(counted('a')), soon)).toBe(true);
  });

  test('rebuilds only where the lease is', async () => {
    const { append, start } = await scenario();
    const active = await start();
    await active.reached(await append(counted('a')), soon);
    const standby = await start();
    await expect(standby.rebuild('counters')).rejects.toThrow(NotActive);
    await expect(active.rebuild('nothing')).rejects.toThrow(TypeError);
  });
});
