import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { PlatformAddress } from '@vitne/embedded/platform';
import { readCredentials } from '@vitne/engines/nats-folder';
import { demoIssuer } from '@vitne/service-kit/demo-issuer';
import type { FromPlatform, ToPlatform } from './messages.ts';

const program = fileURLToPath(new URL('platform-process.ts', import.meta.url));
const startWithinMs = 60_000;
const restWithinMs = 180_000;

export type Role = 'system' | 'staff' | 'privacy-officer';
export type SimulatedPlatform = Awaited<ReturnType<typeof simulatedPlatform>>;

/** A platform that can be killed at any moment, and comes back with the same data and a clock that goes on. */
export async function simulatedPlatform(beginMs: number) {
  const dataDir = mkdtempSync(join(tmpdir(), 'vitne-simulation-'));
  const buses = new Map<string, NatsConnection>();
  const tokens = new Map<string, string>();
  let child: ChildProcess;
  let address: PlatformAddress;
  let number = 0;
  let clock = { setMs: beginMs, atMs: Date.now() };
  const waiting = new Map<number, PromiseWithResolvers<number>>();
  const nowMs = () => clock.setMs + (Date.now() - clock.atMs);
  const ask = (message: ToPlatform) => child.connected && child.send(message);

  async function start(): Promise<void> {
    const begin = new Date(nowMs() + 1_000).toISOString();
    child = fork(program, [dataDir, begin], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const ready = Promise.withResolvers<void>();
    child.on('message', (message: FromPlatform) => {
      if (message.say === 'ready') ready.resolve();
      else if (message.say === 'steered') waiting.get(message.number)?.resolve(message.ok ? message.fired : -1);
      else {
        const failed = new Error(message.sentence);
        ready.reject(failed);
        for (const one of waiting.values()) one.reject(failed);
      }
    });
    child.once('exit', (code) => ready.reject(new Error(`The platform ended with ${code}; see ${dataDir}/vitne.log.`)));
    const late = setTimeout(() => ready.reject(new Error('The platform did not start.')), startWithinMs);
    await ready.promise.finally(() => clearTimeout(late));
    address = JSON.parse(readFileSync(join(dataDir, 'platform.json'), 'utf8')) as PlatformAddress;
  }
  await start();
  const issuer = await demoIssuer(join(dataDir, 'keys', 'tokens'));

  return {
    dataDir,
    now: () => new Date(nowMs()).toISOString(),
    gateway: () => address.gateway,

    async token(tenant: string, role: Role): Promise<string> {
      const key = `${tenant}/${role}`;
      const known = tokens.get(key) ?? (await issuer.issue({ tenant, role, subject: role, expiresInSeconds: 86_400 }));
      tokens.set(key, known);
      return known;
    },

    /** Signed in to the bus; the server keeps its port, so the connection outlives it. */
    async bus(user: string): Promise<NatsConnection> {
      const known = buses.get(user);
      if (known && !known.isClosed()) return known;
      const file = address.natsPasswords ?? '';
      const made = await connect({
        servers: address.natsUrl,
        ...readCredentials(file, user),
        maxReconnectAttempts: -1,
        reconnectTimeWait: 100,
      });
      buses.set(user, made);
      return made;
    },

    /** Time goes on to this moment, and everything that falls due happens; answers how many timers fired. */
    async steer(toMs: number): Promise<number> {
      const goalMs = Math.max(toMs, nowMs() + 1_000);
      const turn = Promise.withResolvers<number>();
      waiting.set(++number, turn);
      clock = { setMs: goalMs, atMs: Date.now() };
      ask({ ask: 'steer', number, to: new Date(goalMs).toISOString() });
      const late = setTimeout(() => turn.reject(new Error('The platform never came to rest.')), restWithinMs);
      const own = number;
      return turn.promise.finally(() => {
        clearTimeout(late);
        waiting.delete(own);
      });
    },

    /** Kills everything of the platform without a word, and starts it again. */
    async crash(): Promise<void> {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await start();
    },

    /** Kills an engine; the platform starts it again by itself. */
    endEngine: (engine: 'nats' | 'mongo') => ask({ ask: 'end-engine', engine }),

    async stop({ keep = false } = {}): Promise<void> {
      for (const bus of buses.values()) await bus.close().catch(() => {});
      const ended = once(child, 'exit');
      ask({ ask: 'stop' });
      const forced = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await ended;
      clearTimeout(forced);
      if (!keep) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
