// Fetches nats-server and mongod with pip. It is plain JavaScript because the set-up runs it on whatever Node a bare
// machine has, before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageFolder = dirname(dirname(fileURLToPath(import.meta.url)));

/** The folder `.engines/` at the root of the workspace. */
export const enginesFolder = join(packageFolder, '..', '..', '.engines');
export const pins = JSON.parse(readFileSync(join(packageFolder, 'pins.json'), 'utf8'));

const binaries = { 'nats-server': join('bin', 'nats-server'), mongod: join('fiftyone', 'db', 'bin', 'mongod') };
const other =
  'or put nats-server and mongod on PATH, or set VITNE_NATS_URL and VITNE_MONGO_URL to servers that already run.';

/** Where pip's copy of an engine lies, or undefined when it is not fetched in the pinned version. */
export function fetchedBinary(name, folder = enginesFolder) {
  const path = join(folder, binaries[name]);
  const stamp = join(folder, 'fetched.json');
  if (!existsSync(path) || !existsSync(stamp)) return undefined;
  return readFileSync(stamp, 'utf8') === JSON.stringify(pins.pip) ? path : undefined;
}

/** The first executable of that name on PATH. */
export function binaryOnPath(name, path = process.env['PATH'] ?? '') {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((candidate) => existsSync(candidate));
}

/** True when startEngines would have to fetch: no address, no containers, nothing on PATH and nothing fetched yet. */
export function enginesAreMissing(environment = process.env, folder = enginesFolder) {
  if (environment['VITNE_ENGINES'] === 'containers') return false;
  const has = (name, url) =>
    Boolean(environment[url]) || fetchedBinary(name, folder) || binaryOnPath(name, environment['PATH'] ?? '');
  return !has('nats-server', 'VITNE_NATS_URL') || !has('mongod', 'VITNE_MONGO_URL');
}

/** The command that runs pip on this machine, or undefined when there is none. */
function findPip() {
  const candidates = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']];
  return candidates.find(([command, ...rest]) => spawnSync(command, [...rest, '--version']).status === 0);
}

function fail(code, message, cause) {
  throw Object.assign(new Error(message, { cause }), { code });
}

function run(command, parameters) {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => resolve({ status: 1, output: String(error) }));
    child.once('close', (status) => resolve({ status, output }));
  });
}

/**
 * Fetches the pinned engines into `.engines/`. Nothing half fetched is ever left under that name.
 * @throws an Error with the code 'pip-missing', 'platform-unsupported' or 'fetch-failed'; the message says what to do
 */
export async function fetchEngines(folder = enginesFolder) {
  if (fetchedBinary('nats-server', folder) && fetchedBinary('mongod', folder)) return;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    fail('platform-unsupported', `Engines are fetched for Linux x64 only: set VITNE_ENGINES=containers, ${other}`);
  }
  const pip = findPip();
  if (!pip) {
    fail('pip-missing', `Python 3 with pip is missing: install it (on Debian: apt install python3-pip), ${other}`);
  }
  await fetchInto(folder, pip, pins.pip, `check the network, ${other}`, (partial) => {
    for (const path of Object.values(binaries)) chmodSync(join(partial, path), 0o755);
  });
}

/**
 * Fetches the pinned IMAP server, which is plain Python, into a folder of its own beside the engines.
 * @returns the command that runs it, without its parameters
 * @throws an Error with the code 'pip-missing' or 'fetch-failed'; the message says what to do
 */
export async function fetchMailbox(folder = join(enginesFolder, 'mailbox')) {
  const stamp = join(folder, 'fetched.json');
  const pip = findPip();
  if (!pip) fail('pip-missing', 'The mailbox needs Python 3 with pip: install it, or name mailboxes of your own.');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== JSON.stringify(pins.mailbox)) {
    await fetchInto(folder, pip, pins.mailbox, 'check the network, or name mailboxes of your own.', () => undefined);
  }
  const start = `import sys; sys.path.insert(0, ${JSON.stringify(folder)}); from pymap.main import main; main()`;
  return [pip[0].startsWith('pip') ? 'python3' : pip[0], '-c', start];
}

async function fetchInto(folder, pip, versions, remedy, finish) {
  const partial = `${folder}.partial-${process.pid}`;
  const wanted = Object.entries(versions).map(([name, version]) => `${name}==${version}`);
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input', '--no-compile', '--root-user-action=ignore'];
  mkdirSync(partial, { recursive: true });
  try {
    const [command, ...rest] = pip;
    const done = await run(command, [...rest, 'install', ...quiet, '--no-deps', '--target', partial, ...wanted]);
    if (done.status !== 0) {
      const reason = done.output.trim().split('\n').at(-1);
      fail('fetch-failed', `pip could not fetch ${wanted.join(' and ')} (${reason}): ${remedy}`);
    }
    finish(partial);
    writeFileSync(join(partial, 'fetched.json'), JSON.stringify(versions));
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}
