import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { enginesForTests, freshDatabase } from '@vitne/testing/engines-for-tests';
import type { MongoClient } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AuditJobs, auditJobs, limits } from '../src/audit-jobs.ts';

let mongo: MongoClient;
let jobs: AuditJobs;
beforeAll(async () => {
  mongo = await enginesForTests().connectMongo();
});
beforeEach(async () => {
  jobs = await auditJobs(mongo.db(freshDatabase('auditor')));
});
afterAll(() => mongo.close());

const start = new Date('2026-03-01T09:00:00Z');
const later = (ms: number) => new Date(start.getTime() + ms);
const ask = (more: { _id?: string; tenant?: string; askedAt?: Date } = {}) =>
  jobs.ask({
    _id: randomUUID().replaceAll('-', ''),
    tenant: 'kaukus',
    asked: { kind: 'verify' },
    askedBy: 'staff:somebody',
    askedAt: start,
    ...more,
  });
const asked = async (more: Parameters<typeof ask>[0] = {}) => {
  const job = await ask(more);
  if (typeof job === 'string') throw new Error(job);
  return job;
};
const ended = { state: 'ended', found: false } as const;

describe('given audits that wait', () => {
  test('the one that was asked for first is claimed first, and none of a tenant that is busy', async () => {
    const second = await asked({ askedAt: later(1) });
    const first = await asked({ askedAt: later(0) });
    const other = await asked({ askedAt: later(2), tenant: 'catacloud' });
    expect(await jobs.claim('runner', start, [])).toMatchObject({ _id: first._id, state: 'running', attempts: 1 });
    expect((await jobs.claim('runner', start, ['kaukus']))?._id).toBe(other._id);
    expect(await jobs.claim('runner', start, ['kaukus', 'catacloud'])).toBeNull();
    expect((await jobs.claim('runner', start, []))?._id).toBe(second._id);
  });

  test('a repeated question is the same audit, and another one under its id is refused', async () => {
    const first = await asked({ _id: 'a'.repeat(32) });
    expect(await ask({ _id: 'a'.repeat(32), askedAt: later(5) })).toEqual(first);
    const otherwise = { ...first, asked: { kind: 'prove', position: 1 } as const };
    expect(await jobs.ask(otherwise)).toBe('asked-otherwise');
    expect(await jobs.list('kaukus')).toEqual([first]);
  });

  test('so many wait and no more; what has ended does not count', async () => {
    const all = await Promise.all(Array.from({ length: limits.unfinished }, () => asked()));
    expect(await ask()).toBe('too-many');
    expect(await ask({ tenant: 'catacloud' })).toMatchObject({ state: 'waiting' });
    await jobs.cancel('kaukus', all[0]?._id ?? '', start);
    expect(await ask()).toMatchObject({ state: 'waiting' });
  });

  test('a waiting one is cancelled at once, by its own tenant only', async () => {
    const job = await asked();
    expect(await jobs.cancel('catacloud', job._id, start)).toBeNull();
    expect(await jobs.one('catacloud', job._id)).toBeNull();
    expect(await jobs.cancel('kaukus', job._id, start)).toMatchObject({ state: 'cancelled', endedAt: start });
    expect(await jobs.claim('runner', start, [])).toBeNull();
  });
});

describe('given an audit that runs', () => {
  test('its progress is told, and it goes on until it is cancelled', async () => {
    const { _id } = await asked();
    await jobs.claim('runner', start, []);
    expect(await jobs.beat(_id, 'runner', later(1_000), { done: 5, of: 10 })).toBe(true);
    expect(await jobs.one('kaukus', _id)).toMatchObject({ progress: { done: 5, of: 10 } });
    expect(await jobs.cancel('kaukus', _id, start)).toMatchObject({ state: 'running', cancelAsked: true });
    expect(await jobs.beat(_id, 'runner', later(2_000), undefined)).toBe(false);
    await jobs.end(_id, 'runner', { state: 'cancelled', endedAt: later(2_000) });
    expect(await jobs.one('kaukus', _id)).toMatchObject({ state: 'cancelled' });
  });

  test('when its runner is gone another takes it up, and the first one’s end counts no more', async () => {
    const { _id } = await asked();
    await jobs.claim('gone', start, []);
    expect(await jobs.claim('next', later(limits.silentMs), [])).toBeNull();
    expect(await jobs.claim('next', later(limits.silentMs + 1), [])).toMatchObject({
      _id,
      attempts: 2,
      runner: 'next',
    });
    expect(await jobs.beat(_id, 'gone', later(limits.silentMs + 2), undefined)).toBe(false);
    const kept = await jobs.keepResult(Readable.from(['late']));
    await jobs.end(_id, 'gone', { ...ended, endedAt: start, result: { ...kept, mediaType: 'text/plain', name: 'x' } });
    expect(await jobs.one('kaukus', _id)).toMatchObject({ state: 'running', runner: 'next' });
    await expect(buffer(jobs.readResult({ ...kept, mediaType: '', name: '' }))).rejects.toThrow(/not found/);
  });

  test('a runner that is told to stop gives it back, and that is no attempt', async () => {
    const { _id } = await asked();
    await jobs.claim('runner', start, []);
    await jobs.giveBack(_id, 'runner');
    expect(await jobs.claim('next', start, [])).toMatchObject({ _id, attempts: 1 });
  });
});

describe('given an audit that has ended', () => {
  const endedWith = async (text: string) => {
    const { _id } = await asked();
    await jobs.claim('runner', start, []);
    const kept = await jobs.keepResult(Readable.from([text]));
    const result = { ...kept, mediaType: 'application/json', name: 'kaukus-verify.json' };
    await jobs.end(_id, 'runner', { ...ended, endedAt: start, result });
    return { _id, result };
  };

  test('its result is what was kept, with its length and digest', async () => {
    const { result } = await endedWith('{"findings":[]}');
    expect(result).toMatchObject({
      bytes: 15,
      sha256: '9d0f2143c61cfbb6c0cf0425ce8b447811a32d48ec37333ba8b3700218631b36',
    });
    expect((await buffer(jobs.readResult(result))).toString()).toBe('{"findings":[]}');
  });

  test('cancelling changes nothing', async () => {
    const { _id } = await endedWith('{}');
    expect(await jobs.cancel('kaukus', _id, later(5))).toMatchObject({ state: 'ended', found: false });
  });

  test('it is kept for a week, and then neither it nor its result', async () => {
    const { _id, result } = await endedWith('{}');
    await jobs.forget(later(limits.keptMs));
    expect(await jobs.one('kaukus', _id)).not.toBeNull();
    await jobs.forget(later(limits.keptMs + 1));
    expect(await jobs.one('kaukus', _id)).toBeNull();
    await expect(buffer(jobs.readResult(result))).rejects.toThrow(/not found/);
  });
});
