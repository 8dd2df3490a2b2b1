import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { Tenant } from '@vitne/contracts/channels';
import type { PersonId } from '@vitne/contracts/event-definition';
import { Binary, type Collection, type Db, MongoBulkWriteError } from 'mongodb';
import type { KeyEncryption } from './key-encryption.ts';
import type { DestroyedKey } from './vault.ts';

/** Whose data, of which category, of which month: what one key is for. */
export type KeyScope = { tenant: Tenant; person: PersonId; category: string; period?: string | undefined };
export type DataKey = { id: string; key: KeyObject };

type StoredKey = {
  _id: string;
  key: string;
  tenant: Tenant;
  person: PersonId;
  category: string;
  period?: string;
  wrapped: Binary;
  generation: number;
  /** Until when (ms since 1970, real time) a process may seal with a copy in memory. */
  leasedUntil: number;
};

const leaseMs = 3_000;
const clockSkewMs = 200;
const mostCached = 20_000;
const mostAttempts = 5;
const durable = { writeConcern: { w: 'majority', journal: true } } as const;

/**
 * The keys that seal personal data. A process may keep a key for sealing only under a lease that stands in the key's
 * own document; destroying a key waits for its leases to end, so that afterwards no process can seal with it, and
 * opening never uses a copy, so that it fails from the moment of deletion.
 */
