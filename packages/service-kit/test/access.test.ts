import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { roles } from '../src/caller.ts';
import { demoIssuer } from '../src/demo-issuer.ts';
import { jwksVerifier } from '../src/tokens.ts';
import { codeOf, type Probe, probeApp } from './probe-app.ts';

let probe: Probe;
beforeAll(async () => {
  probe = await probeApp();
});
afterAll(() => probe.app.close());

const get = (url: string, headers: Record<string, string> = {}) => probe.app.inject({ url, headers });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('401', () => {
  test('without a token nobody gets in, and is told how to', async () => {
    const answer = await get('/v1/things/1');
    expect([answer.statusCode, codeOf(answer)]).toEqual([401, 'token-missing']);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="vitne"');
  });

  test('a token of a foreign issuer, with the same claims, is refused', async () => {
    const foreign = await demoIssuer(await mkdtemp(join(tmpdir(), 'vitne-foreign-')));
    const token = await foreign.issue({ tenant: 'kaukus', role: 'staff', subject: 'staff-1', expiresInSeconds: 60 });
    const answer = await get('/v1/things/1', bearer(token));
    expect([answer.statusCode, codeOf(answer)]).toEqual([401, 'token-invalid']);
    expect(answer.headers['www-authenticate']).toContain('invalid_token');
  });

  test('an expired token is refused', async () => {
    const token = await probe.issuer.issue({ tenant: 'kaukus', role: 'staff', subject: 'a', expiresInSeconds: -60 });
    const answer = await get('/v1/things/1', bearer(token));
    expect([answer.statusCode, codeOf(answer)]).toEqual([401, 'token-expired']);
  });

  test.each([
    ['another scheme', 'Basic YTpi'],
    ['rubbish', 'Bearer a.b.c'],
    ['two tokens', 'Bearer a.b.c, Bearer d.e.f'],
    ['an endless token', `Bearer ${'a'.repeat(9_000)}`],
    [
      'an unsigned token',
      `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"tenant":"kaukus"}').toString('base64url')}.`,
    ],
  ])('%s is no token', async (_name, authorization) => {
    expect(codeOf(await get('/v1/things/1', { authorization }))).toBe('token-invalid');
  });
});

describe('403', () => {
  test.each(roles)('%s reaches a staff route only as staff or privacy officer', async (role) => {
    const answer = await get('/v1/things/1', await probe.as(role));
    const allowed = role === 'staff' || role === 'privacy-officer';
    expect(answer.statusCode).toBe(allowed ? 200 : 403);
    if (!allowed) expect(codeOf(answer)).toBe('role-not-allowed');
  });

  test('a token of one tenant does not reach another, nor learns whether it exists', async () => {
    const own = await get('/v1/tenants/kaukus/notes', await probe.as('staff'));
    expect(own.statusCode).toBe(200);
    const headers = await probe.as('privacy-officer');
    expect(codeOf(await get('/v1/tenants/catacloud/notes', headers))).toBe('other-tenant');
    expect(codeOf(await get('/v1/tenants/nobody/notes', headers))).toBe('other-tenant');
  });
});

test('200: the handler learns tenant and actor from the token alone', async () => {
  const answer = await get('/v1/things/1', await probe.as('staff', 'catacloud'));
  expect(answer.json()).toEqual({ tenant: 'catacloud', actor: 'staff:staff-1' });
});

test('200: public routes need no token, and a HEAD is guarded like its GET', async () => {
  expect((await get('/statements/kaukus')).statusCode).toBe(200);
  expect((await probe.app.inject({ method: 'HEAD', url: '/v1/things/1' })).statusCode).toBe(401);
});

test('503: an issuer whose keys cannot be fetched is no fault of the token', async () => {
  const unreachable = jwksVerifier({
    issuer: 'urn:x',
    audience: 'vitne',
    jwks: new URL('http://127.0.0.1:1/jwks.json'),
  });
  const away = await probeApp({ tokens: unreachable });
  expect(codeOf(await away.app.inject({ url: '/v1/things/1', headers: await probe.as('staff') }))).toBe(
    'temporarily-unavailable',
  );
});

