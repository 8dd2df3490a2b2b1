import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type SpecData, Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Probe, probeApp } from './probe-app.ts';

type Operation = {
  description: string;
  security: unknown[];
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { content: Record<string, { schema: Record<string, unknown> }> };
  responses: Record<string, { content: Record<string, { schema: Record<string, unknown> }> }>;
};
type Description = { openapi: string; servers: { url: string }[]; paths: Record<string, Record<string, Operation>> };

let probe: Probe;
beforeAll(async () => {
  probe = await probeApp({ positions: { reached: async () => true } });
});
afterAll(() => probe.app.close());

describe('/openapi.json', () => {
  const description = async () => (await probe.app.inject('/openapi.json')).json<Description>();
  const operation = async (path: string, method: string) => (await description()).paths[path]?.[method] as Operation;

  test('is valid OpenAPI 3.1, and the validator notices when it is not', async () => {
    const document = await description();
    expect(document.openapi).toBe('3.1.0');
    expect(await new Validator().validate(structuredClone(document) as SpecData)).toMatchObject({ valid: true });
    const broken = { ...document, paths: { '/x': { get: { responses: 'none' } } } };
    expect(await new Validator().validate(broken as SpecData)).toMatchObject({ valid: false });
  });

  test('lists a route with its schemas, its roles and the form of its problems', async () => {
    const make = await operation('/v1/things', 'post');
    expect(make.requestBody?.content['application/json']?.schema).toMatchObject({
      additionalProperties: false,
      required: ['email', 'purposes'],
    });
    expect(make.responses['201']?.content['application/json']?.schema).toMatchObject({ required: ['position'] });
    expect(make.responses['default']?.content).toHaveProperty(['application/problem+json']);
    expect(make.security).toEqual([{ bearer: [] }]);
    expect(make.description).toContain('staff or system');
  });

  test('shows ?after beside the query of a route, and only where it works', async () => {
    const names = async (path: string) => (await operation(path, 'get')).parameters?.map(({ name }) => name).sort();
    expect(await names('/v1/things/{id}')).toEqual(['after', 'id', 'state']);
    expect(await names('/statements/{tenant}')).toEqual(['after', 'tenant']);
    expect(await names('/health')).toBeUndefined();
  });

  test('says how to get a token, and is served when the examples cannot be made', async () => {
    const away = async () => {
      throw new Error('The database is away.');
    };
    const other = await probeApp({ tenants: ['alfa'], examples: away });
    const served = await Promise.all(['/openapi.json', '/docs/json'].map((path) => other.app.inject(path)));
    await other.app.close();
    expect(served.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    for (const answer of served) expect(answer.body).toContain('vitne -- token --tenant alfa --role staff');
  });

  test('calls public routes public and hides its own pages', async () => {
    const { paths } = await description();
    expect(paths['/statements/{tenant}']?.['get']?.security).toEqual([]);
    expect(Object.keys(paths).filter((path) => path.startsWith('/docs') || path.startsWith('/problems'))).toEqual([]);
  });
});

describe('/docs behind a gateway that adds a prefix', () => {
  let gateway: Server;
  let base: string;
  beforeAll(async () => {
    await probe.app.listen({ port: 0 });
    const { port } = probe.app.addresses()[0] as AddressInfo;
    gateway = createServer((incoming, outgoing) => {
      const path = /^\/services\/probe(\/.*)$/.exec(incoming.url ?? '')?.[1];
      if (!path) return void outgoing.writeHead(404).end();
      request({ port, host: '127.0.0.1', path, agent: false }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      }).end();
    });
    await new Promise<void>((done) => gateway.listen(0, '127.0.0.1', done));
    base = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  });
  afterAll(() => void gateway.close());

  test.each(['/services/probe/docs', '/services/probe/docs/'])(
    '%s loads everything it needs from below the prefix',
    async (path) => {
      const page = await fetch(base + path);
      expect(page.status).toBe(200);
      const html = await page.text();
      const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, asset]) => asset as string);
      expect(assets.length).toBeGreaterThan(4);
      for (const asset of assets) {
        const url = new URL(asset, base + path);
        expect(url.pathname).toMatch(/^\/services\/probe\/docs\/static\//);
        const answer = await fetch(url);
        expect([url.pathname, answer.status]).toEqual([url.pathname, 200]);
        await answer.bytes();
      }
    },
  );

  test('the page allows its own scripts only, and runs none inline', async () => {
    const page = await fetch(`${base}/services/probe/docs/`);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(await page.text()).not.toMatch(/<script(?![^>]*\bsrc=)|https?:\/\//);
  });

  test('calls tried out on the page go to the service below the prefix', async () => {
    for (const path of ['/services/probe/docs/json', '/services/probe/openapi.json']) {
      const described = (await (await fetch(base + path)).json()) as Description;
      const server = new URL(described.servers[0]?.url as string, base + path);
      expect(server.pathname).toBe('/services/probe/');
    }
  });
});
