import { memoryVault } from '@vitne/vault/memory-vault';
import { beforeEach, describe, expect, it } from 'vitest';
import { whatClaimShows } from '../src/sign-in/what-a-claim-shows.ts';

const tenant = 'kaukus';
const provider = {
  levels: [] as string[],
  identifiers: [
    { claim: 'pid', kind: 'national-id' as const },
    { claim: 'email', kind: 'email' as const, verifiedBy: 'email_verified' },
  ],
};
const vault = memoryVault();
let [person, another] = ['', ''];
beforeEach(async () => {
  person = await vault.resolvePerson(tenant, { kind: 'email', value: 'kari@example.no' });
  another = await vault.resolvePerson(tenant, { kind: 'email', value: 'ola@example.no' });
});
const shown = (claims: Record<string, unknown>, levels: string[] = []) =>
  whatClaimShows(vault, tenant, { ...provider, levels }, { claims, person });
const kari = { email: 'KARI@example.no', email_verified: true };

describe('given what a provider says of whoever signed in', () => {
  it('then the person is found by any identifier that leads to them, the level told along', async () => {
    const level = { acr: 'high', amr: ['BankID'] };
    const claim = { leadsTo: person, identifierKind: 'email', ...level };
    expect(await shown({ ...kari, pid: '17054026641', ...level })).toEqual({ claim });
  });

  it('then one that leads to somebody else leads to nobody here', async () => {
    expect(another).not.toBe(person);
    const claim = { leadsTo: undefined, identifierKind: 'email' };
    expect(await shown({ email: 'ola@example.no', email_verified: true })).toEqual({ claim });
  });

  it.each([
    ['it is not verified', { ...kari, email_verified: false }, 'claim-not-verified'],
    ['it is verified in words, not in truth', { ...kari, email_verified: 'true' }, 'claim-not-verified'],
    ['nobody says whether it is', { email: kari.email }, 'claim-not-verified'],
    ['there is none', { name: 'Kari' }, 'claim-missing'],
    ['it is no text', { email: ['kari@example.no'], email_verified: true }, 'claim-missing'],
    ['it is empty', { email: ' ', email_verified: true }, 'claim-missing'],
    ['it is longer than any', { email: 'k'.repeat(255), email_verified: true }, 'claim-missing'],
  ])('then it proves nothing when %s', async (_what, claims, failed) => {
    expect(await shown(claims)).toEqual({ failed });
  });

  it.each([
    ['none', {}],
    ['another', { acr: 'low' }],
    ['no text', { acr: ['high'] }],
  ])('then a sign-in on a level that is %s is not enough', async (_what, acr) => {
    expect(await shown({ ...kari, ...acr }, ['high'])).toEqual({ failed: 'level-too-low' });
  });

  it('then nobody is remembered by being looked up, and odd methods are left out', async () => {
    const answer = await shown({ ...kari, pid: '01010112345', amr: ['pwd', 7, '', 'x'.repeat(101)] });
    expect(answer).toMatchObject({ claim: { leadsTo: person, amr: ['pwd'] } });
    expect(await vault.findPerson(tenant, { kind: 'national-id', value: '01010112345' })).toBeUndefined();
  });
});
