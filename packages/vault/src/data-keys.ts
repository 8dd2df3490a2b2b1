import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Tenant } from '@vitne/contracts/channels';
import type { PersonId } from '@vitne/contracts/event-definition';
import { Binary, type Db, MongoBulkWriteError } from 'mongodb';
import { durable } from './durable.ts';
import { type KeyEncryption, WrongKeyEncryptionKey } from './key-encryption.ts';
import { keysMeantBy, placeOf } from './key-place.ts';
import { type Rewrappable, rewrap, rewrapAll, wrappedKey } from './rewrap.ts';
import {
  type DataKey,
  type KeyScope,
  type LeasedKey,
  leaseFrom,
  leaseMs,
  retiredScope,
  scopeId,
} from './sealing-keys.ts';
import { type DestroyedKey, type ShredTarget, VaultUnavailable } from './vault.ts';

type StoredKey = Rewrappable & {
  /** The key's random id; a key that is made after a destruction has another one. */
  _id: string;
  scope: string;
  person: PersonId;
  category: string;
  period?: string;
  compartment?: string;
  /** Gone from the moment of destruction; the rest of the document goes when the leases have ended. */
  wrapped?: Binary;
  generation: number;
  /** Opens what it sealed, and seals nothing more. */
  isRetired?: true;
  /** Until when, by the server's clock, some process may seal with a copy. A key without it has sealed nothing. */
  leasedUntil?: Date;
};

const clockStepMs = 200;
const mostAttempts = 8;
const living = { wrapped: { $exists: true } };
const sealing = { ...living, isRetired: { $exists: false } };
const duplicate = 11_000;

