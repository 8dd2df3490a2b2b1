import { expect, test } from 'vitest';
import { findDocument, findDocuments } from '../src/documents.ts';
import { InvalidCursor } from '../src/page-cursor.ts';
import { type Counter, counted, counters, dueAt } from './samples.ts';
import { scenario, soon, useDatabase } from './scenario.ts';

useDatabase();

async function folded() {
  const scene = await scenario();
  const projector = await scene.start();
  const samples = [
    counted('a', 'b', 'c', 'd', 'e'),
    counted('c', 'd'),
    dueAt('b', '2026-01-02'),
    dueAt('e', '2026-01-01'),
  ];
  await projector.reached(await scene.append(...samples, dueAt('d', null)), soon);
  return scene;
}

const owners = (documents: Counter[]) => documents.map(({ owner }) => owner).join('');

test('documents come without what the storage needs, and the checkpoint is none', async () => {
  const { db, tenant } = await folded();
  expect(await findDocument<Counter>(db, tenant, 'counters', 'a')).toEqual({ owner: 'a', count: 1, trail: ['1'] });
  expect(await findDocument(db, tenant, counters, '$checkpoint')).toBeUndefined();
  expect(await findDocument(db, 'other', counters, 'a')).toBeUndefined();
  expect(owners((await findDocuments(db, tenant, counters)).documents)).toBe('abcde');
  expect(owners((await findDocuments(db, tenant, counters, { count: 2 })).documents)).toBe('bce');
});

test('pages put together are the whole, in order, whatever the size, with fields that are missing', async () => {
  const { db, tenant } = await folded();
  for (const sort of [{ dueAt: 1 }, { dueAt: -1 }, { count: -1, dueAt: 1 }, {}] as Record<string, 1 | -1>[]) {
    const whole = owners((await findDocuments(db, tenant, counters, {}, { sort })).documents);
    expect(whole).toHaveLength(5);
    for (const limit of [1, 2, 3]) {
      let [pages, after] = ['', undefined as string | undefined];
      do {
        const page = await findDocuments(db, tenant, counters, {}, { sort, limit, after });
        [pages, after] = [pages + owners(page.documents), page.next];
      } while (after);
      expect(pages).toBe(whole);
    }
  }
});

test('a forged cursor is refused and never becomes a query operator', async () => {
  const { db, tenant } = await folded();
  const forge = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forged = ['%%', forge({ values: [{ $ne: 1 }], key: 'a' }), forge({ values: [], key: 'a' }), 'a'.repeat(5_000)];
  for (const after of forged) {
    const page = findDocuments(db, tenant, counters, {}, { sort: { count: 1 }, after });
    await expect(page).rejects.toThrow(InvalidCursor);
  }
});
