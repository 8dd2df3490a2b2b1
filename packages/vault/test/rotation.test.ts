import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newPersonId } from '../src/directory.ts';
import { fileKeyEncryption, type KeyEncryption } from '../src/key-encryption.ts';
import type { Vault } from '../src/vault.ts';
import { freshPlace, usePlaces } from './real-vaults.ts';
import { contactOf, freshBinding, readable } from './vault-conformance.ts';

usePlaces();

const generationsIn = (folder: string, tenant: string): number[] =>
  readdirSync(join(folder, tenant))
    .filter((name) => name.startsWith('kek-'))
    .map((name) => Number(name.replace(/\D/g, '')))
    .sort((a, b) => a - b);

test('after a rotation everything living opens, and a copy of the old key store opens nothing', async () => {
  const place = freshPlace();
  const vault = await place.vault();
  const binding = freshBinding();
  const { tenant } = binding;
  const [kept, erased] = [newPersonId(), newPersonId()];
  const sealed = await vault.seal(binding, [contactOf(kept, { fields: 'kept' }), contactOf(erased)]);
  const digest = await vault.fingerprint(tenant, '2026-03', 'content');
  const keys = place.db.collection('keys');
  const copy = await keys.find().toArray();
  await vault.shred({ tenant, person: erased });

  const { generation, ...done } = await vault.rotateKeyEncryption(tenant);
  expect(done).toEqual({ rewrapped: 1, destroyed: [1] });
  expect(generationsIn(place.folder, tenant)).toEqual([generation]);
  const other = await place.otherProcess();
  for (const one of [vault, other]) {
    expect(readable(await one.open([{ binding, sealed }]))).toEqual(['kept', 'shredded']);
    expect(await one.fingerprint(tenant, '2026-03', 'content')).toBe(digest);
    expect((await one.seal(binding, [contactOf(kept)]))[0]?.key).toBe(sealed[0]?.key);
  }

  await keys.deleteMany({});
  await keys.insertMany(copy);
  const opened = vault.open([{ binding, sealed: sealed.slice(1) }]);
  await expect(opened).rejects.toMatchObject({ name: 'WrongKeyEncryptionKey' });
});

test('processes that seal, open and rotate at the same time lose nothing', async () => {
  const place = freshPlace();
  const [here, there] = await Promise.all([place.vault(), place.otherProcess()]);
  const binding = freshBinding();
  const work = async (vault: Vault) => {
    const sealed = [];
    for (let turn = 0; turn < 60; turn++) {
      const parts = [contactOf(newPersonId(), { fields: turn }), contactOf(newPersonId(), { fields: turn })];
      sealed.push(...(await vault.seal(binding, parts)));
      expect(readable(await vault.open([{ binding, sealed: sealed.slice(-2) }]))).toEqual([turn, turn]);
      if (turn % 8 === 0) await vault.rotateKeyEncryption(binding.tenant);
    }
    return sealed;
  };
  const sealed = (await Promise.all([work(here), work(there), work(here), work(there)])).flat();
  await here.rotateKeyEncryption(binding.tenant);
  expect(generationsIn(place.folder, binding.tenant)).toHaveLength(1);
  const opened = readable(await there.open([{ binding, sealed }]));
  expect(opened).toEqual([0, 1, 2, 3].flatMap(() => Array.from({ length: 120 }, (_, index) => Math.floor(index / 2))));
});

test('a key that is stored so late that its generation is destroyed already seals nothing', async () => {
  const place = freshPlace();
  const rotating = await place.vault();
  const binding = freshBinding();
  const files = fileKeyEncryption(place.folder);
  let wrapped = 0;
  const slow: KeyEncryption = {
    ...files,
    async wrap(tenant, keys) {
      const answer = await files.wrap(tenant, keys);
      // Between wrapping and storing, others rotate.
      if (wrapped++ === 0) await rotating.rotateKeyEncryption(tenant);
      return answer;
    },
  };
  const vault = await place.vault({ keyEncryption: slow });
  const sealed = await vault.seal(binding, [contactOf(newPersonId(), { fields: 'kept' })]);
  expect(wrapped).toBe(2);
  expect(generationsIn(place.folder, binding.tenant)).not.toContain(1);
  expect(readable(await rotating.open([{ binding, sealed }]))).toEqual(['kept']);
  expect(await place.db.collection('keys').countDocuments()).toBe(1);
});

test('a rotation that was cut short at any step is finished by the next one', async () => {
  const place = freshPlace();
  const files = fileKeyEncryption(place.folder);
  const vault = await place.vault();
  const binding = freshBinding();
  const { tenant } = binding;
  const person = newPersonId();
  const sealed = await vault.seal(binding, [contactOf(person, { fields: 'kept' })]);
  const steps = ['wrap', 'unwrap', 'destroyGenerationsBefore'] as const;
  for (const step of steps) {
    const dying = await place.vault({
      keyEncryption: { ...files, [step]: () => Promise.reject(new Error('The process dies here.')) },
    });
    await expect(dying.rotateKeyEncryption(tenant)).rejects.toThrow('dies here');
    expect(readable(await vault.open([{ binding, sealed }]))).toEqual(['kept']);
    expect((await vault.seal(binding, [contactOf(person)]))[0]?.key).toBe(sealed[0]?.key);
  }
  const { generation } = await vault.rotateKeyEncryption(tenant);
  expect(generationsIn(place.folder, tenant)).toEqual([generation]);
  expect(readable(await vault.open([{ binding, sealed }]))).toEqual(['kept']);
});

test('a vault over the wrong key folder says so, and makes nothing unreadable', async () => {
  const place = freshPlace();
  const vault = await place.vault();
  const binding = freshBinding();
  const person = newPersonId();
  const sealed = await vault.seal(binding, [contactOf(person, { fields: 'kept' })]);
  const empty = mkdtempSync(join(tmpdir(), 'vitne-keys-'));
  const older = mkdtempSync(join(tmpdir(), 'vitne-keys-'));
  cpSync(place.folder, older, { recursive: true });
  await vault.rotateKeyEncryption(binding.tenant);
  for (const folder of [empty, older]) {
    const wrong = await place.vault({ keyEncryption: fileKeyEncryption(folder) });
    const attempts = [wrong.open([{ binding, sealed }]), wrong.seal(binding, [contactOf(person)])];
    for (const { status, reason } of (await Promise.allSettled(attempts)) as PromiseRejectedResult[]) {
      expect({ status, name: (reason as Error).name }).toEqual({ status: 'rejected', name: 'WrongKeyEncryptionKey' });
    }
    rmSync(folder, { recursive: true });
  }
  expect(readable(await vault.open([{ binding, sealed }]))).toEqual(['kept']);
});
