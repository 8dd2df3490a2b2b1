import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { EngineError } from './engine-error.ts';

const orphanTimeoutMs = 20_000;

export type Ports = { readonly nats?: number; readonly mongo?: number };

/** One folder holds everything the engines keep; one process at a time may use it. */
export type DataFolder = {
  readonly nats: string;
  readonly mongo: string;
  /** Containers keep their data apart, because what they write belongs to users of theirs. */
  readonly containers: { readonly nats: string; readonly mongo: string };
  readonly rememberedPorts: () => Ports;
  readonly rememberPorts: (ports: Ports) => void;
  /** Remembers a running engine, so that the next owner of the folder can wait for its end. */
  readonly rememberProcess: (engine: 'nats' | 'mongo', pid: number) => void;
  /** Gives the folder back. */
  readonly release: () => void;
};

/**
 * Makes the folder and takes its lock.
 * @throws {EngineError} data-folder-in-use when a living process holds it
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  const root = resolve(path);
  const nats = join(root, 'nats');
  const mongo = join(root, 'mongo');
  for (const folder of [root, nats, mongo]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = join(root, 'engines.lock');
  takeLock(lock, root);
  const processFile = (engine: 'nats' | 'mongo'): string => join(root, `${engine}.process`);
  await Promise.all([outlive(processFile('nats')), outlive(processFile('mongo'))]);
  const portsFile = join(root, 'ports.json');
  return {
    nats,
    mongo,
    containers: { nats: join(root, 'containers', 'nats'), mongo: join(root, 'containers', 'mongo') },
    rememberedPorts: () => readPorts(portsFile),
    rememberPorts: (ports) => writeFileSync(portsFile, JSON.stringify({ ...readPorts(portsFile), ...ports })),
    rememberProcess: (engine, pid) => writeFileSync(processFile(engine), identity(pid) ?? ''),
    release: () => rmSync(lock, { force: true }),
  };
}

function takeLock(lock: string, root: string): void {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      writeFileSync(lock, identity(process.pid) ?? String(process.pid), { flag: 'wx', mode: 0o600 });
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = readIfThere(lock);
    const pid = Number(holder?.split(' ')[0]);
    if (holder && pid > 0 && identity(pid) === holder) {
      throw new EngineError(
        'data-folder-in-use',
        `The data folder ${root} is in use by process ${pid}: end that one first, or choose another folder.`,
      );
    }
    rmSync(lock, { force: true });
  }
}

/**
 * Waits for an engine whose owner was killed: its supervisor is ending it at this moment. Two servers on one folder
 * would damage it, so an engine that does not end is killed.
 */
async function outlive(file: string): Promise<void> {
  const remembered = readIfThere(file);
  const pid = Number(remembered?.split(' ')[0]);
  if (!remembered || !(pid > 0)) return;
  const deadline = Date.now() + orphanTimeoutMs;
  while (identity(pid) === remembered) {
    if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
    await setTimeout(50);
  }
  rmSync(file, { force: true });
}

/** A process id together with its start time, because ids are used again. */
function identity(pid: number): string | undefined {
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
    return `${pid} ${started.trim()}`;
  } catch {
    return isAlive(pid) ? String(pid) : undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function readPorts(file: string): Ports {
  const text = readIfThere(file);
  if (text === undefined) return {};
  try {
    const { nats, mongo } = JSON.parse(text) as { nats?: unknown; mongo?: unknown };
    return { ...(typeof nats === 'number' && { nats }), ...(typeof mongo === 'number' && { mongo }) };
  } catch {
    return {};
  }
}
