import { personIdSchema } from '@vitne/contracts/event-definition';
import { freshTenant } from '@vitne/testing/engines-for-tests';
import { expect, test } from 'vitest';
import type { Vault } from '../src/vault.ts';

/** Who an identifier leads to, in every vault. */
export function directoryConformance(vaultOf: () => Vault): void {
  test('a person who writes an identifier in several ways is one person', async () => {
    const vault = vaultOf();
    const tenant = freshTenant('vault');
    const ways = [
      { kind: 'email', values: ['Kari.Nordmann@Example.com', '  kari.nordmann@example.com '] },
      { kind: 'phone', values: ['+47 22 00 00 00', '22000000', '0047 22-00-00-00'] },
      { kind: 'company', values: ['900 000 001', '900000001'] },
      { kind: 'customer-number', values: ['A-17', ' A-17'] },
      { kind: 'national-id', values: ['170540 26641', '17054026641'] },
    ] as const;
    const people = [];
    for (const { kind, values } of ways) {
      const ids = await Promise.all(values.map((value) => vault.resolvePerson(tenant, { kind, value })));
      expect(new Set(ids).size).toBe(1);
      expect(personIdSchema.safeParse(ids[0]).success).toBe(true);
      expect(await vault.findPerson(tenant, { kind, value: values[0] })).toBe(ids[0]);
      people.push(ids[0]);
    }
    expect(new Set(people).size).toBe(ways.length);
    expect(await vault.findPerson(tenant, { kind: 'cookie', value: 'A-17' })).toBeUndefined();
  });

  test('one tenant cannot learn from its people who they are at another', async () => {
    const vault = vaultOf();
    const identifier = { kind: 'email', value: 'somebody@example.com' } as const;
    const person = await vault.resolvePerson(freshTenant('vault'), identifier);
    const elsewhere = freshTenant('vault');
    expect(await vault.findPerson(elsewhere, identifier)).toBeUndefined();
    expect(await vault.resolvePerson(elsewhere, identifier)).not.toBe(person);
  });

  test('a forgotten person is found by nothing any more, and comes back as a stranger', async () => {
    const vault = vaultOf();
    const tenant = freshTenant('vault');
    const email = { kind: 'email', value: 'somebody@example.com' } as const;
    const phone = { kind: 'phone', value: '22 00 00 00' } as const;
    const person = await vault.resolvePerson(tenant, email);
    const other = await vault.resolvePerson(tenant, { kind: 'cookie', value: 'other' });
    expect(await vault.linkIdentifier(tenant, person, phone)).toBe('linked');
    expect(await vault.linkIdentifier(tenant, person, phone)).toBe('linked');
    expect(await vault.linkIdentifier(tenant, other, phone)).toBe('taken');
    expect(await vault.findPerson(tenant, phone)).toBe(person);

    expect(await vault.forgetPerson(tenant, person)).toBe(2);
    expect(await vault.findPerson(tenant, email)).toBeUndefined();
    expect(await vault.findPerson(tenant, phone)).toBeUndefined();
    expect(await vault.findPerson(tenant, { kind: 'cookie', value: 'other' })).toBe(other);
    expect(await vault.resolvePerson(tenant, email)).not.toBe(person);
  });

  test('what led to one id leads to another when they turn out to be the same person, and nobody else’s does', async () => {
    const vault = vaultOf();
    const tenant = freshTenant('vault');
    const other = freshTenant('vault');
    const cookie = { kind: 'cookie', value: 'c-0123456789abcdef' } as const;
    const email = { kind: 'email', value: 'kari@example.com' } as const;
    const [visitor, elsewhere] = [await vault.resolvePerson(tenant, cookie), await vault.resolvePerson(other, cookie)];
    const person = await vault.resolvePerson(tenant, email);
    expect(await vault.countIdentifiers(tenant, visitor)).toBe(1);
    expect(await vault.moveIdentifiers(tenant, visitor, person)).toBe(1);
    expect(await vault.moveIdentifiers(tenant, visitor, person)).toBe(0);
    expect(await vault.moveIdentifiers(tenant, person, person)).toBe(0);
    for (const identifier of [cookie, email]) expect(await vault.findPerson(tenant, identifier)).toBe(person);
    expect(await vault.findPerson(other, cookie)).toBe(elsewhere);
    expect([await vault.countIdentifiers(tenant, visitor), await vault.countIdentifiers(tenant, person)]).toEqual([
      0, 2,
    ]);
    expect(await vault.linkIdentifier(tenant, visitor, cookie)).toBe('taken');
    expect(await vault.forgetPerson(tenant, person)).toBe(2);
    expect(await vault.findPerson(tenant, cookie)).toBeUndefined();
  });

  test('what outlives a person is remembered of everything that led to them, until they agree anew, and of nobody else', async () => {
    const vault = vaultOf();
    const tenant = freshTenant('vault');
    const [email, phone, other] = [
      { kind: 'email', value: 'leaves@example.com' },
      { kind: 'phone', value: '90 00 00 01' },
      { kind: 'email', value: 'stays@example.com' },
    ] as const;
    const person = await vault.resolvePerson(tenant, { kind: 'email', value: ' Leaves@Example.com' });
    await vault.linkIdentifier(tenant, person, phone);
    await vault.resolvePerson(tenant, other);
    const reasons = ['direct-marketing', 'newsletter'];
    await vault.suppressPerson(tenant, person, reasons);
    await vault.suppressPerson(tenant, person, reasons);
    await vault.forgetPerson(tenant, person);
    for (const identifier of [email, phone])
      expect(await vault.suppressedFor(tenant, [identifier], [...reasons, 'profiling'])).toEqual(reasons);
    expect(await vault.suppressedFor(tenant, [other], reasons)).toEqual([]);
    expect(await vault.suppressedFor(freshTenant('vault'), [email], reasons)).toEqual([]);
    const anew = await vault.resolvePerson(tenant, email);
    expect(anew).not.toBe(person);
    await vault.endSuppressions(tenant, anew, ['newsletter']);
    expect(await vault.suppressedFor(tenant, [email, other], reasons)).toEqual(['direct-marketing']);
  });
}
