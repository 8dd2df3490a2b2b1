import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestEngines, type TestEngines } from '@vitne/engines/test-engines';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newPersonId } from '../src/directory.ts';
import { fileKeyEncryption } from '../src/key-encryption.ts';
import { mongoVault } from '../src/mongo-vault.ts';
import { reachable } from '../src/reachable.ts';
import { contactOf, freshBinding, readable } from './vault-conformance.ts';

const unavailable = expect.objectContaining({ name: 'VaultUnavailable' });
const folder = mkdtempSync(join(tmpdir(), 'vitne-keys-'));
let engines: TestEngines;
let client: MongoClient;

beforeAll(async () => {
  // Engines of its own, since it kills them.
  const environment = { ...process.env, VITNE_MONGO_URL: undefined, VITNE_NATS_URL: undefined };
  engines = await startTestEngines({ environment });
  client = await new MongoClient(engines.mongo.url, { serverSelectionTimeoutMS: 300 }).connect();
});

afterAll(async () => {
  await client?.close(true);
  await engines?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a key store that is killed is unavailable and not a defect, and what was sealed before opens afterwards', async () => {
  const vault = await mongoVault({ db: client.db('vault'), keyEncryption: fileKeyEncryption(folder) });
  const binding = freshBinding();
  const { tenant } = binding;
  const person = newPersonId();
  const identifier = { kind: 'email', value: 'somebody@example.com' } as const;
  const known = await vault.resolvePerson(tenant, identifier);
  for (let round = 0; round < 2; round++) {
    const sealed = await vault.seal(binding, [contactOf(person, { fields: round })]);
    const people = Array.from({ length: 200 }, newPersonId);
    const during = Promise.allSettled(people.map((one) => vault.seal(binding, [contactOf(one, { fields: one })])));
    await engines.killMongo('SIGKILL');
    const answers = [
      vault.seal(binding, [contactOf(newPersonId())]),
      vault.open([{ binding, sealed }]),
      vault.shred({ tenant, person: newPersonId() }),
      vault.resolvePerson(tenant, { kind: 'cookie', value: 'stranger' }),
      vault.findPerson(tenant, identifier),
      vault.suppressedFor(tenant, [identifier], ['newsletter']),
      vault.fingerprint(tenant, `2026-0${round + 1}`, 'content'),
      vault.rotateKeyEncryption(tenant),
    ];
    for (const one of await Promise.allSettled(answers))
      expect(one).toEqual({ status: 'rejected', reason: unavailable });

    await engines.restartMongo();
    // The driver looks for a lost server every half second, and this client waits for less.
    await vi.waitFor(() => client.db('admin').command({ ping: 1 }), { timeout: 10_000 });
    expect(readable(await vault.open([{ binding, sealed }]))).toEqual([round]);
    expect(await vault.findPerson(tenant, identifier)).toBe(known);
    for (const [index, one] of (await during).entries()) {
      if (one.status === 'rejected') expect(one.reason).toEqual(unavailable);
      else expect(readable(await vault.open([{ binding, sealed: one.value }]))).toEqual([people[index]]);
    }
  }
  await vault.close();
}, 60_000);

test('a key store that hangs counts as away', async () => {
  await expect(reachable(() => new Promise(() => {}), 1)).rejects.toEqual(unavailable);
});
