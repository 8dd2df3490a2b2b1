import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { SealedPart } from '@vitne/contracts/envelope';
import type { PersonId } from '@vitne/contracts/event-definition';
import { newPersonId, normalised } from './directory.ts';
import { isMeantBy, placeOf } from './key-place.ts';
import { openFields, readDisclosed, sealFields } from './sealing.ts';
import { retiredScope } from './sealing-keys.ts';
import type { Binding, DestroyedKey, DisclosedPart, Identifier, KeyPlace, Vault } from './vault.ts';

type Held = KeyPlace & { id: string; key: KeyObject; tenant: string; person: PersonId; category: string };

/** The vault's twin for tests of domains: the same sealing, keys in memory. */
export function memoryVault(): Vault {
  const keys = new Map<string, Held>();
  const people = new Map<string, PersonId>();
  const suppressed = new Set<string>();
  const digestKey = createSecretKey(randomBytes(32));
  const generations = new Map<string, number>();
  const droppedBefore = new Map<string, string>();
  const digestOf = (tenant: string, identifier: Identifier) =>
    JSON.stringify([tenant, identifier.kind, normalised(identifier)]);
  const leadingTo = (tenant: string, person: PersonId) =>
    [...people].filter(([key, id]) => id === person && (JSON.parse(key) as string[])[0] === tenant).map(([key]) => key);
  function disclosed(items: { binding: Binding; sealed: SealedPart[] }[]): DisclosedPart[][] {
    const byId = new Map([...keys.values()].map((held) => [held.id, held]));
    return items.map(({ binding, sealed }) =>
      sealed.map((place) => {
        const { part, person, category, key } = place;
        const held = byId.get(key);
        if (!held || held.tenant !== binding.tenant) return { part, person, category, shredded: true };
        return { part, person, category, ...openFields(held.key, key, binding, place) };
      }),
    );
  }
  return {
    async seal(binding, parts) {
      return parts.map((plain): SealedPart => {
        const { part, person, category, fields, ...apart } = plain;
        const place = placeOf(apart);
        const scope = JSON.stringify([binding.tenant, person, category, place]);
        const fresh = {
          id: randomBytes(16).toString('hex'),
          key: createSecretKey(randomBytes(32)),
          tenant: binding.tenant,
          person,
          category,
        };
        const held = keys.get(scope) ?? { ...fresh, ...place };
        keys.set(scope, held);
        const secret = sealFields(held.key, held.id, binding, plain, fields);
        return { part, person, category, ...place, key: held.id, ...secret };
      });
    },
    open: async (items) => disclosed(items).map((parts) => parts.map(readDisclosed)),
    disclose: async (items) => disclosed(items),
    async shred({ tenant, person, ...target }) {
      const destroyed: DestroyedKey[] = [];
      for (const [scope, held] of keys) {
        const isOfPerson = held.tenant === tenant && held.person === person;
        if (!isOfPerson || !isMeantBy(target, { ...held, key: held.id })) continue;
        keys.delete(scope);
        destroyed.push({
          category: held.category,
          ...(held.period !== undefined && { period: held.period }),
          key: held.id,
        });
      }
      return destroyed;
    },
    async startNewKeys(tenant, person) {
      const mine = [...keys].filter(([, held]) => held.tenant === tenant && held.person === person);
      for (const [scope, held] of mine) {
        keys.delete(scope);
        keys.set(retiredScope(scope, held.id), held);
      }
    },
    async resolvePerson(tenant, identifier) {
      const person = people.get(digestOf(tenant, identifier)) ?? newPersonId();
      people.set(digestOf(tenant, identifier), person);
      return person;
    },
    findPerson: async (tenant, identifier) => people.get(digestOf(tenant, identifier)),
    async linkIdentifier(tenant, person, identifier) {
      const known = people.get(digestOf(tenant, identifier));
      if (known !== undefined && known !== person) return 'taken';
      people.set(digestOf(tenant, identifier), person);
      return 'linked';
    },
    countIdentifiers: async (tenant, person) => leadingTo(tenant, person).length,
    async moveIdentifiers(tenant, from, to) {
      const moved = leadingTo(tenant, from);
      for (const key of moved) people.set(key, to);
      return from === to ? 0 : moved.length;
    },
    async forgetPerson(tenant, person) {
      const mine = leadingTo(tenant, person);
      for (const key of mine) people.delete(key);
      return mine.length;
    },
    async suppressPerson(tenant, person, reasons) {
      for (const key of leadingTo(tenant, person)) for (const reason of reasons) suppressed.add(key + reason);
    },
    async endSuppressions(tenant, person, reasons) {
      for (const key of leadingTo(tenant, person)) for (const reason of reasons) suppressed.delete(key + reason);
    },
    suppressedFor: async (tenant, identifiers, reasons) =>
      reasons
        .filter((reason) => identifiers.some((identifier) => suppressed.has(digestOf(tenant, identifier) + reason)))
        .sort(),
    async fingerprint(tenant, month, content) {
      if (month < (droppedBefore.get(tenant) ?? '')) return undefined;
      const digest = createHmac('sha256', digestKey).update(JSON.stringify([tenant, month, content]));
      return digest.digest('base64url').slice(0, 32);
    },
    async dropFingerprintKeys(tenant, month) {
      const before = droppedBefore.get(tenant) ?? '';
      if (month > before) droppedBefore.set(tenant, month);
      return month > before ? 1 : 0;
    },
    async rotateKeyEncryption(tenant) {
      const old = generations.get(tenant) ?? 1;
      generations.set(tenant, old + 1);
      const living = [...keys.values()].filter((held) => held.tenant === tenant);
      return { generation: old + 1, rewrapped: living.length, destroyed: [old] };
    },
    close: async () => {},
  };
}
