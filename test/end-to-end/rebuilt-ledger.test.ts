import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { addressFile, startPlatform } from '@vitne/embedded/platform';
import { publishStatements } from '@vitne/embedded/publish-statements';
import { tenants } from '@vitne/embedded/statement-files';
import { fileLogger } from '@vitne/embedded/terminal';
import { realClock, steeredClock } from '@vitne/service-kit/clock';
import { afterAll, expect, test } from 'vitest';

const dataDir = mkdtempSync(join(tmpdir(), 'vitne-rebuilt-'));
const log = fileLogger(dataDir);
afterAll(async () => {
  await log.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const run = () =>
  startPlatform({
    dataDir,
    tenants,
    gatewayPort: 0,
    clock: { ...steeredClock(realClock.now()), now: realClock.now },
    steerable: () => false,
    logger: log.logger,
    story: () => undefined,
    onEngineExit: () => {},
  });
const cli = join(import.meta.dirname, '..', '..', 'apps', 'cli', 'src', 'main.ts');
const vitne = (...words: string[]) =>
  promisify(execFile)(process.execPath, [cli, ...words, '--data', dataDir], { timeout: 60_000 });

test('the ledger is lost while the platform runs; the archive puts it back, the audit finds nothing, and it is signed on', async () => {
  const first = await run();
  await publishStatements(first);
  await first.settled();
  const token = await first.token({ tenant: 'kaukus', role: 'auditor', subject: 'audit' });
  const ask = async (gateway: string, path: string) => {
    const response = await fetch(`${gateway}${path}`, { headers: { authorization: `Bearer ${token}` } });
    return { status: response.status, text: await response.text() };
  };
  const waited = await ask(first.address.gateway, '/v1/ledger/proof/1?after=1');
  expect(waited.status, waited.text).toBe(200);
  const { gateway, natsUrl } = first.address;
  const { newest } = JSON.parse((await ask(gateway, '/v1/ledger')).text) as { newest: number };
  expect((await ask(gateway, `/v1/ledger/proof/${newest}?after=${newest}`)).status).toBe(200);

  const admin = await connect({ servers: natsUrl, ...first.engines.nats.credentials('admin') });
  await (await jetstreamManager(admin)).streams.delete('LEDGER_kaukus');
  await admin.close();
  await expect
    .poll(async () => JSON.parse((await ask(gateway, '/v1/ledger')).text) as object, { timeout: 20_000 })
    .toMatchObject({ state: 'damaged', damage: { code: 'ledger-missing' } });
  await first.stop();
  // As the program does that runs it: nobody is there any more.
  rmSync(addressFile(dataDir));

  const rebuilt = await vitne('ledger', 'rebuild', 'kaukus');
  expect(rebuilt.stdout).toMatch(new RegExp(`^${newest} events of kaukus were put back`));
  const second = await run();
  try {
    const verified = await vitne('audit', 'verify');
    expect(verified.stdout).toContain(': 0 findings');
    const replayed = await vitne('audit', 'replay');
    expect(replayed.stdout).toContain('0 differences');
    await expect
      .poll(async () => JSON.parse((await ask(second.address.gateway, '/v1/ledger')).text) as object, {
        timeout: 20_000,
      })
      .toMatchObject({ state: 'signing', lag: 0 });
  } finally {
    await second.stop();
  }
}, 180_000);
