import { copyFileSync, linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fileKeyEncryption } from '../src/key-encryption.ts';

const folder = mkdtempSync(join(tmpdir(), 'vitne-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const plain = (id: string) => ({ id, key: Buffer.alloc(32, id) });

test('only the owner of the process can read a key file', async () => {
  const keys = fileKeyEncryption(join(folder, 'deep', 'down'));
  await keys.newestGeneration('acme');
  await keys.digestKey('acme', 'directory');
  const tenantFolder = join(folder, 'deep', 'down', 'acme');
  expect(statSync(tenantFolder).mode & 0o777).toBe(0o700);
  const files = readdirSync(tenantFolder).sort();
  expect(files).toEqual(['directory.key', 'kek-00000000000001.key']);
  for (const file of files) expect(statSync(join(tenantFolder, file)).mode & 0o777).toBe(0o600);
});

test('a wrapped key opens under its own name and tenant only', async () => {
  const keys = fileKeyEncryption(folder);
  const [wrapped] = await keys.wrap('acme', [plain('one')]);
  if (!wrapped) throw new Error('One key is wrapped.');
  expect(await keys.unwrap('acme', [wrapped])).toEqual([plain('one').key]);
  const wrong = { name: 'WrongKeyEncryptionKey' };
  await expect(keys.unwrap('acme', [{ ...wrapped, id: 'two' }])).rejects.toMatchObject(wrong);
  await keys.newestGeneration('other');
  await expect(keys.unwrap('other', [wrapped])).rejects.toMatchObject(wrong);
});

test('of a destroyed generation no byte is left, not even in what a crash left behind', async () => {
  const keys = fileKeyEncryption(folder);
  const [wrapped] = await keys.wrap('gone', [plain('one')]);
  if (!wrapped) throw new Error('One key is wrapped.');
  const tenantFolder = join(folder, 'gone');
  const file = join(tenantFolder, 'kek-00000000000001.key');
  const bytes = readFileSync(file);
  linkSync(file, `${file}.0a1b2c3d4e5f`);
  copyFileSync(file, `${file}.destroyed`);
  const held = join(folder, 'held-by-a-backup');
  linkSync(file, held);

  const newest = await keys.beginGeneration('gone');
  expect(await keys.destroyGenerationsBefore('gone', newest)).toEqual([1]);
  expect(readdirSync(tenantFolder)).toEqual([`kek-${String(newest).padStart(14, '0')}.key`]);
  expect(readFileSync(held).equals(bytes)).toBe(false);
  expect(await keys.unwrap('gone', [wrapped])).toEqual([undefined]);
  expect(await keys.destroyGenerationsBefore('gone', newest)).toEqual([]);
  expect(await keys.newestGeneration('gone')).toBe(newest);
});
