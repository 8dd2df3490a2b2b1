import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { formatVerifierKey } from '@vitne/ledger/verifier-key';
import { logKey } from './two-faced-log.ts';

const program = join(import.meta.dirname, '..', 'src', 'main.ts');
const children = new Set<ChildProcess>();

/** A folder below which a witness of the two-faced log is started. */
export function witnessFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vitne-witness-'));
  writeFileSync(join(folder, 'logs'), `${formatVerifierKey(logKey)}\n`);
  return folder;
}

/** The witness as a process of its own, below `folder`: its own folder `own`, its list of logs `logs`. */
export function spawnProcess(folder: string, environment: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [program], {
    env: {
      ...process.env,
      VITNE_WITNESS_NAME: 'witness.example',
      VITNE_WITNESS_FOLDER: join(folder, 'own'),
      VITNE_WITNESS_LOGS: join(folder, 'logs'),
      VITNE_PORT: '0',
      VITNE_LOG_LEVEL: 'info',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  return child;
}

/** The same, and waits until it listens; the address has no path, and the key is the one that it cosigns with. */
export async function spawnWitness(
  folder: string,
  environment: Record<string, string> = {},
): Promise<{ child: ChildProcess; url: string; key: string }> {
  const child = spawnProcess(folder, environment);
  if (!child.stdout) throw new Error('Its output is not there.');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { port, key } = JSON.parse(line) as { port: number; key: string };
  return { child, url: `http://127.0.0.1:${port}`, key };
}

/** What a process said on its error output, and its exit code, when it has ended. */
export async function ended(child: ChildProcess): Promise<{ code: number | null; says: string }> {
  let says = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (says += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, says };
}

/** Kills those that a test left. */
export function killAll(): void {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
}
