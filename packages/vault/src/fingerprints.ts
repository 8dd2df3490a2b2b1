import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { Tenant } from '@vitne/contracts/channels';
import { Binary, type Db } from 'mongodb';
import type { KeyEncryption } from './key-encryption.ts';

type MonthKey = { _id: string; tenant: Tenant; month: string; wrapped?: Binary; generation?: number };
const cacheMs = 3_000;
const durable = { writeConcern: { w: 'majority', journal: true } } as const;

/**
 * Keyed digests of commands, so that a repeat is told from another command under the same id. A month's key is
 * dropped after two months, and with it the digests stop meaning anything.
 */
export function fingerprints(db: Db, keyEncryption: KeyEncryption) {
  const keys = db.collection<MonthKey>('fingerprint-keys');
  const cache = new Map<string, { key: KeyObject; until: number }>();

  async function keyOf(tenant: Tenant, month: string): Promise<KeyObject | undefined> {
    const _id = `${tenant}/${month}`;
    const cached = cache.get(_id);
    if (cached && cached.until > Date.now()) return cached.key;
    const stored = (await keys.findOne({ _id })) ?? (await make(_id, tenant, month));
    if (!stored.wrapped || stored.generation === undefined) return undefined;
    const plain = keyEncryption.unwrap(tenant, { wrapped: stored.wrapped.buffer, generation: stored.generation });
    if (!plain) return undefined;
    const key = createSecretKey(plain);
    if (cache.size > 100) cache.clear();
    cache.set(_id, { key, until: Date.now() + cacheMs });
    return key;
  }

  async function make(_id: string, tenant: Tenant, month: string): Promise<MonthKey> {
    const { wrapped, generation } = keyEncryption.wrap(tenant, randomBytes(32));
    const set = { tenant, month, wrapped: new Binary(wrapped), generation };
    const made = await keys.findOneAndUpdate(
      { _id },
      { $setOnInsert: set },
      { upsert: true, returnDocument: 'after', ...durable },
    );
    return made as MonthKey;
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
      return (await keys.updateMany(old, { $unset: { wrapped: 1, generation: 1 } }, durable)).modifiedCount;
    },
    async rewrap(tenant: Tenant, newest: number): Promise<void> {
      for await (const stored of keys.find({ tenant, generation: { $lt: newest } })) {
        const plain = keyEncryption.unwrap(tenant, {
          wrapped: (stored.wrapped as Binary).buffer,
          generation: stored.generation as number,
        });
        if (!plain) continue;
        const { wrapped, generation } = keyEncryption.wrap(tenant, plain);
        await keys.updateOne({ _id: stored._id }, { $set: { wrapped: new Binary(wrapped), generation } }, durable);
      }
    },
  };
}
