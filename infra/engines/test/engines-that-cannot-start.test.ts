import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EngineError } from '../src/engine-error.ts';
import { isAtLeast } from '../src/find-binary.ts';
import { type Engines, type StartEnginesOptions, startEngines } from '../src/start-engines.ts';

let scratch: string;
let running: Engines;
/** The one engine a test is not about is the one that runs already. */
let withRunningMongo: Record<string, string | undefined>;
let withRunningNats: Record<string, string | undefined>;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'vitne-refusals-'));
  running = await startEngines({ dataDir: join(scratch, 'shared') });
  const { user, pass } = running.nats.credentials('admin');
  withRunningMongo = { PATH: process.env['PATH'], VITNE_MONGO_URL: running.mongo.url };
  withRunningNats = {
    PATH: process.env['PATH'],
    VITNE_NATS_URL: running.nats.url.replace('//', `//${user}:${pass}@`),
  };
});
afterAll(async () => {
  await running.stop();
  rmSync(scratch, { recursive: true, force: true });
});

async function refusal(name: string, options: Partial<StartEnginesOptions>): Promise<EngineError> {
  try {
    const engines = await startEngines({ dataDir: join(scratch, name), ...options });
    await engines.stop();
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error('The engines started, and they should not have.');
}

test.each(['nats', 'mongo'] as const)('a taken port for %s is named, and nothing is left behind', async (engine) => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const address = holder.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  try {
    const environment = engine === 'nats' ? withRunningMongo : withRunningNats;
    const error = await refusal('ports', { ports: { [engine]: port }, environment });
    expect(error.code).toBe('port-in-use');
    expect(error.message).toContain(String(port));
  } finally {
    holder.close();
  }
});

test('two starts never share a data folder', async () => {
  expect((await refusal('shared', {})).code).toBe('data-folder-in-use');
});

test('engines that run already are used, and neither stopped nor killed', async () => {
  const environment = { ...withRunningNats, ...withRunningMongo };
  const engines = await startEngines({ dataDir: join(scratch, 'foreign'), environment });
  await expect(engines.killNats()).rejects.toMatchObject({ code: 'engine-not-ours' });
  await expect(engines.nats.addTenant('alfa')).rejects.toMatchObject({ code: 'engine-not-ours' });
  await engines.stop();
  expect([running.nats.pid, running.mongo.pid]).not.toContain(undefined);
});

test('a lock that a dead process left does not keep the owner out', async () => {
  const dataDir = join(scratch, 'stale');
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'engines.lock'), '999999 Thu Jan  1 00:00:00 1970');
  const engines = await startEngines({ dataDir, environment: withRunningMongo });
  await engines.stop();
});

test('an engine that ends at once says its last words, where its log is and what to do', async () => {
  const folder = join(scratch, 'broken-bin');
  mkdirSync(folder);
  const script = '#!/bin/sh\n[ "$1" = --version ] && echo v9.9.9 && exit 0\necho the disk is full >&2\nexit 1\n';
  writeFileSync(join(folder, 'nats-server'), script, { mode: 0o755 });
  const error = await refusal('broken', { environment: { ...withRunningMongo, PATH: `${folder}:/bin:/usr/bin` } });
  expect(error.code).toBe('engine-did-not-start');
  expect(error.message).toContain('the disk is full');
  expect(error.message).toMatch(/mend what its log .*nats-server\.log says, and start Vitne again\.$/);
});

test('an engine on PATH that is too old is passed over', async () => {
  const folder = join(scratch, 'old-bin');
  mkdirSync(folder);
  writeFileSync(join(folder, 'nats-server'), '#!/bin/sh\necho nats-server: v2.9.0\n', { mode: 0o755 });
  const lines: string[] = [];
  const environment = { ...withRunningMongo, PATH: `${folder}:${process.env['PATH']}` };
  const engines = await startEngines({ dataDir: join(scratch, 'old'), environment, log: (line) => lines.push(line) });
  await engines.stop();
  expect(lines.join()).toContain('2.9.0');
});

test.each([
  ['VITNE_NATS_URL', 'nats://127.0.0.1:9'],
  ['VITNE_MONGO_URL', 'mongodb://127.0.0.1:9/?directConnection=true'],
])('nobody at %s is said, and no other server is used instead', async (variable, url) => {
  const error = await refusal(variable, { environment: { ...withRunningNats, ...withRunningMongo, [variable]: url } });
  expect(error.code).toBe('engine-unreachable');
  expect(error.message).toContain(variable);
});

test('without pip one sentence says what to install', () => {
  const source = new URL('../src/fetch-engines.mjs', import.meta.url).href;
  const script = `const { fetchEngines } = await import(${JSON.stringify(source)});
    try { await fetchEngines(${JSON.stringify(join(scratch, 'no-pip'))}); } catch (error) { console.log(error.code); }`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { PATH: join(scratch, 'nothing') },
  });
  expect(output.trim()).toBe(
    process.platform === 'linux' && process.arch === 'x64' ? 'pip-missing' : 'platform-unsupported',
  );
});

test('versions are compared as numbers', () => {
  expect([isAtLeast('2.12.0', '2.12.0'), isAtLeast('2.9.9', '2.12.0'), isAtLeast('3.0.0', '2.12.9')]).toEqual([
    true,
    false,
    true,
  ]);
});
