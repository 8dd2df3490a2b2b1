import { freshTenant } from '@vitne/testing/engines-for-tests';
import { expect, test } from 'vitest';
import { newPersonId } from '../src/directory.ts';
import type { Vault } from '../src/vault.ts';
import { contactOf, freshBinding, readable } from './vault-conformance.ts';

/** What every vault does with keys as time goes on: fingerprints by month, generations of what wraps keys. */
export function keyLifeConformance(vaultOf: () => Vault): void {
  test('a repeat is told from another command, but nothing is learnt across months or tenants', async () => {
    const vault = vaultOf();
    const [tenant, other] = [freshTenant('vault'), freshTenant('vault')];
    const first = await vault.fingerprint(tenant, '2026-03', 'content');
    expect(first).toMatch(/^[\w-]{32}$/);
    expect(await vault.fingerprint(tenant, '2026-03', 'content')).toBe(first);
    const different = [
      await vault.fingerprint(tenant, '2026-03', 'another content'),
      await vault.fingerprint(tenant, '2026-04', 'content'),
      await vault.fingerprint(other, '2026-03', 'content'),
    ];
    expect(new Set([first, ...different]).size).toBe(4);
  });

  test('what lives opens after a rotation, and each rotation is of a newer generation', async () => {
    const vault = vaultOf();
    const binding = freshBinding();
    const [kept, erased] = [newPersonId(), newPersonId()];
    const sealed = await vault.seal(binding, [contactOf(kept, { fields: 'kept' }), contactOf(erased)]);
    await vault.shred({ tenant: binding.tenant, person: erased });
    const first = await vault.rotateKeyEncryption(binding.tenant);
    const second = await vault.rotateKeyEncryption(binding.tenant);
    expect(first.rewrapped).toBe(1);
    expect(second.generation).toBeGreaterThan(first.generation);
    expect(second.destroyed).toEqual([first.generation]);
    expect(readable(await vault.open([{ binding, sealed }]))).toEqual(['kept', 'shredded']);
  });

  test('once new keys are started, what is older can be destroyed without what came in since, and opens until then', async () => {
    const vault = vaultOf();
    const [binding, person, other] = [freshBinding(), newPersonId(), newPersonId()];
    const { tenant } = binding;
    const march = (fields: string, of = person) => contactOf(of, { period: '2026-03', fields });
    const older = await vault.seal(binding, [march('older'), march('of another', other)]);
    await vault.startNewKeys(tenant, person);
    const newer = await vault.seal(binding, [march('newer'), march('of another', other)]);
    const items = [{ binding, sealed: [...older, ...newer] }];
    expect(newer.map(({ key }, index) => key === older[index]?.key)).toEqual([false, true]);
    expect(readable(await vault.open(items))).toEqual(['older', 'of another', 'newer', 'of another']);
    await vault.rotateKeyEncryption(tenant);
    await vault.startNewKeys(tenant, newPersonId());
    expect(readable(await vault.open(items))).toEqual(['older', 'of another', 'newer', 'of another']);

    const place = { tenant, person, category: 'contact', period: '2026-03' };
    expect(await vault.shred({ ...place, keys: [String(older[0]?.key)] })).toHaveLength(1);
    expect(readable(await vault.open(items))).toEqual(['shredded', 'of another', 'newer', 'of another']);
    await vault.startNewKeys(tenant, person);
    await vault.seal(binding, [march('newest')]);
    expect(await vault.shred(place)).toHaveLength(2);
    expect(readable(await vault.open(items))).toEqual(['shredded', 'of another', 'shredded', 'of another']);
  });

  test('a month whose fingerprint key is dropped never has fingerprints again, and other months keep theirs', async () => {
    const vault = vaultOf();
    const tenant = freshTenant('vault');
    await vault.fingerprint(tenant, '2026-01', 'content');
    const march = await vault.fingerprint(tenant, '2026-03', 'content');
    expect(await vault.dropFingerprintKeys(tenant, '2026-03')).toBe(1);
    expect(await vault.fingerprint(tenant, '2026-01', 'content')).toBeUndefined();
    expect(await vault.fingerprint(tenant, '2026-03', 'content')).toBe(march);
  });
}