/** The store of the keys that seal personal data: see the README for why a destruction is strict. */
export function dataKeys(db: Db, keyEncryption: KeyEncryption) {
  const collection = db.collection<StoredKey>('keys', durable);

  /** Finds or makes the keys of these scopes, and leases them. */
  async function lease(tenant: Tenant, scopes: KeyScope[]): Promise<LeasedKey[]> {
    const leased: LeasedKey[] = [];
    let missing = scopes;
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const keys = await leaseOnce(tenant, missing);
      leased.push(...keys);
      const done = new Set(keys.map(({ scope }) => scope));
      missing = missing.filter((scope) => !done.has(scopeId(scope)));
      if (missing.length === 0) return leased;
    }
    throw new VaultUnavailable('Keys are rotated or destroyed faster than they can be leased.');
  }

  /**
   * What is read is leased afterwards, by the key's id and generation: a key that was destroyed or wrapped anew in
   * between is not matched, and the round counts for nothing. A key of an older generation is wrapped anew first: a
   * rotation, which destroys that generation, then cannot have overlooked a key that something was sealed with.
   */
  async function leaseOnce(tenant: Tenant, scopes: KeyScope[]): Promise<LeasedKey[]> {
    const newest = await keyEncryption.newestGeneration(tenant);
    const stored = await collection.find({ scope: { $in: scopes.map(scopeId) }, ...living }).toArray();
    const old = stored.filter(({ generation }) => generation !== newest);
    if (old.length > 0) await renew(tenant, old);
    const known = new Set(stored.map(({ scope }) => scope));
    const made = await make(
      tenant,
      scopes.filter((scope) => !known.has(scopeId(scope))),
    );
    const current = stored.filter(({ generation }) => generation === newest);
    const plain = await keyEncryption.unwrap(tenant, current.map(wrappedKey));
    const keys = [
      ...made,
      ...current.flatMap(({ _id: id, scope }, index) => {
        const bytes = plain[index];
        return bytes ? [{ scope, id, key: createSecretKey(bytes) }] : [];
      }),
    ];
    // Every key here is stored by now: a rotation that begins after this look does not overlook it.
    const isNewest = (await keyEncryption.newestGeneration(tenant)) === newest;
    if (keys.length === 0 || !isNewest) return [];
    return (await renewLeases(keys, newest)) ?? [];
  }

  /** Leases keys that this process has opened; undefined when one of them is not there as it was. */
  async function renewLeases(
    keys: (DataKey & { scope: string })[],
    generation?: number,
  ): Promise<LeasedKey[] | undefined> {
    const until = leaseFrom();
    const there = {
      _id: { $in: keys.map(({ id }) => id) },
      ...sealing,
      ...(generation !== undefined && { generation }),
    };
    const leasedUntil = { $max: ['$leasedUntil', { $add: ['$$NOW', leaseMs] }] };
    const { matchedCount } = await collection.updateMany(there, [{ $set: { leasedUntil } }]);
    return matchedCount === keys.length ? keys.map(({ scope, id, key }) => ({ scope, id, key, until })) : undefined;
  }

  /** Makes keys, and answers those whose scope nobody else made one for first. */
  async function make(tenant: Tenant, scopes: KeyScope[]): Promise<(DataKey & { scope: string })[]> {
    if (scopes.length === 0) return [];
    const plain = scopes.map(() => ({ id: randomBytes(16).toString('hex'), key: randomBytes(32) }));
    const wrapped = await keyEncryption.wrap(tenant, plain);
    const fresh = wrapped.map(({ id, wrapped: bytes, generation }, index): StoredKey => {
      const { person, category, ...apart } = scopes[index] as KeyScope;
      const scope = scopeId(scopes[index] as KeyScope);
      const isFor = { tenant, person, category, ...placeOf(apart) };
      return { _id: id, scope, ...isFor, wrapped: new Binary(bytes), generation };
    });
    const refused = new Set<number>();
    await collection.insertMany(fresh, { ordered: false }).catch((error: unknown) => {
      const errors = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
      if (errors.length === 0 || errors.some(({ code }) => code !== duplicate)) throw error;
      for (const { index } of errors) refused.add(index);
    });
    return fresh.flatMap(({ _id: id, scope }, index) =>
      refused.has(index) ? [] : [{ scope, id, key: createSecretKey(plain[index]?.key as Buffer) }],
    );
  }

  /**
   * Wraps keys of older generations anew. One that was stored so late that its generation was destroyed meanwhile
   * opens nothing any more, and has sealed nothing, since it was never leased: it makes room for another.
   */
  async function renew(tenant: Tenant, old: StoredKey[]): Promise<void> {
    await rewrap(collection, keyEncryption, tenant, old);
    const plain = await keyEncryption.unwrap(tenant, old.map(wrappedKey));
    const lost = old.filter((_, index) => !plain[index]);
    for (const { _id, generation } of lost) {
      const { deletedCount } = await collection.deleteOne({ _id, generation, leasedUntil: { $exists: false } });
      if (deletedCount === 0 && (await collection.findOne({ _id, generation, ...living }))) throw lostKey(tenant);
    }
  }

  /** The keys that fit, once no process can hold a copy of one for sealing. */
  async function afterLeases(filter: object): Promise<StoredKey[]> {
    const found = await collection
      .aggregate<StoredKey & { leftMs: number | null }>([
        { $match: filter },
        { $addFields: { leftMs: { $subtract: ['$leasedUntil', '$$NOW'] } } },
      ])
      .toArray();
    const leftMs = Math.max(...found.map((key) => (key.leftMs ?? -clockStepMs) + clockStepMs), 0);
    if (leftMs > 0) await setTimeout(Math.min(leftMs, leaseMs + clockStepMs));
    return found;
  }

  return {
    prepare: () =>
      collection.createIndexes([
        { key: { scope: 1 }, unique: true, partialFilterExpression: living },
        { key: { tenant: 1, person: 1 } },
        { key: { tenant: 1, _id: 1 } },
      ]),
    lease,
    renewLeases: (keys: LeasedKey[]) => renewLeases(keys),
    /** Keys by id, straight from the store: what is not in the answer is destroyed. */
    async forOpening(tenant: Tenant, ids: string[]): Promise<Map<string, KeyObject>> {
      const found = new Map<string, KeyObject>();
      let closed = new Map<string, number>();
      for (let attempt = 0; attempt < mostAttempts; attempt++) {
        const wanted = attempt === 0 ? ids : [...closed.keys()];
        const stored = await collection.find({ _id: { $in: wanted }, tenant, ...living }).toArray();
        const plain = await keyEncryption.unwrap(tenant, stored.map(wrappedKey));
        const before = closed;
        closed = new Map();
        for (const [index, { _id, generation }] of stored.entries()) {
          const bytes = plain[index];
          if (bytes) found.set(_id, createSecretKey(bytes));
          // A rotation that ended in between left the key under a newer generation; under the same one it is lost.
          else if (before.get(_id) === generation) throw lostKey(tenant);
          else closed.set(_id, generation);
        }
        if (closed.size === 0) return found;
      }
      throw new VaultUnavailable('Keys are rotated faster than they can be opened.');
    },
    /**
     * Destroys the keys that are there now, then waits until no process can hold a copy for sealing. A repeat after a
     * crash in between waits again, and answers the same keys.
     */
    async destroy(target: ShredTarget): Promise<DestroyedKey[]> {
      const filter = keysMeantBy(target);
      await collection.updateMany({ ...filter, ...living }, { $unset: { wrapped: 1 } });
      const gone = await afterLeases({ ...filter, wrapped: { $exists: false } });
      await collection.deleteMany({ _id: { $in: gone.map(({ _id }) => _id) }, wrapped: { $exists: false } });
      return gone.map(({ _id: key, category, period }) => ({ category, ...(period !== undefined && { period }), key }));
    },
    /** Lets another key seal in place of each that is there now. A repeat after a crash in between waits again. */
    async retire(tenant: Tenant, person: PersonId): Promise<void> {
      const scope = { $concat: ['$scope', retiredScope('', ''), '$_id'] };
      await collection.updateMany({ tenant, person, ...sealing }, [{ $set: { isRetired: true, scope } }]);
      await afterLeases({ tenant, person, isRetired: true });
    },
    rewrapAll: (tenant: Tenant, newest: number) => rewrapAll(collection, keyEncryption, tenant, newest),
  };
}

const lostKey = (tenant: Tenant) =>
  new WrongKeyEncryptionKey(
    `Living keys of ${tenant} name a generation that the key encryption does not have: is the key folder or the key store an old copy?`,
  );
