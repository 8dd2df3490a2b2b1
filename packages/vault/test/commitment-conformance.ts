import { hash } from 'node:crypto';
import { committedBytes } from '@vitne/contracts/part-commitment';
import { describe, expect, test } from 'vitest';
import { newPersonId } from '../src/directory.ts';
import type { Vault } from '../src/vault.ts';
import { contactOf, freshBinding } from './vault-conformance.ts';

/** What every vault promises of the commitments to what it seals; run on the memory twin and on the real key store. */
export function commitmentConformance(vaultOf: () => Vault): void {
  const broken = expect.objectContaining({ name: 'SealBroken' });
  describe('commitments', () => {
    test('what a part holds is proved by the event alone to whoever is shown it, and nothing else can be', async () => {
      const vault = vaultOf();
      const binding = freshBinding();
      const person = newPersonId();
      const sealed = await vault.seal(binding, [contactOf(person), contactOf(person)]);
      const [[one, other] = []] = await vault.disclose([{ binding, sealed }]);
      if (!one || !other || 'shredded' in one || 'shredded' in other) throw new Error('Both parts open.');
      const commits = ({ text, salt = '' }: { text: string; salt?: string }) =>
        hash('sha256', committedBytes(Buffer.from(salt, 'base64'), text), 'base64');
      expect([commits(one), commits(other)]).toEqual(sealed.map(({ commitment }) => commitment));
      expect(one.text, 'the same is sealed twice').toBe(other.text);
      expect(sealed[0]?.commitment, 'nobody can tell that from outside').not.toBe(sealed[1]?.commitment);
      expect(commits({ ...one, text: one.text.replace('{', '{ ') })).not.toBe(sealed[0]?.commitment);
      expect(commits({ ...one, salt: other.salt ?? '' })).not.toBe(sealed[0]?.commitment);
    });

    test('a part with the commitment of another, or with none, does not open', async () => {
      const vault = vaultOf();
      const binding = freshBinding();
      const [one, other] = await vault.seal(binding, [contactOf(newPersonId()), contactOf(newPersonId())]);
      if (!one || !other) throw new Error('Two parts were sealed.');
      const { commitment: _, ...without } = one;
      const swapped = { ...one, commitment: other.commitment };
      for (const part of [without, swapped])
        await expect(vault.open([{ binding, sealed: [part] }])).rejects.toEqual(broken);
    });
    test('what is destroyed is disclosed to nobody', async () => {
      const vault = vaultOf();
      const binding = freshBinding();
      const person = newPersonId();
      const sealed = await vault.seal(binding, [contactOf(person)]);
      await vault.shred({ tenant: binding.tenant, person });
      expect(await vault.disclose([{ binding, sealed }])).toEqual([
        [{ part: 'contact', person, category: 'contact', shredded: true }],
      ]);
    });
  });
}
