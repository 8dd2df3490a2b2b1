import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { Tenant } from '@vitne/contracts/channels';
import { Binary, type Db } from 'mongodb';
import { durable } from './durable.ts';
import type { KeyEncryption, WrappedKey } from './key-encryption.ts';
import { type Rewrappable, rewrapAll, wrappedKey } from './rewrap.ts';

/** A dropped key leaves its document without `wrapped`, so that the same month never gets another key. */
type MonthKey = Rewrappable & { month: string };
const cacheMs = 3_000;
const mostCached = 100;
const mostAttempts = 3;

/**
 * Keyed digests of commands, so that a repeat is told from another command under the same id. A month's key is
 * dropped after two months, and with it the digests stop meaning anything.
 */
export function fingerprints(db: Db, keyEncryption: KeyEncryption) {
  const keys = db.collection<MonthKey>('fingerprint-keys', durable);
  const cache = new Map<string, { key: KeyObject; until: number }>();

  const looking = new Map<string, Promise<KeyObject | undefined>>();

  /** Concurrent callers share one look, above all when the month's key is still to be made. */
  function keyOf(tenant: Tenant, month: string): KeyObject | undefined | Promise<KeyObject | undefined> {
    const _id = `${tenant}/${month}`;
    const cached = cache.get(_id);
    if (cached && cached.until > performance.now()) return cached.key;
    const looked = looking.get(_id) ?? look(_id, tenant, month).finally(() => looking.delete(_id));
    looking.set(_id, looked);
    return looked;
  }

  async function look(_id: string, tenant: Tenant, month: string): Promise<KeyObject | undefined> {
    cache.delete(_id);
    // The key can be wrapped anew between reading and opening it.
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const stored = (await keys.findOne({ _id })) ?? (await make(_id, tenant, month));
      if (!stored.wrapped) return undefined;
      const [plain] = await keyEncryption.unwrap(tenant, [wrappedKey(stored)]);
      if (!plain) continue;
      const key = createSecretKey(plain);
      if (cache.size >= mostCached) cache.clear();
      cache.set(_id, { key, until: performance.now() + cacheMs });
      return key;
    }
    return undefined;
  }

  async function make(_id: string, tenant: Tenant, month: string): Promise<MonthKey> {
    const [made] = await keyEncryption.wrap(tenant, [{ id: _id, key: randomBytes(32) }]);
    const { wrapped, generation } = made as WrappedKey;
    const set = { tenant, month, wrapped: new Binary(wrapped), generation };
    const stored = await keys.findOneAndUpdate(
      { _id },
      { $setOnInsert: set },
      { upsert: true, returnDocument: 'after' },
    );
    return stored as MonthKey;
  }

  return {
    async of(tenant: Tenant, month: string, content: string): Promise<string | undefined> {
      const key = await keyOf(tenant, month);
      return key && createHmac('sha256', key).update(content).digest('base64url').slice(0, 32);
    },
    /** Drops the keys of months before `month`; answers how many. */
    async dropBefore(tenant: Tenant, month: string): Promise<number> {
      cache.clear();
      const old = { tenant, month: { $lt: month }, wrapped: { $exists: true } };
      return (await keys.updateMany(old, { $unset: { wrapped: 1, generation: 1 } })).modifiedCount;
    },
    rewrapAll: (tenant: Tenant, newest: number) => rewrapAll(keys, keyEncryption, tenant, newest),
    forget: () => cache.clear(),
  };
}
