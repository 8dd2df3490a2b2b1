import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startTestEngines, type TestEngines } from '@vitne/engines/test-engines';
import { connectBus } from '@vitne/service-kit/connections';
import { type DemoIssuer, demoIssuer } from '@vitne/service-kit/demo-issuer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStreams } from '../src/open-streams.ts';
import { statementFile } from '../src/statement-files.ts';

const tenant = 'kaukus';
const mainOf = (service: string) => fileURLToPath(new URL(`../../../services/${service}/src/main.ts`, import.meta.url));

describe('services in processes of their own', () => {
  let engines: TestEngines;
  let issuer: DemoIssuer;
  let port: number;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    engines = await startTestEngines({ tenants: [tenant] });
    issuer = await demoIssuer(join(engines.dataDir, 'tokens'));
    writeFileSync(join(engines.dataDir, 'token-keys.json'), JSON.stringify(issuer.jwks()));
    const connection = await connectBus(engines.nats.url, engines.nats.credentials('admin'));
    await openStreams(connection, [tenant]);
    await connection.drain();
    port = await freePort();
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await engines.stop();
  });

  const run = (service: string, more: Record<string, string | undefined>) => {
    const { user = '', pass = '' } = engines.nats.credentials(service);
    const child = spawn(process.execPath, [mainOf(service)], {
      env: {
        PATH: process.env['PATH'],
        VITNE_TENANTS: tenant,
        VITNE_NATS_URL: engines.nats.url,
        VITNE_NATS_USER: user,
        VITNE_NATS_PASSWORD: pass,
        VITNE_MONGO_URL: engines.mongo.url,
        VITNE_KEYS: join(engines.dataDir, 'keys'),
        VITNE_TOKEN_ISSUER: issuer.issuer,
        VITNE_TOKEN_KEYS: pathToFileURL(join(engines.dataDir, 'token-keys.json')).href,
        ...more,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream]?.setEncoding('utf8').on('data', (text: string) => (said[stream] += text));
    const started = new Promise<void>((resolve, reject) => {
      child.stdout?.on('data', () => said.stdout.includes('"msg":"started"') && resolve());
      child.once('exit', () => reject(new Error(said.stderr)));
    });
    started.catch(() => undefined);
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }));
    return { child, started, ended };
  };

  test('a gateway and a service, each alone, publish a statement, and end when they are told to', async () => {
    const servicePort = await freePort();
    const consent = run('consent', { VITNE_PORT: String(servicePort) });
    const nobody = 'http://127.0.0.1:9';
    const gateway = run('gateway', {
      VITNE_PORT: String(port),
      VITNE_CONSENT_URL: `http://127.0.0.1:${servicePort}/`,
      VITNE_REQUEST_INTAKE_URL: nobody,
      VITNE_RETENTION_URL: nobody,
      VITNE_PROCESSOR_REGISTRY_URL: nobody,
      VITNE_NOTARY_URL: nobody,
      VITNE_AUDITOR_URL: nobody,
    });
    await Promise.all([consent.started, gateway.started]);
    const origin = `http://127.0.0.1:${port}`;
    const token = await issuer.issue({ tenant, role: 'privacy-officer', subject: 'test', expiresInSeconds: 60 });
    const published = await fetch(`${origin}/v1/statements`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ file: statementFile(tenant) }),
    });
    expect(published.status).toBe(201);
    const inForce = await fetch(`${origin}/v1/public/${tenant}/statements/in-force?after=1`);
    expect(inForce.status).toBe(200);
    const missing = await fetch(`${origin}/v1/recipients`, { headers: { authorization: `Bearer ${token}` } });
    expect(missing.status).toBe(503);
    for (const { child } of [gateway, consent]) child.kill('SIGTERM');
    expect([(await gateway.ended).code, (await consent.ended).code]).toEqual([0, 0]);
  });

  test.each([
    ['a variable is missing', { VITNE_MONGO_URL: undefined }, 2],
    ['a tenant cannot be', { VITNE_TENANTS: 'Not A Tenant' }, 2],
    ['the bus refuses its password', { VITNE_NATS_PASSWORD: 'wrong' }, 1],
    ['its password file is not there', { VITNE_NATS_PASSWORD_FILE: 'nowhere' }, 1],
    ['the keys of its issuer are not there', { VITNE_TOKEN_KEYS: 'file:///nowhere/keys.json' }, 1],
  ])('a service does not start when %s, and says why in one sentence', async (_what, wrong, exitCode) => {
    const { code, stderr } = await run('consent', { VITNE_PORT: '0', ...wrong }).ended;
    expect(code).toBe(exitCode);
    expect(stderr).toMatch(/^[^\n]+\.\n$/);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new TypeError('No port was given.');
  return address.port;
}
