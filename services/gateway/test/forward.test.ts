import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceRoutes } from '../src/service-routes.ts';
import { digestOf, type Echo, type RunningGateway, runGateway } from './running-gateway.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runGateway();
});
afterAll(() => gateway?.stop());

const requests = '/v1/requests';
type Problem = { type: string; detail: string };

describe('what is sent reaches the service as it was sent', () => {
  const bodies: [string, string | Uint8Array<ArrayBuffer>, string][] = [
    ['JSON with its own spacing and order of keys', '{ "b" : 1,\n\t"a":2.50 }', 'application/json'],
    ['JSON that is broken', '{"a":', 'application/json'],
    ['bytes', new Uint8Array(randomBytes(300_000)), 'application/octet-stream'],
    ['a type nobody has heard of', 'x', 'x-odd/thing'],
    ['nothing', '', 'text/plain'],
  ];
  it.each(bodies)('%s', async (_what, body, type) => {
    const answer = await gateway.call('staff', 'POST', requests, body, { 'content-type': type });
    const seen = answer.json() as Echo;
    expect([answer.status, seen.method, seen.url]).toEqual([200, 'POST', requests]);
    expect(seen.digest).toBe(digestOf(body));
    expect(seen.headers['content-type']).toBe(type);
  });

  it('the token, the idempotency key, the position and the trace too; the service checks them itself', async () => {
    const sent = {
      authorization: 'Bearer not.a.token',
      'idempotency-key': 'k1',
      'if-match': '"4"',
      'x-correlation-id': 'c1',
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
      'sec-gpc': '1',
    };
    const seen = (await gateway.call('nobody', 'POST', requests, '{}', sent)).json() as Echo;
    expect(seen.headers).toMatchObject(sent);
  });

  it('path and query letter by letter', async () => {
    const path = '/v1/requests/r-1%20%2F?state=open&after=7&x=%C3%A5';
    expect((await gateway.call('staff', 'GET', path)).json()).toMatchObject({ url: path });
  });
});

it('the answer comes back as it is: status, headers and body', async () => {
  const answer = await gateway.call('staff', 'GET', requests, undefined, { 'x-answer': '418' });
  expect([answer.status, answer.headers.get('x-from'), answer.headers.get('vitne-position')]).toEqual([
    418,
    'upstream',
    '7',
  ]);
});

describe('each part of the API is answered by its service', () => {
  it.each(serviceRoutes)('%s by %s', async (pattern, service) => {
    const path = pattern.replace(':tenant', gateway.tenant).replace(/:\w+/g, 'x').replace('*', 'y/z');
    const answer = await gateway.call('staff', 'GET', path);
    if (service === 'retention') expect(answer.status).toBe(503);
    else if (service === 'consent') expect(answer.json()).toEqual({ url: path, by: 'consent' });
    else expect((answer.json() as Echo).url).toBe(path);
  });

  it('and nothing else is', async () => {
    for (const path of [
      '/v1/unheard-of',
      '/v1/requestsx',
      '/services',
      '/services/stranger/docs',
      '/services/consentx/docs',
    ]) {
      const answer = await gateway.call('staff', 'GET', path);
      expect([answer.status, (answer.json() as Problem).type]).toEqual([404, '/problems/unknown-route']);
    }
  });

  it('a tenant that is not served here is not there for strangers either', async () => {
    const answer = await gateway.call('nobody', 'GET', '/v1/public/nobody-here/recipients');
    expect([answer.status, (answer.json() as Problem).type]).toEqual([404, '/problems/not-found']);
  });
});

describe('a service’s own pages', () => {
  it('work behind its name: the description, its page, and everything that page loads', async () => {
    const description = (await gateway.call('nobody', 'GET', '/services/consent/openapi.json')).json() as {
      openapi: string;
      servers: { url: string }[];
    };
    expect(description.openapi).toMatch(/^3\.1/);
    const base = 'http://x/services/consent/openapi.json';
    expect(new URL(description.servers[0]?.url ?? '', base).pathname).toBe('/services/consent/');

    let path = '/services/consent/docs';
    let page = await gateway.call('nobody', 'GET', path);
    for (let hops = 0; page.status >= 300 && page.status < 400 && hops < 3; hops++) {
      path = new URL(page.headers.get('location') ?? '', `http://x${path}`).pathname;
      page = await gateway.call('nobody', 'GET', path);
    }
    expect(page.status).toBe(200);
    const loaded = [...page.text.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, link = '']) => link);
    expect(loaded.length).toBeGreaterThan(3);
    for (const link of loaded) {
      const { pathname, host } = new URL(link, `http://x${path}`);
      expect([link, host, pathname.startsWith('/services/consent/')]).toEqual([link, 'x', true]);
      expect((await gateway.call('nobody', 'GET', pathname)).status).toBe(200);
    }
  });
});

it('a read that a service cannot answer just now is answered at once, and not tried again behind the caller’s back', async () => {
  const answer = await gateway.call('staff', 'GET', '/v1/requests/once', undefined, { 'x-answer': '503' });
  expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('x-times')]).toEqual([503, '2', '1']);
});

it('is not ready while a service behind it is away, and says which', async () => {
  const answer = await gateway.call('nobody', 'GET', '/ready');
  expect(answer.status).toBe(503);
  expect(answer.json()).toMatchObject({ facts: { reasons: ['The retention service is not ready.'] } });
});

it('503 with Retry-After while a service is away, without a word of where it would be', async () => {
  const answer = await gateway.call('staff', 'GET', '/v1/disposals');
  expect([answer.status, (answer.json() as Problem).type]).toEqual([503, '/problems/temporarily-unavailable']);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(answer.text).not.toMatch(/127\.0\.0\.1|ECONN/);
});
