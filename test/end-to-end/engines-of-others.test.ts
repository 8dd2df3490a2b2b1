import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tenants } from '@vitne/embedded/statement-files';
import { startTestEngines, type TestEngines } from '@vitne/engines/test-engines';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cli, main, startProgram } from '../started-program.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'vitne-foreign-'));
const patient = 120_000;
let engines: TestEngines;
let platform: ReturnType<typeof startProgram> | undefined;
let there: Record<string, string>;
beforeAll(async () => {
  engines = await startTestEngines({ tenants });
  const VITNE_NATS_PASSWORDS = engines.nats.passwordFile ?? '';
  there = {
    VITNE_DATA: dataDir,
    VITNE_PORT: '0',
    VITNE_NATS_URL: engines.nats.url,
    VITNE_MONGO_URL: engines.mongo.url,
  };
  there = { ...there, VITNE_NATS_PASSWORDS };
  // The story is another test's; what matters here is what follows it.
  writeFileSync(join(dataDir, 'story.txt'), 'Told elsewhere.');
});
afterAll(async () => {
  platform?.child.kill('SIGTERM');
  await platform?.ended;
  await engines?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test(
  'on engines that somebody else runs the platform starts, its record is proved, and it says where passwords are',
  async () => {
    platform = startProgram(main, [], there);
    await platform.says('Ctrl-C stops it');
    expect(platform.output()).toContain(`password in ${there['VITNE_NATS_PASSWORDS']}`);
    const { VITNE_NATS_URL: _url, VITNE_NATS_PASSWORDS: _file, ...elsewhere } = there;
    const replay = await startProgram(cli, ['audit', 'replay'], elsewhere).ended;
    expect([replay.code, replay.output]).toEqual([0, expect.stringContaining(': 0 differences')]);

    const address = join(dataDir, 'platform.json');
    const said = JSON.parse(readFileSync(address, 'utf8')) as object;
    for (const [natsPasswords, sentence] of [
      [join(dataDir, 'nothing-there'), /No password of the NATS user auditor can be read from/],
      [undefined, /NATS does not let the auditor in: set VITNE_NATS_URL/],
    ] as const) {
      writeFileSync(address, JSON.stringify({ ...said, natsPasswords }));
      const refused = await startProgram(cli, ['audit', 'replay'], elsewhere).ended;
      expect([refused.code, refused.output]).toEqual([2, expect.stringMatching(sentence)]);
      expect(refused.output).toMatch(/^[^\n]+\.\n$/);
    }
    platform.child.kill('SIGTERM');
    expect((await platform.ended).code).toBe(0);
    expect([engines.nats.pid, engines.mongo.pid]).not.toContain(undefined);
  },
  patient,
);

test(
  'passwords that are not there are one clear sentence',
  async () => {
    const missing = join(dataDir, 'nothing-there.json');
    const { code, output } = await startProgram(main, [], { ...there, VITNE_NATS_PASSWORDS: missing }).ended;
    expect([code, output]).toEqual([
      1,
      expect.stringContaining(`No password of the NATS user admin can be read from ${missing}`),
    ]);
    expect(output).not.toContain('    at ');
  },
  patient,
);
