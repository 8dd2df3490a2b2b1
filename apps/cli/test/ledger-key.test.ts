import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSigner } from '@vitne/notary/signing/file-signer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { vitne } from './run-vitne.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vitne-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const signer = () => fileSigner({ folder, originPrefix: 'vitne.local/ledger', now: () => new Date().toISOString() });
const change = (...more: string[]) => vitne('ledger', 'key', 'change', 'kaukus', '--keys', folder, ...more);

test('a key is changed where the notary keeps them, and the old one is listed with its end', async () => {
  const [old] = await signer().keys('kaukus');
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const { code, stdout } = await change('--overlap-until', until);
  expect([code, stdout]).toEqual([0, expect.stringContaining(`signed with both keys, until ${until}`)]);
  const listed = await vitne('ledger', 'key', 'list', 'kaukus', '--keys', folder, '--json');
  expect(JSON.parse(listed.stdout)).toEqual([
    { generation: 1, key: expect.stringContaining('vitne.local/ledger/kaukus+'), from: old?.from, until },
    { generation: 2, key: expect.stringContaining('vitne.local/ledger/kaukus+'), from: expect.any(String) },
  ]);
});

test('nothing is changed for an overlap that ends in the past, never or in years, nor where there is no key', async () => {
  expect(await change()).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no key of kaukus') });
  await signer().keys('kaukus');
  for (const until of ['2020-01-01', 'never', '2099-01-01'])
    expect(await change('--overlap-until', until)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('overlap'),
    });
  expect((await signer().keys('kaukus')).length).toBe(1);
});
