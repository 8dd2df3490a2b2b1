import { afterEach, expect, test } from 'vitest';
import { codeOf, type Probe, probeApp } from './probe-app.ts';

let probe: Probe;
afterEach(() => probe.app.close());

test('a reader who names a position is answered when the read model has it, and not before', async () => {
  const asked: [string, number][] = [];
  const behind = Promise.withResolvers<void>();
  let position = 41;
  probe = await probeApp({
    positions: {
      reached: async (tenant, wanted) => {
        asked.push([tenant, wanted]);
        if (asked.length === 3) behind.resolve();
        return position >= wanted;
      },
    },
  });
  let answered = false;
  const answer = probe.app.inject({ url: '/v1/things/1?after=42', headers: await probe.as('staff') }).then((it) => {
    answered = true;
    return it;
  });
  await behind.promise;
  expect(answered).toBe(false);
  position = 42;
  expect((await answer).statusCode).toBe(200);
  expect(asked.every(([tenant, wanted]) => tenant === 'kaukus' && wanted === 42)).toBe(true);
});

test('504: a read model that stays behind, or does not answer, gives a problem with Retry-After', async () => {
  for (const reached of [async () => false, () => new Promise<boolean>(() => {})]) {
    probe = await probeApp({ positions: { reached, longestWaitMs: 30 } });
    const answer = await probe.app.inject({ url: '/statements/kaukus?after=1' });
    expect([answer.statusCode, codeOf(answer), answer.headers['retry-after']]).toEqual([504, 'projection-behind', '2']);
    await probe.app.close();
  }
});

test('public readers wait for the tenant of the path', async () => {
  const asked: string[] = [];
  probe = await probeApp({ positions: { reached: async (tenant) => asked.push(tenant) > 0 } });
  expect((await probe.app.inject('/statements/catacloud?after=3')).statusCode).toBe(200);
  expect(asked).toEqual(['catacloud']);
});

test.each(['-1', 'x', '1&after=2', '1e3', '9'.repeat(16), ''])('400: ?after=%s is no position', async (after) => {
  probe = await probeApp({ positions: { reached: async () => true } });
  const answer = await probe.app.inject({ url: `/v1/things/1?after=${after}`, headers: await probe.as('staff') });
  expect([codeOf(answer), answer.json().errors[0].path]).toEqual(['invalid-request', 'query/after']);
});

test('400: where no tenant is meant there is no position to wait for', async () => {
  probe = await probeApp({ positions: { reached: async () => true } });
  expect(codeOf(await probe.app.inject('/health?after=1'))).toBe('invalid-request');
});

test('401: nobody waits without a token', async () => {
  probe = await probeApp({ positions: { reached: () => Promise.reject(new Error('asked')) } });
  expect(codeOf(await probe.app.inject('/v1/things/1?after=1'))).toBe('token-missing');
});

test('201: a write tells its position', async () => {
  probe = await probeApp();
  const payload = { email: 'a@b.no', purposes: [] };
  const answer = await probe.app.inject({
    method: 'POST',
    url: '/v1/things',
    payload,
    headers: await probe.as('system'),
  });
  expect([answer.statusCode, answer.headers['vitne-position']]).toEqual([201, '7']);
});
