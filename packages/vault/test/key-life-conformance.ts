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
