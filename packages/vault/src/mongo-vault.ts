import type { Tenant } from '@vitne/contracts/channels';
import type { SealedPart } from '@vitne/contracts/envelope';
import { type Db, MongoError } from 'mongodb';
import { type DataKey, dataKeys } from './data-keys.ts';
import { directory, suppressionList } from './directory.ts';
import { fingerprints } from './fingerprints.ts';
import type { KeyEncryption } from './key-encryption.ts';
import { openFields, sealFields } from './sealing.ts';
import { type Binding, type OpenedPart, type PlainPart, type Vault, VaultUnavailable } from './vault.ts';

/** A vault whose keys can be wrapped anew, which ends what a copy of the old key store could open. */
export type MongoVault = Vault & {
  /**
   * Begins a new generation, wraps every living key under it, waits until nobody can still wrap under the old ones, and
   * destroys them: from then on every erasure before it is final. Safe to repeat after a crash.
   */
  rotateKeyEncryption(
    tenant: Tenant,
    options?: { graceMs?: number },
  ): Promise<{ generation: number; rewrapped: number; destroyed: number[] }>;
  /** Drops the fingerprint keys of months before `month` (YYYY-MM). */
  dropFingerprintKeys(tenant: Tenant, month: string): Promise<number>;
};

const rotationGraceMs = 10_000;

/** The vault over MongoDB for keys and directory, and a `KeyEncryption` kept elsewhere. */
export async function mongoVault({ db, keyEncryption }: { db: Db; keyEncryption: KeyEncryption }): Promise<MongoVault> {
  const keys = dataKeys(db, keyEncryption);
  const people = directory(db, keyEncryption);
  const suppressions = suppressionList(db, keyEncryption);
  const digests = fingerprints(db, keyEncryption);
  await reachable(() => Promise.all([keys.prepare(), people.prepare()]));
  return {
    seal: (binding, parts) => reachable(async () => Promise.all(parts.map((part) => sealPart(binding, part)))),
    open: (items) => reachable(() => openAll(items)),
    shred: ({ tenant, person, category, period }) =>
      reachable(() => keys.destroy({ tenant, person, category, period })),
    resolvePerson: (tenant, identifier) => reachable(() => people.resolve(tenant, identifier)),
    findPerson: (tenant, identifier) => reachable(() => people.find(tenant, identifier)),
    linkIdentifier: (tenant, person, identifier) => reachable(() => people.link(tenant, person, identifier)),
    forgetPerson: (tenant, person) => reachable(() => people.forget(tenant, person)),
    suppress: (tenant, identifier, reason) => reachable(() => suppressions.add(tenant, identifier, reason)),
    isSuppressed: (tenant, identifier, reason) => reachable(() => suppressions.has(tenant, identifier, reason)),
    fingerprint: (tenant, month, content) => reachable(() => digests.of(tenant, month, content)),
    dropFingerprintKeys: (tenant, month) => reachable(() => digests.dropBefore(tenant, month)),
    rotateKeyEncryption: (tenant, { graceMs = rotationGraceMs } = {}) => reachable(() => rotate(tenant, graceMs)),
    close: async () => {},
  };

  async function sealPart(
    binding: Binding,
    { part, person, category, period, fields }: PlainPart,
  ): Promise<SealedPart> {
    const looked: DataKey | Promise<DataKey> = keys.forSealing({ tenant: binding.tenant, person, category, period });
    const { id, key } = looked instanceof Promise ? await looked : looked;
    const blob = sealFields(key, id, part, binding, fields);
    return { part, person, category, ...(period !== undefined && { period }), key: id, blob };
  }

  async function openAll(items: { binding: Binding; sealed: SealedPart[] }[]): Promise<OpenedPart[][]> {
    const byTenant = Map.groupBy(items, ({ binding }) => binding.tenant);
    const found = await Promise.all(
      [...byTenant].map(([tenant, of]) => {
        const ids = [...new Set(of.flatMap(({ sealed }) => sealed.map(({ key }) => key)))];
        return ids.length === 0 ? new Map() : keys.forOpening(tenant, ids);
      }),
    );
    const keyById = new Map(found.flatMap((some) => [...some]));
    return items.map(({ binding, sealed }) =>
      sealed.map(({ part, person, category, key, blob }) => {
        const dataKey = keyById.get(key);
        if (!dataKey) return { part, person, category, shredded: true };
        return { part, person, category, fields: openFields(dataKey, key, part, binding, blob) };
      }),
    );
  }

  async function rotate(tenant: Tenant, graceMs: number) {
    const generation = keyEncryption.beginGeneration(tenant);
    const rewrapAll = async () => {
      await digests.rewrap(tenant, generation);
      return keys.rewrap(tenant, generation);
    };
    let rewrapped = await rewrapAll();
    // Whoever looked up the newest generation just before may still store a key under the old one.
    await new Promise((resolve) => setTimeout(resolve, graceMs));
    rewrapped += await rewrapAll();
    const destroyed = keyEncryption.generations(tenant).filter((one) => one < generation);
    for (const one of destroyed) keyEncryption.destroyGeneration(tenant, one);
    return { generation, rewrapped, destroyed };
  }
}

/** A key store that is away is not a defect: the caller tries again. */
async function reachable<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MongoError && isOutage(error))
      throw new VaultUnavailable('The key store does not answer.', { cause: error });
    throw error;
  }
}

const isOutage = (error: MongoError): boolean =>
  /Network|ServerSelection|PoolCleared|PoolClosed|Topology|NotConnected|OperationTimeout/.test(error.name) ||
  error.hasErrorLabel('RetryableWriteError') ||
  error.hasErrorLabel('TransientTransactionError');
