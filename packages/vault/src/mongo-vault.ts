import type { Tenant } from '@vitne/contracts/channels';
import type { SealedPart } from '@vitne/contracts/envelope';
import type { Db } from 'mongodb';
import { dataKeys } from './data-keys.ts';
import { directory, suppressionList } from './directory.ts';
import { fingerprints } from './fingerprints.ts';
import type { KeyEncryption } from './key-encryption.ts';
import { placeOf } from './key-place.ts';
import { reachable } from './reachable.ts';
import { openFields, readDisclosed, sealFields } from './sealing.ts';
import { sealingKeys } from './sealing-keys.ts';
import {
  type Binding,
  type DisclosedPart,
  type KeyRotation,
  type PlainPart,
  type Vault,
  VaultUnavailable,
} from './vault.ts';

const mostAttempts = 5;
const startTimeoutMs = 60_000;
const rotationTimeoutMs = 3_600_000;

/** The vault over MongoDB for keys and directory, and a `KeyEncryption` kept elsewhere. @throws {VaultUnavailable} */
export async function mongoVault({ db, keyEncryption }: { db: Db; keyEncryption: KeyEncryption }): Promise<Vault> {
  const keys = dataKeys(db, keyEncryption);
  const forSealing = sealingKeys(keys);
  const people = directory(db, keyEncryption);
  const suppressions = suppressionList(db, keyEncryption);
  const digests = fingerprints(db, keyEncryption);
  await reachable(() => Promise.all([keys.prepare(), people.prepare()]), startTimeoutMs);
  return {
    seal: async (binding, parts) => sealNow(binding, parts) ?? reachable(() => sealLater(binding, parts)),
    open: async (items) => (await reachable(() => discloseAll(items))).map((parts) => parts.map(readDisclosed)),
    disclose: (items) => reachable(() => discloseAll(items)),
    shred: (target) => reachable(() => keys.destroy(target)),
    startNewKeys: (tenant, person) => reachable(() => keys.retire(tenant, person)),
    resolvePerson: (tenant, identifier) => reachable(() => people.resolve(tenant, identifier)),
    findPerson: (tenant, identifier) => reachable(() => people.find(tenant, identifier)),
    linkIdentifier: (tenant, person, identifier) => reachable(() => people.link(tenant, person, identifier)),
    countIdentifiers: (tenant, person) => reachable(() => people.count(tenant, person)),
    moveIdentifiers: (tenant, from, to) => reachable(() => people.move(tenant, from, to)),
    forgetPerson: (tenant, person) => reachable(() => people.forget(tenant, person)),
    suppressPerson: (tenant, person, reasons) =>
      reachable(async () => suppressions.add(tenant, await people.suppressions(tenant, person), reasons)),
    endSuppressions: (tenant, person, reasons) =>
      reachable(async () => suppressions.remove(await people.suppressions(tenant, person), reasons)),
    suppressedFor: (tenant, identifiers, reasons) => reachable(() => suppressions.of(tenant, identifiers, reasons)),
    fingerprint: (tenant, month, content) => reachable(() => digests.of(tenant, month, content)),
    dropFingerprintKeys: (tenant, month) => reachable(() => digests.dropBefore(tenant, month)),
    rotateKeyEncryption: (tenant) => reachable(() => rotate(tenant), rotationTimeoutMs),
    async close() {
      forSealing.forget();
      digests.forget();
    },
  };

  /** Undefined when the lease of one of the keys has to be taken first. */
  function sealNow(binding: Binding, parts: PlainPart[]): SealedPart[] | undefined {
    const sealed: SealedPart[] = [];
    for (const plain of parts) {
      const { part, person, category, fields, ...apart } = plain;
      const leased = forSealing.leased({ tenant: binding.tenant, person, category, ...apart });
      if (!leased) return undefined;
      const secret = sealFields(leased.key, leased.id, binding, plain, fields);
      sealed.push({ part, person, category, ...placeOf(apart), key: leased.id, ...secret });
    }
    return sealed;
  }

  async function sealLater(binding: Binding, parts: PlainPart[]): Promise<SealedPart[]> {
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      await Promise.all(
        parts.map(({ person, category, period, compartment }) =>
          forSealing.lease({ tenant: binding.tenant, person, category, period, compartment }),
        ),
      );
      const sealed = sealNow(binding, parts);
      if (sealed) return sealed;
    }
    throw new VaultUnavailable('The key store answers more slowly than its leases last.');
  }

  async function discloseAll(items: { binding: Binding; sealed: SealedPart[] }[]): Promise<DisclosedPart[][]> {
    const byTenant = Map.groupBy(items, ({ binding }) => binding.tenant);
    const found = new Map(
      await Promise.all(
        [...byTenant].map(async ([tenant, of]) => {
          const ids = [...new Set(of.flatMap(({ sealed }) => sealed.map(({ key }) => key)))];
          return [tenant, ids.length === 0 ? new Map() : await keys.forOpening(tenant, ids)] as const;
        }),
      ),
    );
    return items.map(({ binding, sealed }) =>
      sealed.map((place) => {
        const { part, person, category, key } = place;
        const dataKey = found.get(binding.tenant)?.get(key);
        if (!dataKey) return { part, person, category, shredded: true };
        return { part, person, category, ...openFields(dataKey, key, binding, place) };
      }),
    );
  }

  async function rotate(tenant: Tenant): Promise<KeyRotation> {
    const generation = await keyEncryption.beginGeneration(tenant);
    await digests.rewrapAll(tenant, generation);
    const rewrapped = await keys.rewrapAll(tenant, generation);
    const destroyed = await keyEncryption.destroyGenerationsBefore(tenant, generation);
    return { generation, rewrapped, destroyed };
  }
}
