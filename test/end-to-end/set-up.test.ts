import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const needed = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'tools', 'infra/engines/pins.json'];
let scratch: string;

/** A machine with nothing but Node: `npx` stands for the network, and brings Node 24 as pnpm would. */
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'vitne-set-up-'));
  for (const path of [...needed, 'infra/engines/src/fetch-engines.mjs']) {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    cpSync(join(root, path), join(scratch, path), { recursive: true });
  }
  mkdirSync(join(scratch, 'bin'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function setUp(npx: string) {
  writeFileSync(join(scratch, 'bin', 'npx'), `#!/bin/sh\n${npx}\n`, { mode: 0o755 });
  const elsewhere = { VITNE_NATS_URL: 'nats://127.0.0.1:1', VITNE_MONGO_URL: 'mongodb://127.0.0.1:1' };
  const PATH = `${join(scratch, 'bin')}:/usr/bin:/bin`;
  const { status, stderr } = spawnSync(process.execPath, [join(scratch, 'tools', 'run.mjs'), 'setup'], {
    encoding: 'utf8',
    env: { PATH, ...elsewhere },
  });
  return {
    status,
    lines: stderr
      .trimEnd()
      .replaceAll(/ \d+\.\d s$/gm, '')
      .split('\n'),
  };
}

test('a newcomer sees at every step of the set-up what is being done, and a second time nothing', () => {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { packageManager: string };
  const pnpm = `${packageManager.replace('@', ' ')}, through npx`;
  const libraries = 'Node 24 and the libraries, through pnpm';
  const refused = setUp('echo no network; exit 1');
  expect(refused.status).toBe(1);
  expect(refused.lines.slice(0, 2)).toEqual([`… ${pnpm}`, 'no network']);
  expect(refused.lines.at(-1)).toMatch(/check the network and try again\.$/);
  const brings = 'mkdir -p node_modules/.bin && touch node_modules/.bin/node && echo "Progress: resolved 3, added 3"';
  const first = setUp(`case "$*" in *install*) ${brings};; esac`);
  expect(first.lines).toEqual([`… ${pnpm}`, `✓ ${pnpm}`, `… ${libraries}`, '  resolved 3, added 3', `✓ ${libraries}`]);
  expect(setUp('exit 1')).toEqual({ status: 0, lines: [''] });
});
