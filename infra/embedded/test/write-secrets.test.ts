import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeSecrets } from '../src/write-secrets.ts';

const processes = ['admin', 'consent', 'request-intake', 'retention', 'processor-registry', 'gateway'];

describe('the secrets of containers', () => {
  let root: string;
  const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
  const files = () =>
    readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(root, path)).isFile());

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'vitne-secrets-'));
    await writeSecrets(root, ['kaukus']);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test('each process is given its own password and nobody else’s', () => {
    const passwords = processes.map((name) => read(name, 'nats-password'));
    expect(new Set(passwords).size).toBe(processes.length);
    for (const [index, name] of processes.entries()) {
      const given = readdirSync(join(root, name)).map((file) => read(name, file));
      for (const [other, password] of passwords.entries())
        expect(given.some((text) => text.includes(password))).toBe(other === index);
    }
  });

  test('the keys of the notary, its archive and a witness have folders of their own, with nothing in them', () => {
    for (const name of ['notary-keys', 'archive', 'witness']) expect(readdirSync(join(root, name))).toEqual([]);
  });

  test('no process is given the key that signs tokens, and no file is readable by others', () => {
    for (const name of processes) {
      const { keys } = JSON.parse(read(name, 'token-keys.json')) as { keys: Record<string, unknown>[] };
      expect(keys).toHaveLength(1);
      expect(keys[0]).not.toHaveProperty('d');
    }
    for (const file of files()) expect(statSync(join(root, file)).mode & 0o077).toBe(0);
  });

  test('running it again for one tenant more keeps every secret that is there', async () => {
    const kept = files().filter((file) => !file.startsWith('nats/') || file === 'nats/store-key.conf');
    const before = kept.map((file) => read(file));
    await writeSecrets(root, ['kaukus', 'catacloud']);
    expect(kept.map((file) => read(file))).toEqual(before);
    expect(read('nats', 'nats-server.conf')).toContain('system-catacloud');
    expect(read('nats', 'nats-server.conf')).toContain('"sync_interval": "always"');
  });

  test('the ledgers are encrypted, and a key that was lost is not replaced by one that opens nothing', async () => {
    expect(read('nats', 'nats-server.conf')).toContain('include "store-key.conf"');
    const key = join(root, 'nats', 'store-key.conf');
    const kept = read('nats', 'store-key.conf');
    rmSync(key);
    await expect(writeSecrets(root, ['kaukus'])).rejects.toMatchObject({ code: 'store-key-missing' });
    writeFileSync(key, kept, { mode: 0o600 });
    await writeSecrets(root, ['kaukus']);
  });
});
