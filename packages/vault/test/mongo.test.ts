import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshTenant } from '@vitne/testing/engines-for-tests';
import { beforeEach, expect, test } from 'vitest';
import { newPersonId } from '../src/directory.ts';
import type { Vault } from '../src/vault.ts';
import { commitmentConformance } from './commitment-conformance.ts';
import { directoryConformance } from './directory-conformance.ts';
import { keyLifeConformance } from './key-life-conformance.ts';
import { everythingStored, freshPlace, type Place, usePlaces } from './real-vaults.ts';
import { contactOf, freshBinding, readable, vaultConformance } from './vault-conformance.ts';

usePlaces();

let place: Place;
let vault: Vault;

beforeEach(async () => {
  place = freshPlace();
  vault = await place.vault();
});

vaultConformance(() => vault);
commitmentConformance(() => vault);
directoryConformance(() => vault);
keyLifeConformance(() => vault);

test('erased means that the key is gone from the store, and not only marked', async () => {
  const binding = freshBinding();
  const person = newPersonId();
  const sealed = await vault.seal(binding, [contactOf(person), contactOf(newPersonId())]);
  const keys = place.db.collection<{ _id: string }>('keys');
  expect(await keys.countDocuments()).toBe(2);
  await vault.shred({ tenant: binding.tenant, person });
  expect((await keys.find().toArray()).map(({ _id }) => _id)).toEqual([sealed[1]?.key]);
});

test('a destruction that was cut short is finished by its repeat, which names the same keys', async () => {
  const binding = freshBinding();
  const { tenant } = binding;
  const person = newPersonId();
  const sealed = await vault.seal(binding, [contactOf(person)]);
  // What a process leaves that dies between the two steps: the key is destroyed, its lease may not have ended.
  await place.db.collection('keys').updateMany({ person }, { $unset: { wrapped: 1 } });
  expect(readable(await vault.open([{ binding, sealed }]))).toEqual(['shredded']);
  expect(await vault.shred({ tenant, person })).toEqual([{ category: 'contact', key: sealed[0]?.key }]);
  expect(await place.db.collection('keys').countDocuments()).toBe(0);
  const after = await vault.seal(binding, [contactOf(person)]);
  expect(after[0]?.key).not.toBe(sealed[0]?.key);
});

test('a copy of the key store names nobody and shows nothing that a person gave', async () => {
  const binding = freshBinding();
  const { tenant } = binding;
  const email = { kind: 'email', value: 'kari.nordmann@example.com' } as const;
  const person = await vault.resolvePerson(tenant, email);
  await vault.linkIdentifier(tenant, person, { kind: 'phone', value: '+4722000000' });
  await vault.suppressPerson(tenant, person, ['newsletter']);
  await vault.seal(binding, [contactOf(person, { fields: { name: 'Kari Nordmann', email: email.value } })]);
  await vault.fingerprint(tenant, '2026-03', 'Kari Nordmann');
  const stored = await everythingStored(place.db);
  // A canary: the search does find what is stored.
  expect(stored).toContain(person);
  expect(stored).not.toMatch(/kari|nordmann|example|22000000/i);
  for (const file of readdirSync(join(place.folder, tenant))) {
    expect(stored).not.toContain(readFileSync(join(place.folder, tenant, file)).toString('latin1'));
  }
});

test('fingerprints of dropped months mean nothing any more, and the month never gets another key', async () => {
  const tenant = freshTenant('vault');
  for (const month of ['2026-01', '2026-02', '2026-03']) await vault.fingerprint(tenant, month, 'content');
  const march = await vault.fingerprint(tenant, '2026-03', 'content');
  expect(await vault.dropFingerprintKeys(tenant, '2026-03')).toBe(2);
  const fresh = await place.vault();
  for (const one of [vault, fresh]) {
    expect(await one.fingerprint(tenant, '2026-01', 'content')).toBeUndefined();
    expect(await one.fingerprint(tenant, '2026-03', 'content')).toBe(march);
  }
});
