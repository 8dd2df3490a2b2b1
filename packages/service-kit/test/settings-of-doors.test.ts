import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mailboxEnvironment, mailboxesNamed } from '../src/mailboxes.ts';
import { openDsrProcessorsIn, openDsrSignature, openDsrSigned } from '../src/open-dsr.ts';
import { signInProvidersIn } from '../src/sign-in-providers.ts';

const folder = mkdtempSync(join(tmpdir(), 'vitne-doors-'));
afterAll(() => rmSync(folder, { recursive: true }));
const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};

describe('the mailboxes that an environment names', () => {
  const schema = z.object(mailboxEnvironment);

  it('have an address, a password of their own and, unless said otherwise, no time to keep what is recorded', () => {
    put('kaukus', 'secret\n');
    const VITNE_MAILBOXES = 'kaukus=imaps://personvern%40kaukus.no@imap.example.org';
    const named = mailboxesNamed(schema.parse({ VITNE_MAILBOXES, VITNE_MAILBOX_PASSWORDS: folder }));
    const url = 'imaps://personvern%40kaukus.no@imap.example.org';
    expect([...named]).toEqual([['kaukus', { url, password: 'secret', keepDays: 0 }]]);
    expect(mailboxesNamed(schema.parse({})).size).toBe(0);
  });

  it.each([
    ['no user', { VITNE_MAILBOXES: 'kaukus=imaps://imap.example.org' }],
    ['another protocol', { VITNE_MAILBOXES: 'kaukus=https://a@example.org' }],
    ['no tenant', { VITNE_MAILBOXES: 'imaps://a@example.org' }],
    ['mails kept for a year', { VITNE_MAILBOX_KEEP_DAYS: '365' }],
  ])('are refused with %s', (_name, environment) => {
    expect(schema.safeParse(environment).success).toBe(false);
  });

  it('need their passwords', () => {
    const named = schema.parse({ VITNE_MAILBOXES: 'catacloud=imaps://a@example.org', VITNE_MAILBOX_PASSWORDS: folder });
    expect(() => mailboxesNamed(named)).toThrow();
  });
});

describe('the settings of OpenDSR', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = put('key.pem', String(rsa.privateKey.export({ type: 'pkcs8', format: 'pem' })));
  const publicKey = put('controller.pem', String(rsa.publicKey.export({ type: 'spki', format: 'pem' })));
  const certificate = put('certificate.pem', 'as the authority gave it');
  const file = (over: Record<string, unknown> = {}, controller: Record<string, unknown> = {}) => {
    const controllers = [{ id: 'client-1', publicKey, callbacks: ['https://client.example/opendsr'], ...controller }];
    const kaukus = { domain: 'privacy.example.org', certificate, key, controllers, ...over };
    return join(folder, put('settings.json', JSON.stringify({ kaukus })));
  };

  it('give a processor its keys and the controllers theirs', () => {
    const kaukus = openDsrProcessorsIn(file()).get('kaukus');
    const body = Buffer.from('{}');
    const known = kaukus?.controllers.get('client-1');
    expect(known && kaukus && openDsrSigned(body, openDsrSignature(body, kaukus.key), known.publicKey)).toBe(true);
    expect(known && openDsrSigned(body, 'no signature', known.publicKey)).toBe(false);
    expect(kaukus?.certificate).toBe('as the authority gave it');
  });

  it('give each processor that the organisation asks the token that it wants, from a file of its own', () => {
    const token = put('crm-token', 'secret\n');
    const tokens = (processors?: unknown) => openDsrProcessorsIn(file({ processors })).get('kaukus')?.tokens;
    expect([...(tokens([{ system: 'crm', token }]) ?? [])]).toEqual([['crm', 'secret']]);
    expect([...(tokens() ?? [])]).toEqual([]);
    expect(() => tokens([{ system: 'crm', token: 'nowhere' }])).toThrow();
  });

  it('are refused with a key that the standard does not know, an address in clear, or a file that is not there', () => {
    const other = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
    expect(() => openDsrProcessorsIn(file({ key: put('ed.pem', String(other)) }))).toThrow('RSA or ECDSA');
    expect(() => openDsrProcessorsIn(file({}, { callbacks: ['http://client.example/opendsr'] }))).toThrow();
    expect(() => openDsrProcessorsIn(file({ certificate: 'nowhere.pem' }))).toThrow();
  });
});

describe('the settings of signing in', () => {
  put('secret', 'a-secret\n');
  const settings = {
    issuer: 'https://idporten.example',
    name: 'ID-porten',
    clientId: 'vitne',
    secretFile: 'secret',
    identifiers: [{ claim: 'pid', kind: 'national-id' }],
  };
  const named = (over: Record<string, unknown> = {}) =>
    signInProvidersIn(join(folder, put('sign-in.json', JSON.stringify({ kaukus: { ...settings, ...over } })))).get(
      'kaukus',
    );

  it('name the provider, its claims and how secure a sign-in has to be, and the secret is in a file of its own', () => {
    const { secretFile: _, ...said } = settings;
    expect(named()).toEqual({ ...said, secret: 'a-secret', scope: 'openid', levels: [] });
  });

  it('let an address or a number prove nothing that the provider has not verified', () => {
    const identifiers = [
      { claim: 'email', kind: 'email' },
      { claim: 'phone_number', kind: 'phone' },
    ];
    const verifiedBy = named({ identifiers })?.identifiers.map((identifier) => identifier.verifiedBy);
    expect(verifiedBy).toEqual(['email_verified', 'phone_number_verified']);
  });

  it.each([
    ['an issuer in clear', { issuer: 'http://idporten.example' }],
    ['a secret in the settings themselves', { secret: 'a-secret' }],
    ['a secret that is not there', { secretFile: 'nowhere' }],
    ['an empty secret', { secretFile: put('empty', '\n') }],
    ['no claim that leads to anybody', { identifiers: [] }],
    ['a cookie as a claim', { identifiers: [{ claim: 'sub', kind: 'cookie' }] }],
    ['a scope without openid', { scope: 'profile' }],
  ])('are refused with %s', (_what, over) => {
    expect(() => named(over)).toThrow();
  });

  it('take a provider without encryption on this machine alone', () => {
    expect(named({ issuer: 'http://127.0.0.1:9000' })?.issuer).toBe('http://127.0.0.1:9000');
  });
});
