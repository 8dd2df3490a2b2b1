import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startEngines } from '../src/start-engines.ts';

type Asked = {
  Image: string;
  Cmd: string[];
  Healthcheck?: { Test: string[] };
  HostConfig: { Binds: string[]; PortBindings: Record<string, { HostIp: string; HostPort: string }[]> };
};

let docker: Server;
let root: string;
const asked = new Map<string, Asked>();

/** Answers as a Docker that has every image, until it is asked for a container: what it is asked is what matters here. */
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'vitne-containers-'));
  docker = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://docker');
    response.setHeader('content-type', 'application/json');
    if (pathname.endsWith('/containers/json')) return void response.end('[]');
    if (!pathname.endsWith('/containers/create')) return void response.end('{"Id":"there","ServerVersion":"29"}');
    void json(request).then((wanted) => {
      const { Image } = wanted as Asked;
      asked.set(Image.replace(/:.*/, ''), wanted as Asked);
      response.writeHead(500).end('{"message":"no container today"}');
    });
  });
  await new Promise<void>((resolve) => docker.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('DOCKER_HOST', `tcp://127.0.0.1:${(docker.address() as AddressInfo).port}`);
  vi.stubEnv('TESTCONTAINERS_RYUK_DISABLED', 'true');
  const environment = { VITNE_ENGINES: 'containers' };
  const options = { dataDir: join(root, 'engines'), keyFolder: join(root, 'keys'), environment };
  await expect(startEngines(options)).rejects.toMatchObject({
    code: 'containers-unavailable',
    message: expect.stringContaining('no container today'),
  });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await new Promise((resolve) => docker.close(resolve));
  rmSync(root, { recursive: true, force: true });
});

const askedFor = (image: 'nats' | 'mongo'): Asked => asked.get(image) as Asked;

test.each(['nats', 'mongo'] as const)('nothing of %s is reachable from another machine', (image) => {
  const bindings = Object.values(askedFor(image).HostConfig.PortBindings).flat();
  expect(bindings.length).toBeGreaterThan(0);
  expect(new Set(bindings.map(({ HostIp }) => HostIp))).toEqual(new Set(['127.0.0.1']));
});

test.each([
  ['nats', '4222/tcp'],
  ['mongo', '27017/tcp'],
] as const)('%s has a port that stays the same when it is started again', (image, port) => {
  expect(Number(askedFor(image).HostConfig.PortBindings[port]?.[0]?.HostPort)).toBeGreaterThan(1_023);
});

test('a second container on the same data is the replica set of the first, whatever the container is called', () => {
  const { Cmd, Healthcheck, HostConfig } = askedFor('mongo');
  expect(Cmd.slice(0, 3)).toEqual(['--replSet', 'vitne', '--bind_ip_all']);
  expect(Healthcheck?.Test.at(-1)).toContain("_id: 'vitne', members: [{ _id: 0, host: '127.0.0.1:27017' }]");
  expect(HostConfig.Binds).toEqual([`${join(root, 'engines', 'containers', 'mongo')}:/data/db:rw`]);
});

test('nats runs on our configuration alone, on data of its own that is encrypted', () => {
  const { Cmd, HostConfig } = askedFor('nats');
  expect(Cmd).toEqual(['--config', '/etc/vitne/nats-server.conf']);
  expect(HostConfig.Binds).toEqual([`${join(root, 'engines', 'containers', 'nats', 'store')}:/data:rw`]);
  expect(readFileSync(join(root, 'keys', 'store-key.conf'), 'utf8')).toContain('key: ');
});