test('a service with a route that does not say who may call it does not start', async () => {
  await expect(probeApp({}, (app) => void app.get('/v1/open', {}, () => 'everything'))).rejects.toThrow('/v1/open');
  await expect(probeApp({}, (app) => void app.get('/v1/none', { config: { access: [] } }, () => ''))).rejects.toThrow(
    '/v1/none',
  );
  const late = await probeApp(
    {},
    (app) => void app.register(async (inner) => void inner.get('/v1/inner', () => 'everything')),
  );
  await expect(late.app.ready()).rejects.toThrow('/v1/inner');
});

describe('what a token must hold', () => {
  const claims = { tenant: 'kaukus', role: 'staff', sub: 'u-1' };
  test.each<[string, Record<string, unknown>, string | undefined]>([
    ['all of it', {}, undefined],
    ['an e-mail address as subject', { sub: 'anna@example.org' }, 'token-invalid'],
    ['an unknown role', { role: 'root' }, 'token-invalid'],
    ['no tenant', { tenant: undefined }, 'token-invalid'],
    ['another audience', { aud: 'elsewhere' }, 'token-invalid'],
    ['another issuer', { iss: 'urn:other' }, 'token-invalid'],
    ['no expiry', { exp: undefined }, 'token-invalid'],
  ])('%s', async (_name, change, failure) => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const verifier = jwksVerifier({
      issuer: 'urn:idp',
      audience: 'vitne',
      jwks: { keys: [await exportJWK(publicKey)] },
    });
    const exp = Math.floor(Date.now() / 1_000) + 60;
    const token = await new SignJWT({ ...claims, iss: 'urn:idp', aud: 'vitne', exp, ...change })
      .setProtectedHeader({ alg: 'ES256' })
      .sign(privateKey);
    expect(await verifier.verify(token)).toEqual(failure ?? { tenant: 'kaukus', role: 'staff', actor: 'staff:u-1' });
  });

  test('an HMAC under the public key is not a signature', async () => {
    const key = new TextEncoder().encode(JSON.stringify(probe.issuer.jwks()));
    const token = await new SignJWT({ ...claims, exp: 4e9 })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(probe.issuer.issuer)
      .setAudience('vitne')
      .sign(key);
    expect(await probe.issuer.verifier().verify(token)).toBe('token-invalid');
  });

  test('keys are fetched over https or from this machine only', () => {
    expect(() => jwksVerifier({ issuer: 'a', audience: 'b', jwks: new URL('http://example.org/jwks') })).toThrow(
      TypeError,
    );
  });
});

describe('the demo issuer', () => {
  test('keeps one key per folder, readable by its owner only, also when two processes start at once', async () => {
    const folder = join(await mkdtemp(join(tmpdir(), 'vitne-key-')), 'keys');
    const [first, second] = await Promise.all([demoIssuer(folder), demoIssuer(folder)]);
    expect(second.jwks()).toEqual(first.jwks());
    expect((await stat(join(folder, 'demo-token-key.json'))).mode & 0o777).toBe(0o600);
    const { d } = JSON.parse(await readFile(join(folder, 'demo-token-key.json'), 'utf8')) as { d: string };
    expect(JSON.stringify(first.jwks())).not.toContain(d);
  });

  test('puts no address into a token', async () => {
    expect(() =>
      probe.issuer.issue({ tenant: 'kaukus', role: 'staff', subject: 'a@b.no', expiresInSeconds: 1 }),
    ).toThrow(TypeError);
  });

  test('integrating systems act as systems', async () => {
    const token = await probe.issuer.issue({ tenant: 'kaukus', role: 'system', subject: 'crm', expiresInSeconds: 9 });
    expect(await probe.issuer.verifier().verify(token)).toMatchObject({ actor: 'system:crm' });
  });
});
