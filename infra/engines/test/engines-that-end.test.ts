import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startEngines } from '../src/start-engines.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vitne-ending-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** A process of its own that starts engines on the data folder and then waits, or ends at once. */
async function startOwner(after: string): Promise<{ owner: ChildProcess; pids: readonly number[] }> {
  const source = new URL('../src/start-engines.ts', import.meta.url).href;
  const script = `const { startEngines } = await import(${JSON.stringify(source)});
    const engines = await startEngines({ dataDir: ${JSON.stringify(dataDir)} });
    console.log(JSON.stringify([engines.nats.pid, engines.mongo.pid]));
    ${after}`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: owner.stdout }), 'line')) as [string];
  return { owner, pids: JSON.parse(line) as number[] };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const waitUntilGone = (pids: readonly number[]): Promise<void> =>
  vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 20_000, interval: 50 });

test('after a stop no engine runs', async () => {
  const engines = await startEngines({ dataDir });
  const pids = [engines.nats.pid, engines.mongo.pid].filter((pid) => pid !== undefined);
  expect(pids.map(isAlive)).toEqual([true, true]);
  await engines.stop();
  expect(pids.map(isAlive)).toEqual([false, false]);
});

test.each(['SIGTERM', 'SIGINT'] as const)('an owner that ends by %s leaves no engine behind', async (signal) => {
  const { owner, pids } = await startOwner('setInterval(() => {}, 60_000);');
  expect(pids.map(isAlive)).toEqual([true, true]);
  owner.kill(signal);
  await waitUntilGone(pids);
});

test('an owner that simply finishes is not kept alive by its engines', async () => {
  const { owner, pids } = await startOwner('');
  if (owner.exitCode === null) await once(owner, 'exit');
  await waitUntilGone(pids);
});

test('an owner killed by SIGKILL leaves no engine behind, and the next start waits for their end', async () => {
  const { owner, pids } = await startOwner('setInterval(() => {}, 60_000);');
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  const engines = await startEngines({ dataDir });
  expect(pids.map(isAlive)).toEqual([false, false]);
  await engines.stop();
});
