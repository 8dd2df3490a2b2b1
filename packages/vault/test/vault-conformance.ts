import { randomBytes } from 'node:crypto';
import { sealedPartSchema } from '@vitne/contracts/envelope';
import { freshTenant } from '@vitne/testing/engines-for-tests';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newPersonId } from '../src/directory.ts';
import type { Binding, OpenedPart, PlainPart, Vault } from '../src/vault.ts';

export const freshBinding = (tenant = freshTenant('vault')): Binding => ({
  tenant,
  eventId: randomBytes(8).toString('hex'),
  eventType: 'consent.given.v1',
});

export const contactOf = (person: string, more: Partial<PlainPart> = {}): PlainPart => ({
  part: 'contact',
  person,
  category: 'contact',
  fields: { email: 'somebody@example.com' },
  ...more,
});

/** What each part says: its fields, or that it is destroyed. */
export const readable = (opened: OpenedPart[][]): unknown[] =>
  opened.flat().map((part) => ('fields' in part ? part.fields : 'shredded'));

const broken = expect.objectContaining({ name: 'SealBroken' });

/** What every vault promises; run on the memory twin and on the real key store. */
export function vaultConformance(vaultOf: () => Vault): void {
  describe('sealing', () => {
    test('whatever was sealed reads the same afterwards', async () => {
      const vault = vaultOf();
      const tenant = freshTenant('vault');
      const person = newPersonId();
      await fc.assert(
        fc.asyncProperty(fc.json({ stringUnit: 'binary' }), async (json) => {
          const fields: unknown = JSON.parse(json);
          const binding = freshBinding(tenant);
          const sealed = await vault.seal(binding, [contactOf(person, { fields })]);
          expect(sealedPartSchema.safeParse(sealed[0]).success).toBe(true);
          expect(readable(await vault.open([{ binding, sealed }]))).toEqual([JSON.parse(JSON.stringify(fields))]);
        }),
        { numRuns: 60 },
      );
    });

    test('many events of many people open in one look, each part in its place', async () => {
      const vault = vaultOf();
      const tenants = [freshTenant('vault'), freshTenant('vault')];
      const items = await Promise.all(
        Array.from({ length: 40 }, async (_, index) => {
          const binding = freshBinding(tenants[index % 2]);
          const parts = [
            contactOf(newPersonId(), { fields: { index, of: 'contact' } }),
            contactOf(newPersonId(), { part: 'visit', category: 'behaviour', period: '2026-03', fields: { index } }),
          ];
          return { binding, sealed: await vault.seal(binding, parts) };
        }),
      );
      const expected = items.flatMap((_, index) => [{ index, of: 'contact' }, { index }]);
      expect(readable(await vault.open(items))).toEqual(expected);
      expect(await vault.open([])).toEqual([]);
      expect(await vault.open([{ binding: freshBinding(), sealed: [] }])).toEqual([[]]);
    });

    test('a blob that was moved to another event, part, person or category does not open', async () => {
      const vault = vaultOf();
      const binding = freshBinding();
      const sealed = await vault.seal(binding, [contactOf(newPersonId())]);
      const moved = [
        { ...binding, eventId: 'another' },
        { ...binding, eventType: 'consent.withdrawn.v1' },
      ];
      for (const elsewhere of moved) await expect(vault.open([{ binding: elsewhere, sealed }])).rejects.toEqual(broken);
      const relabelled = [
        { part: 'other' },
        { person: newPersonId() },
        { category: 'behaviour' },
        { period: '2026-03' },
        { compartment: 'primary' },
      ];
      for (const label of relabelled) {
        const said = sealed.map((part) => ({ ...part, ...label }));
        await expect(vault.open([{ binding, sealed: said }])).rejects.toEqual(broken);
      }
    });

    test('an altered or cut blob does not open, and the error says nothing about the person', async () => {
      const vault = vaultOf();
      const binding = freshBinding();
      const person = newPersonId();
      const sealed = await vault.seal(binding, [contactOf(person)]);
      const bytes = Buffer.from(sealed[0]?.blob ?? '', 'base64');
      for (const length of [0, 11, 12, 16, 27, 28, bytes.length - 1]) {
        const cut = sealed.map((part) => ({ ...part, blob: bytes.subarray(0, length).toString('base64') }));
        await expect(vault.open([{ binding, sealed: cut }])).rejects.toEqual(broken);
      }
      bytes[14] = (bytes[14] as number) ^ 1;
      const altered = sealed.map((part) => ({ ...part, blob: bytes.toString('base64') }));
      const error = await vault.open([{ binding, sealed: altered }]).catch((reason: unknown) => reason);
      expect(error).toEqual(broken);
      expect(String(error)).toContain(binding.eventId);
      expect(String(error)).not.toMatch(new RegExp(`${person}|example`));
    });

    test("one person's key never opens what another person's sealed, nor one tenant's another's", async () => {
      const vault = vaultOf();
      const binding = freshBinding();
      const [mine, theirs] = await vault.seal(binding, [contactOf(newPersonId()), contactOf(newPersonId())]);
      if (!mine || !theirs) throw new Error('Both parts are sealed.');
      expect(mine.key).not.toBe(theirs.key);
      await expect(vault.open([{ binding, sealed: [{ ...mine, key: theirs.key }] }])).rejects.toEqual(broken);
      const elsewhere = { ...binding, tenant: freshTenant('vault') };
      expect(readable(await vault.open([{ binding: elsewhere, sealed: [mine] }]))).toEqual(['shredded']);
    });
  });

  describe('destroying', () => {
    const sealedOf = async (vault: Vault, binding: Binding, person: string) =>
      vault.seal(binding, [
        contactOf(person, { fields: 'contact' }),
        contactOf(person, { part: 'march', category: 'behaviour', period: '2026-03', fields: 'march' }),
        contactOf(person, { part: 'april', category: 'behaviour', period: '2026-04', fields: 'april' }),
      ]);

    test('destroying one month, one category or everything leaves the rest readable', async () => {
      const vault = vaultOf();
      const binding = freshBinding();
      const { tenant } = binding;
      const [person, other] = [newPersonId(), newPersonId()];
      const sealed = await sealedOf(vault, binding, person);
      const others = await sealedOf(vault, binding, other);
      const look = async () => readable(await vault.open([{ binding, sealed }]));
      const keyOf = (index: number) => sealed[index]?.key;

      const march = await vault.shred({ tenant, person, category: 'behaviour', period: '2026-03' });
      expect(march).toEqual([{ category: 'behaviour', period: '2026-03', key: keyOf(1) }]);
      expect(await look()).toEqual(['contact', 'shredded', 'april']);

      expect(await vault.shred({ tenant, person, category: 'contact' })).toEqual([
        { category: 'contact', key: keyOf(0) },
      ]);
      expect(await look()).toEqual(['shredded', 'shredded', 'april']);

      expect(await vault.shred({ tenant, person })).toEqual([
        { category: 'behaviour', period: '2026-04', key: keyOf(2) },
      ]);
      expect(await look()).toEqual(['shredded', 'shredded', 'shredded']);

      expect(await vault.shred({ tenant, person })).toEqual([]);
      expect(readable(await vault.open([{ binding, sealed: others }]))).toEqual(['contact', 'march', 'april']);
    });

    test('a destruction that excepts months takes every other month and what has none', async () => {
      const vault = vaultOf();
      const [binding, person] = [freshBinding(), newPersonId()];
      const { tenant } = binding;
      const [whole] = await vault.seal(binding, [contactOf(person, { fields: 'whole' })]);
      const [march] = await vault.seal(binding, [contactOf(person, { period: '2026-03', fields: 'march' })]);
      const [april] = await vault.seal(binding, [contactOf(person, { period: '2026-04', fields: 'april' })]);
      if (!whole || !march || !april) throw new Error('Nothing was sealed.');
      const gone = await vault.shred({
        tenant,
        person,
        category: 'contact',
        except: [{ period: '2026-04' }, { period: '2026-05' }],
      });
      expect(new Set(gone.map(({ key }) => key))).toEqual(new Set([whole.key, march.key]));
      expect(readable(await vault.open([{ binding, sealed: [whole, march, april] }]))).toEqual([
        'shredded',
        'shredded',
        'april',
      ]);
    });

    test('what is kept in one compartment goes without the other, and what was sealed before there were any goes with the last', async () => {
      const vault = vaultOf();
      const [binding, person] = [freshBinding(), newPersonId()];
      const { tenant } = binding;
      const year = { category: 'accounting-material', period: '2026-12' };
      const sealedIn = async (compartment?: string) => {
        const plain = contactOf(person, { ...year, fields: compartment ?? 'of before' });
        const [part] = await vault.seal(binding, [{ ...plain, ...(compartment !== undefined && { compartment }) }]);
        if (!part) throw new Error('Nothing was sealed.');
        return part;
      };
      const [primary, secondary, before] = [await sealedIn('primary'), await sealedIn('secondary'), await sealedIn()];
      const look = async () => readable(await vault.open([{ binding, sealed: [primary, secondary, before] }]));
      expect(new Set([primary, secondary, before].map(({ key }) => key)).size).toBe(3);
      expect(await sealedIn('primary')).toMatchObject({ key: primary.key, compartment: 'primary' });

      const target = { tenant, person, ...year };
      const kept = { period: '2026-12', compartment: 'primary' };
      const first = await vault.shred({ ...target, compartment: 'secondary', except: [kept] });
      expect(first).toEqual([{ ...year, key: secondary.key }]);
      expect(await look()).toEqual(['primary', 'shredded', 'of before']);

      const last = await vault.shred({ ...target, compartment: 'primary' });
      expect(new Set(last.map(({ key }) => key))).toEqual(new Set([primary.key, before.key]));
      expect(await look()).toEqual(['shredded', 'shredded', 'shredded']);
    });

    test('a destruction that excepts a category takes every other key of the person', async () => {
      const vault = vaultOf();
      const [binding, person] = [freshBinding(), newPersonId()];
      const { tenant } = binding;
      const sealed = await vault.seal(binding, [
        contactOf(person, { fields: 'contact' }),
        contactOf(person, { category: 'answer-address', fields: 'where the answer goes' }),
        contactOf(person, { category: 'behaviour', period: '2026-03', fields: 'march' }),
      ]);
      const gone = await vault.shred({ tenant, person, exceptCategories: ['answer-address'] });
      expect(new Set(gone.map(({ category }) => category))).toEqual(new Set(['contact', 'behaviour']));
      expect(readable(await vault.open([{ binding, sealed }]))).toEqual([
        'shredded',
        'where the answer goes',
        'shredded',
      ]);
    });

    test('a destruction of named keys spares every other key of the same person and category', async () => {
      const vault = vaultOf();
      const [binding, person] = [freshBinding(), newPersonId()];
      const { tenant } = binding;
      const [march] = await vault.seal(binding, [contactOf(person, { period: '2026-03', fields: 'march' })]);
      const [april] = await vault.seal(binding, [contactOf(person, { period: '2026-04', fields: 'april' })]);
      if (!march || !april) throw new Error('Nothing was sealed.');
      expect(await vault.shred({ tenant, person, keys: [march.key] })).toEqual([
        { category: 'contact', period: '2026-03', key: march.key },
      ]);
      expect(readable(await vault.open([{ binding, sealed: [march, april] }]))).toEqual(['shredded', 'april']);
      expect(await vault.shred({ tenant, person: newPersonId(), keys: [april.key] })).toEqual([]);
      expect(await vault.shred({ tenant, person, keys: [] })).toEqual([]);
      expect(readable(await vault.open([{ binding, sealed: [april] }]))).toEqual(['april']);
    });

    test("destroying one tenant's keys leaves the same person's keys of another tenant", async () => {
      const vault = vaultOf();
      const [binding, elsewhere] = [freshBinding(), freshBinding()];
      const person = newPersonId();
      await vault.seal(binding, [contactOf(person)]);
      const sealed = await vault.seal(elsewhere, [contactOf(person, { fields: 'kept' })]);
      expect(await vault.shred({ tenant: binding.tenant, person })).toHaveLength(1);
      expect(readable(await vault.open([{ binding: elsewhere, sealed }]))).toEqual(['kept']);
    });

    test('what is given after a destruction is readable, under another key, and nothing old comes back', async () => {
      const vault = vaultOf();
      const binding = freshBinding();
      const person = newPersonId();
      const before = await vault.seal(binding, [contactOf(person)]);
      await vault.shred({ tenant: binding.tenant, person });
      const after = await vault.seal(binding, [contactOf(person, { fields: 'new' })]);
      expect(after[0]?.key).not.toBe(before[0]?.key);
      expect(readable(await vault.open([{ binding, sealed: [...before, ...after] }]))).toEqual(['shredded', 'new']);
    });
  });
}
