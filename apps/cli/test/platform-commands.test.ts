import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoIssuer } from '@vitne/service-kit/demo-issuer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isOneSentence, vitne } from './run-vitne.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vitne-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dataFolderWith = (name: string, address?: string): string => {
  const data = join(folder, name);
  mkdirSync(data, { recursive: true });
  if (address !== undefined) writeFileSync(join(data, 'platform.json'), address);
  return data;
};
const nowhere = { gateway: 'http://127.0.0.1:1', natsUrl: 'nats://127.0.0.1:1', mongoUrl: 'mongodb://127.0.0.1:1' };

describe('vitne token', () => {
  test('the platform that the folder belongs to accepts the token, for that tenant and role', async () => {
    const data = dataFolderWith('with-issuer');
    const issuer = await demoIssuer(join(data, 'keys', 'tokens'));
    const { code, stdout } = await vitne('token', '--tenant', 'kaukus', '--role', 'auditor', '--data', data);
    expect(code).toBe(0);
    expect(await issuer.verifier().verify(stdout.trim())).toMatchObject({ tenant: 'kaukus', role: 'auditor' });
  });

  test.each([
    ['an unknown role', ['--tenant', 'kaukus', '--role', 'king']],
    ['a tenant that cannot be', ['--tenant', 'Not A Tenant', '--role', 'staff']],
    ['a subject that could be a name or an address', ['--tenant', 'kaukus', '--role', 'staff', '--subject', 'a@b.no']],
  ])('%s gets no token but a sentence, and exits 2', async (_what, options) => {
    const data = dataFolderWith('with-issuer-too');
    await demoIssuer(join(data, 'keys', 'tokens'));
    const { code, stdout, stderr } = await vitne('token', ...options, '--data', data);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toSatisfy(isOneSentence);
  });

  test('a tenant that the platform does not serve gets no token, and is told which tenants there are', async () => {
    const data = dataFolderWith('that-knows-its-tenants');
    await demoIssuer(join(data, 'keys', 'tokens'));
    const bus = join(data, 'engines', 'nats');
    mkdirSync(bus, { recursive: true });
    writeFileSync(join(bus, 'passwords.json'), JSON.stringify({ tenants: ['catacloud', 'kaukus'], passwords: {} }));
    const refused = await vitne('token', '--tenant', 'acme', '--role', 'staff', '--data', data);
    expect(refused).toEqual({
      code: 2,
      stdout: '',
      stderr: 'There is no tenant acme here: name one of catacloud, kaukus.\n',
    });
    expect((await vitne('token', '--tenant', 'kaukus', '--role', 'staff', '--data', data)).code).toBe(0);
  });

  test('a folder that no platform was started on gives no token that nobody would accept', async () => {
    const { code, stdout, stderr } = await vitne(
      'token',
      '--tenant',
      'kaukus',
      '--role',
      'staff',
      '--data',
      dataFolderWith('empty'),
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toSatisfy(isOneSentence);
  });
});

describe('vitne audit replay without a platform', () => {
  const dead = 2 ** 22 + 1;
  test.each([
    ['was never started', undefined],
    ['is stopped', JSON.stringify({ ...nowhere, tenants: ['kaukus'], pid: dead })],
    ['left a broken address', '{'],
    ['left an address without engines', '{"gateway":"http://127.0.0.1:1"}'],
  ])('a platform that %s is told in one sentence, and exits 2: nothing is called equal', async (what, address) => {
    const data = dataFolderWith(what.replaceAll(' ', '-'), address);
    const { code, stdout, stderr } = await vitne('audit', 'replay', '--data', data);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toSatisfy(isOneSentence);
  });
});

describe('vitne audit timeline --open', () => {
  const person = ['--person-id', 'q7w2m4k8r1t5y9u3i6o0'];
  test.each([
    ['from an export, where nobody could record it', ['--open', '--export', 'kaukus.export']],
    ['over the bus alone, which opens nothing', ['--open', '--nats', 'nats://127.0.0.1:1']],
    ['for a purpose that is not one', ['--open', '--purpose', 'curiosity']],
    ['without a platform', ['--open']],
  ])('%s: nothing is opened, one sentence says why, and it exits 2', async (_what, options) => {
    const data = dataFolderWith('nowhere');
    const words = ['audit', 'timeline', '--tenant', 'kaukus', ...person, ...options, '--data', data];
    const { code, stdout, stderr } = await vitne(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toSatisfy(isOneSentence);
  });
});

describe('vitne', () => {
  test.each([[['no-such-command']], [['law', 'due']], [['token', '--no-such-option']]])(
    'a command line that cannot be understood exits 2, so that no script takes it for a finding: %s',
    async (words) => {
      expect((await vitne(...words)).code).toBe(2);
    },
  );

  test('help exits 0 and names the commands', async () => {
    const { code, stdout } = await vitne('--help');
    expect(code).toBe(0);
    for (const name of ['audit', 'token', 'statement', 'law']) expect(stdout).toContain(name);
  });
});
