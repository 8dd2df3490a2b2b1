import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { probeApp } from './probe-app.ts';

test('closing lets a running request finish and refuses new ones', async () => {
  const started = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const probe = await probeApp({}, (app) => {
    app.get('/v1/slow', { config: { access: 'public' } }, async () => {
      started.resolve();
      await release.promise;
      return { done: true };
    });
  });
  await probe.app.listen({ port: 0 });
  const url = `http://127.0.0.1:${(probe.app.addresses()[0] as AddressInfo).port}`;
  const running = fetch(`${url}/v1/slow`);
  await started.promise;
  let closed = false;
  const closing = probe.app.close().then(() => (closed = true));
  await expect(fetch(`${url}/health`)).rejects.toThrow();
  expect(closed).toBe(false);
  release.resolve();
  expect(await (await running).json()).toEqual({ done: true });
  await closing;
});

test('closing ends the waiting of readers at once, with a problem and not with silence', async () => {
  const asked = Promise.withResolvers<void>();
  const probe = await probeApp({
    positions: {
      reached: () => {
        asked.resolve();
        return new Promise<boolean>(() => {});
      },
    },
  });
  await probe.app.listen({ port: 0 });
  const url = `http://127.0.0.1:${(probe.app.addresses()[0] as AddressInfo).port}`;
  const reading = fetch(`${url}/statements/kaukus?after=9`);
  await asked.promise;
  await probe.app.close();
  expect((await reading).status).toBe(503);
});

test('a request that never ends does not keep the service from closing', async () => {
  const started = Promise.withResolvers<void>();
  const probe = await probeApp({ closeTimeoutMs: 20 }, (app) => {
    app.get('/v1/endless', { config: { access: 'public' } }, () => {
      started.resolve();
      return new Promise(() => {});
    });
  });
  await probe.app.listen({ port: 0 });
  const url = `http://127.0.0.1:${(probe.app.addresses()[0] as AddressInfo).port}`;
  const endless = expect(fetch(`${url}/v1/endless`)).rejects.toThrow();
  await started.promise;
  await probe.app.close();
  await endless;
});
