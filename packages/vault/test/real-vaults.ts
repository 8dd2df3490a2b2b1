import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { enginesForTests, freshDatabase } from '@vitne/testing/engines-for-tests';
import type { Db, MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { fileKeyEncryption, type KeyEncryption } from '../src/key-encryption.ts';
import { mongoVault } from '../src/mongo-vault.ts';
import type { Vault } from '../src/vault.ts';

/** A key store and a key folder of their own, and vaults over them in this process and in others. */
export type Place = {
  readonly db: Db;
  readonly folder: string;
  vault(options?: { db?: Db; keyEncryption?: KeyEncryption }): Promise<Vault>;
  otherProcess(): Promise<Vault>;
};

let mongo: MongoClient;
const undo: (() => Promise<unknown>)[] = [];

/** Call at the top of a test file: connects to the engine of the test run, and cleans up. */
export function usePlaces(): void {
  beforeAll(async () => {
    mongo = await enginesForTests().connectMongo();
  });
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });
  afterAll(() => mongo.close());
}

export function freshPlace(): Place {
  const db = mongo.db(freshDatabase('vault'));
  const folder = mkdtempSync(join(tmpdir(), 'vitne-keys-'));
  undo.push(async () => {
    await db.dropDatabase();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    db,
    folder,
    async vault(options = {}) {
      const vault = await mongoVault({ db, keyEncryption: fileKeyEncryption(folder), ...options });
      undo.push(() => vault.close());
      return vault;
    },
    async otherProcess() {
      const script = fileURLToPath(new URL('vault-process.ts', import.meta.url));
      const child = fork(script, [enginesForTests().mongoUrl, db.databaseName, folder], { execArgv: [] });
      undo.push(async () => {
        const exited = once(child, 'exit');
        child.disconnect();
        await exited;
      });
      return vaultOver(child);
    },
  };
}

/** Every method of the vault, carried out by the child. */
async function vaultOver(child: ChildProcess): Promise<Vault> {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const ready = Promise.withResolvers<void>();
  child.on('message', ({ id, answer, error }: { id: number; answer?: unknown; error?: string }) => {
    if (id === 0) ready.resolve();
    else if (error === undefined) waiting.get(id)?.resolve(answer);
    else waiting.get(id)?.reject(new Error(error));
  });
  child.once('exit', () => ready.reject(new Error('The other process ended.')));
  await ready.promise;
  const methodOf = (method: string) => {
    return (...args: unknown[]) => {
      const id = waiting.size + 1;
      const settle = Promise.withResolvers<unknown>();
      waiting.set(id, settle);
      child.send({ id, method, args });
      return settle.promise;
    };
  };
  return new Proxy({} as Vault, {
    get: (_, method) => (method === 'then' ? undefined : methodOf(String(method))),
  });
}

/** Every document of the key store with the bytes of its fields, as somebody with a copy of it would search it. */
export async function everythingStored(db: Db): Promise<string> {
  const collections = await db.listCollections().toArray();
  const documents = await Promise.all(
    collections.map(async ({ name }) => db.collection(name).find({}, { raw: true }).toArray()),
  );
  return documents
    .flat()
    .map((bytes) => (bytes as unknown as Buffer).toString('latin1'))
    .join('\n');
}
