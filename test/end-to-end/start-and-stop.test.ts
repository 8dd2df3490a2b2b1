import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cli, type Ended, main, startProgram } from '../started-program.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'vitne-start-'));
/** Four starts of the whole platform and a story, on a machine that may have much else to do. */
const patient = 300_000;
const start = (script: string, parameters: string[], environment: Record<string, string> = {}) =>
  startProgram(script, parameters, { VITNE_DATA: dataDir, ...environment });
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** The engine's process, as the data folder remembers it. */
const enginePid = (engine: 'nats' | 'mongo'): number =>
  Number.parseInt(readFileSync(join(dataDir, 'engines', `${engine}.process`), 'utf8'), 10);

/** Ends each new nats-server until the platform has ended. */
async function killAgainAndAgain({ child, ended }: ReturnType<typeof start>): Promise<Ended> {
  let last = 0;
  while (child.exitCode === null) {
    const pid = enginePid('nats');
    if (pid > 0 && pid !== last) process.kill(pid, 'SIGKILL');
    last = pid;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return ended;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new TypeError('No port.');
  return address.port;
}

test(
  'the first start tells the story and proves it, Ctrl-C keeps everything, and the second start goes on from there',
  async () => {
    const port = String(await freePort());
    const first = start(main, [], { VITNE_PORT: port });
    await first.says('Ctrl-C stops it');
    expect(first.output()).toContain('checks, 0 failed');
    expect(first.output()).toMatch(/replayed \d+ events of 2 ledgers: 0 differences/);
    const page = await fetch(`http://127.0.0.1:${port}/`);
    expect(await page.text()).toContain('Vitne');

    const second = await start(main, [], { VITNE_PORT: port }).ended;
    expect(second.code).toBe(1);
    expect(
      second.output
        .trim()
        .split('\n')
        .filter((line) => !line.includes('…')).length,
    ).toBeLessThanOrEqual(2);

    first.child.kill('SIGINT');
    expect((await first.ended).code).toBe(0);

    const again = start(main, [], { VITNE_PORT: port });
    await again.says('Ctrl-C stops it');
    expect(again.output()).not.toContain('An enquiry comes in');
    expect(again.output()).toContain('kaukus: version');
    const story = await (await fetch(`http://127.0.0.1:${port}/story`)).text();
    expect(story).toContain('An enquiry comes in');
    const replay = await start(cli, ['audit', 'replay', '--data', dataDir]).ended;
    expect([replay.code, replay.output]).toEqual([0, expect.stringContaining(': 0 differences')]);
    again.child.kill('SIGTERM');
    expect((await again.ended).code).toBe(0);

    const third = start(main, [], { VITNE_PORT: port });
    await third.says('Ctrl-C stops it');
    process.kill(enginePid('nats'), 'SIGKILL');
    await third.says('nats-server ended by itself (signal SIGKILL) and was started again; its data is kept.');
    const replayed = await start(cli, ['audit', 'replay', '--data', dataDir]).ended;
    expect([replayed.code, replayed.output]).toEqual([0, expect.stringContaining(': 0 differences')]);
    const { code, output } = await killAgainAndAgain(third);
    expect(code).toBe(1);
    expect(output).toMatch(/nats-server keeps ending by itself .* start Vitne again, its data is kept\./);
    expect(output).not.toContain('    at ');
    expect(readFileSync(join(dataDir, 'vitne.log'), 'utf8')).not.toMatch(/fjordvik|Kari|nora@/i);
  },
  patient,
);

test(
  'a port that is taken is one clear sentence',
  async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address() as { port: number };
    const scratch = mkdtempSync(join(tmpdir(), 'vitne-port-'));
    try {
      const { code, output } = await start(main, [], { VITNE_PORT: String(address.port), VITNE_DATA: scratch }).ended;
      expect(code).toBe(1);
      expect(output).toContain(`Port ${address.port} is in use`);
      expect(output).not.toContain('    at ');
    } finally {
      server.close();
      rmSync(scratch, { recursive: true, force: true });
    }
  },
  patient,
);
