import { freshTenant } from '@vitne/testing/engines-for-tests';
import { expect, test } from 'vitest';
import { newPersonId } from '../src/directory.ts';
import { freshPlace, usePlaces } from './real-vaults.ts';
import { contactOf, freshBinding, readable } from './vault-conformance.ts';

usePlaces();

test('a destruction is seen at once by another process, which cannot seal with the dead key either', async () => {
  const place = freshPlace();
  const [here, there] = await Promise.all([place.vault(), place.otherProcess()]);
  const binding = freshBinding();
  const { tenant } = binding;
  for (let round = 0; round < 3; round++) {
    const person = newPersonId();
    const parts = [contactOf(person, { fields: round })];
    const sealed = (await Promise.all([here.seal(binding, parts), there.seal(binding, parts)])).flat();
    expect(readable(await there.open([{ binding, sealed }]))).toEqual([round, round]);

    const stop = new AbortController();
    const sealing = (async () => {
      while (!stop.signal.aborted) await there.seal(binding, parts);
    })();
    const destroyed = await here.shred({ tenant, person });
    const [opened, after] = await Promise.all([there.open([{ binding, sealed }]), there.seal(binding, parts)]);
    stop.abort();
    await sealing;

    expect(destroyed.map(({ key }) => key)).toEqual([sealed[0]?.key]);
    expect(readable(opened)).toEqual(['shredded', 'shredded']);
    expect(after[0]?.key).not.toBe(sealed[0]?.key);
    expect(readable(await here.open([{ binding, sealed: after }]))).toEqual([round]);
  }
});

test('two processes that need the same new keys at the same moment agree on them', async () => {
  const place = freshPlace();
  const vaults = await Promise.all([place.vault(), place.vault(), place.otherProcess(), place.otherProcess()]);
  const binding = freshBinding();
  const people = Array.from({ length: 50 }, newPersonId);
  const sealed = await Promise.all(
    vaults.flatMap((vault) => people.map((person) => vault.seal(binding, [contactOf(person, { fields: person })]))),
  );
  expect(new Set(sealed.flat().map(({ key }) => key)).size).toBe(people.length);
  expect(await place.db.collection('keys').countDocuments()).toBe(people.length);
  for (const vault of vaults) {
    const opened = readable(await vault.open([{ binding, sealed: sealed.flat() }]));
    expect(opened).toEqual(vaults.flatMap(() => people));
  }
});

test('two processes that meet a stranger at the same moment give one person id', async () => {
  const place = freshPlace();
  const vaults = await Promise.all([place.vault(), place.otherProcess(), place.otherProcess()]);
  const tenant = freshTenant('vault');
  for (let round = 0; round < 10; round++) {
    const identifier = { kind: 'cookie', value: `cookie-${round}` } as const;
    const people = await Promise.all(vaults.map((vault) => vault.resolvePerson(tenant, identifier)));
    expect(new Set(people).size).toBe(1);
    const month = `2026-${String(round + 1).padStart(2, '0')}`;
    const digests = await Promise.all(vaults.map((vault) => vault.fingerprint(tenant, month, 'content')));
    expect(new Set(digests).size).toBe(1);
  }
});