export function dataKeys(db: Db, keyEncryption: KeyEncryption) {
  const collection: Collection<StoredKey> = db.collection('data-keys');
  const cache = new Map<string, { dataKey: DataKey; until: number }>();
  const wanted = new Map<string, { scope: KeyScope; settle: PromiseWithResolvers<DataKey> }>();
  let loading: Promise<void> | undefined;

  function forSealing(scope: KeyScope): DataKey | Promise<DataKey> {
    const id = idOf(scope);
    const cached = cache.get(id);
    if (cached && cached.until > Date.now()) return cached.dataKey;
    cache.delete(id);
    const waiting = wanted.get(id);
    if (waiting) return waiting.settle.promise;
    const settle = Promise.withResolvers<DataKey>();
    wanted.set(id, { scope, settle });
    loading ??= loadAll().finally(() => {
      loading = undefined;
    });
    return settle.promise;
  }

  /** Callers that come while one round is under way share the next one. */
  async function loadAll(): Promise<void> {
    await Promise.resolve();
    while (wanted.size > 0) {
      const round = new Map(wanted);
      wanted.clear();
      try {
        const found = await loadOrMake([...round.values()].map(({ scope }) => scope));
        for (const [id, { settle }] of round) settle.resolve(found.get(id) as DataKey);
      } catch (error) {
        for (const { settle } of round.values()) settle.reject(error);
      }
    }
  }

  async function loadOrMake(scopes: KeyScope[]): Promise<Map<string, DataKey>> {
    const found = new Map<string, DataKey>();
    let missing = scopes;
    for (let attempt = 0; missing.length > 0; attempt++) {
      if (attempt === mostAttempts) throw new Error('Keys are destroyed as fast as they are made.');
      const leasedUntil = Date.now() + leaseMs;
      await make(missing, leasedUntil);
      const ids = missing.map(idOf);
      // The lease is written before the key is read: a key that is read here was not destroyed without seeing the lease.
      await collection.updateMany({ _id: { $in: ids } }, { $max: { leasedUntil } }, durable);
      for (const stored of await collection.find({ _id: { $in: ids } }).toArray()) {
        const dataKey = { id: stored.key, key: unwrap(stored) };
        found.set(stored._id, dataKey);
        remember(stored._id, dataKey, leasedUntil);
      }
      missing = missing.filter((scope) => !found.has(idOf(scope)));
    }
    return found;
  }

  async function make(scopes: KeyScope[], leasedUntil: number): Promise<void> {
    const known = new Set(
      (await collection.find({ _id: { $in: scopes.map(idOf) } }, { projection: { _id: 1 } }).toArray()).map(
        ({ _id }) => _id,
      ),
    );
    const fresh = scopes.filter((scope) => !known.has(idOf(scope))).map((scope) => newKey(scope, leasedUntil));
    if (fresh.length === 0) return;
    await collection.insertMany(fresh, { ordered: false, ...durable }).catch((error: unknown) => {
      // Another process made the same key first: its key is the one that is read back.
      if (!(error instanceof MongoBulkWriteError && error.code === 11000)) throw error;
    });
  }

  function newKey({ tenant, person, category, period }: KeyScope, leasedUntil: number): StoredKey {
    const { wrapped, generation } = keyEncryption.wrap(tenant, randomBytes(32));
    const scope = { tenant, person, category, ...(period !== undefined && { period }) };
    return {
      _id: idOf(scope),
      key: randomBytes(16).toString('hex'),
      ...scope,
      wrapped: new Binary(wrapped),
      generation,
      leasedUntil,
    };
  }

  function unwrap({ tenant, wrapped, generation }: StoredKey): KeyObject {
    const plain = keyEncryption.unwrap(tenant, { wrapped: wrapped.buffer, generation });
    if (!plain) throw new Error(`The key-encryption key ${generation} of ${tenant} is not there.`);
    return createSecretKey(plain);
  }

  function remember(id: string, dataKey: DataKey, until: number): void {
    if (cache.size >= mostCached) cache.clear();
    cache.set(id, { dataKey, until });
  }

  return {
    prepare: async () => {
      await collection.createIndex({ key: 1 }, { unique: true });
      await collection.createIndex({ tenant: 1, person: 1 });
      await collection.createIndex({ tenant: 1, generation: 1 });
    },
    forSealing,
    /** Keys by id, straight from the store: what is not in the answer is destroyed. */
    async forOpening(tenant: Tenant, ids: string[]): Promise<Map<string, KeyObject>> {
      const stored = await collection
        .find({ key: { $in: ids }, tenant }, { readConcern: { level: 'majority' } })
        .toArray();
      return new Map(stored.map((one) => [one.key, unwrap(one)]));
    },
    /** Destroys, then waits until no process can still hold a copy for sealing. */
    async destroy(target: {
      tenant: Tenant;
      person: PersonId;
      category?: string | undefined;
      period?: string | undefined;
    }): Promise<DestroyedKey[]> {
      const filter = Object.fromEntries(Object.entries(target).filter(([, value]) => value !== undefined));
      const destroyed: DestroyedKey[] = [];
      let quietFrom = 0;
      for (;;) {
        const gone = await collection.findOneAndDelete(filter, durable);
        if (!gone) break;
        cache.delete(gone._id);
        quietFrom = Math.max(quietFrom, gone.leasedUntil + clockSkewMs);
        destroyed.push({
          category: gone.category,
          ...(gone.period !== undefined && { period: gone.period }),
          key: gone.key,
        });
      }
      const waitMs = quietFrom - Date.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.min(waitMs, leaseMs + clockSkewMs)));
      return destroyed;
    },
    /** Wraps every key of older generations anew; answers how many. */
    async rewrap(tenant: Tenant, newest: number): Promise<number> {
      let count = 0;
      for await (const stored of collection.find({ tenant, generation: { $lt: newest } })) {
        const plain = keyEncryption.unwrap(tenant, { wrapped: stored.wrapped.buffer, generation: stored.generation });
        if (!plain) continue;
        const { wrapped, generation } = keyEncryption.wrap(tenant, plain);
        const filter = { _id: stored._id, key: stored.key };
        await collection.updateOne(filter, { $set: { wrapped: new Binary(wrapped), generation } }, durable);
        count++;
      }
      return count;
    },
  };
}

const idOf = ({ tenant, person, category, period }: KeyScope): string =>
  `${tenant}/${person}/${category}/${period ?? '-'}`;
