import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { type Platform, startPlatform } from '@vitne/embedded/platform';
import { publishStatements } from '@vitne/embedded/publish-statements';
import { tenants } from '@vitne/embedded/statement-files';
import { fileLogger } from '@vitne/embedded/terminal';
import { realClock, steeredClock } from '@vitne/service-kit/clock';
import { afterAll, beforeAll, expect, test } from 'vitest';

const dataDir = mkdtempSync(join(tmpdir(), 'vitne-witnessed-'));
const logs = join(dataDir, 'logs-of-the-witness');
const log = fileLogger(dataDir);
let platform: Platform;
let witness: ChildProcess;
let witnessKey: string;

beforeAll(async () => {
  const programs = join(import.meta.dirname, '..', '..', 'apps');
  // Nobody's ledger is known to it yet: the notary has no keys before it has started.
  writeFileSync(logs, '');
  const env = {
    ...process.env,
    VITNE_WITNESS_NAME: 'authority.example/witness',
    VITNE_WITNESS_FOLDER: join(dataDir, 'witness'),
    VITNE_WITNESS_LOGS: logs,
    VITNE_PORT: '0',
    VITNE_LOG_LEVEL: 'info',
  };
  witness = spawn(process.execPath, [join(programs, 'witness/src/main.ts')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: witness.stdout as NodeJS.ReadableStream }), 'line')) as [string];
  const said = JSON.parse(line) as { key: string; port: number };
  witnessKey = said.key;
  const witnessList = join(dataDir, 'witnesses');
  writeFileSync(witnessList, `# of the authority\n${witnessKey} http://127.0.0.1:${said.port}\n`);
  platform = await startPlatform({
    dataDir,
    tenants,
    witnessList,
    gatewayPort: 0,
    clock: { ...steeredClock(realClock.now()), now: realClock.now },
    steerable: () => false,
    logger: log.logger,
    story: () => undefined,
    onEngineExit: () => {},
  });
  await publishStatements(platform);
  await platform.settled();
}, 120_000);
afterAll(async () => {
  await platform.stop();
  witness.kill('SIGKILL');
  await log.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const cli = join(import.meta.dirname, '..', '..', 'apps', 'cli', 'src', 'main.ts');
const vitne = async (...words: string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [cli, ...words, '--data', dataDir], { timeout: 60_000 })).stdout;
const patience = { timeout: 25_000 };

async function call(role: 'auditor' | 'system', path: string, body?: object) {
  const token = await platform.token({ tenant: 'kaukus', role, subject: 'somebody' });
  const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) };
  const sent = body && { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${platform.address.gateway}${path}`, { headers, ...sent });
  expect(response.ok, await response.clone().text()).toBe(true);
  return response;
}

type Shown = { newest: number; lag: number; witnesses: { state: string; code?: string; cosignedSize?: number }[] };
const shown = async () => (await (await call('auditor', '/v1/ledger')).json()) as Shown;
const keys = async () =>
  ((await (await call('auditor', '/v1/public/kaukus/ledger/keys')).json()) as { keys: { key: string }[] }).keys.map(
    ({ key }) => key,
  );
/** Something happens, and everything is signed and cosigned. */
async function happens(id: string): Promise<void> {
  const data = { person: [{ kind: 'email', value: `${id}@example.org` }], enquiry: { message: 'Hello' } };
  await call('system', '/v1/events', { specversion: '1.0', id, source: 'kaukus-site', type: 'enquiry.received', data });
  await platform.settled();
  await expect
    .poll(async () => {
      const { newest, lag, witnesses } = await shown();
      return lag === 0 && witnesses[0]?.state === 'cosigned' && witnesses[0].cosignedSize === newest;
    }, patience)
    .toBe(true);
}

test('an authority witnesses the ledger from the day on which it is given the key, and auditors see that it does', async () => {
  await expect.poll(async () => (await shown()).witnesses[0]?.code, patience).toBe('not-witnessed');
  const [key = ''] = await keys();
  appendFileSync(logs, `${key}\n`);
  await happens('first');
  const verified = await vitne('audit', 'verify', '--tenant', 'kaukus', '--key', key, '--witness', witnessKey);
  expect(verified).toContain('seen by 1 of 1 witnesses: authority.example/witness the first');
  expect(verified).toContain(': 0 findings');
  const proof = join(dataDir, 'event.tlog-proof');
  await vitne('audit', 'prove', '1', '--tenant', 'kaukus', '--out', proof);
  const words = ['audit', 'check', proof, '--key', key, '--witness', witnessKey];
  const check = await promisify(execFile)(process.execPath, [cli, ...words]);
  expect(check.stdout).toContain('seen by 1 of 1 witnesses (authority.example/witness)');
}, 120_000);

test('the key is changed by command while everything runs, and the ledger, the witness and the archive go along', async () => {
  const [old = ''] = await keys();
  await vitne('ledger', 'key', 'change', 'kaukus');
  const [, fresh = ''] = await keys();
  expect(fresh).not.toBe('');
  appendFileSync(logs, `${fresh}\n`);
  const period = ['--from', '2020-01-01', '--to', '2099-01-01', '--format', 'json'];
  const report = () => vitne('audit', 'report', 'accountability', '--tenant', 'kaukus', ...period);
  await expect.poll(report, { timeout: 60_000, interval: 500 }).toContain('notary-key.changed.v1');
  await happens('second');
  // Both keys and the witness; what was asked for just now may have made the ledger grow once more.
  const signatures = async () =>
    (await (await call('auditor', '/v1/ledger/checkpoint')).text()).split('\u2014').length - 1;
  await expect.poll(signatures, patience).toBe(3);
  const archive = join(dataDir, 'archive');
  for (const where of [[], ['--archive', archive]]) {
    const read = ['audit', 'verify', '--tenant', 'kaukus', ...where, '--key', old, fresh, '--witness', witnessKey];
    const verified = await vitne(...read);
    expect(verified).toContain(': 0 findings');
    expect(verified).toContain('seen by 1 of 1 witnesses');
  }
}, 120_000);
