import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningPlatform, runPlatform, visitor, yesToAnalytics } from '../running-platform.ts';

let running: RunningPlatform;
beforeAll(async () => {
  running = await runPlatform();
});
afterAll(() => running.stop());

/**
 * A mongod that dies young writes its journal's collections and indexes again before it takes writes, and on a busy machine the
 * services that come back at once leave little for each other.
 */
const comesBackMs = 45_000;
const patient = 4 * comesBackMs;
/** The driver looks for a database that is away for two seconds, so nobody waits much longer for the answer. */
const atOnceMs = 3_500;

/** Gives consent after consent, each under a key of its own, and remembers what was answered. */
function persistentVisitors(choice: object, prefix: string) {
  const accepted: string[] = [];
  const unavailable: { status: number; retryAfter: boolean }[] = [];
  const stop = new AbortController();
  const visit = async (lane: number) => {
    for (let count = 0; !stop.signal.aborted; count++) {
      const name = `${prefix}${lane}x${count}`;
      for (;;) {
        const status = await give(choice, name, unavailable);
        if (status === 201 || status === 200) {
          accepted.push(name);
          break;
        }
        if (stop.signal.aborted) break;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };
  const lanes = [0, 1, 2, 3].map(visit);
  return {
    accepted,
    unavailable,
    async stop() {
      stop.abort();
      await Promise.all(lanes);
    },
  };
}

async function give(
  choice: object,
  name: string,
  unavailable: { status: number; retryAfter: boolean }[],
): Promise<number> {
  const response = await fetch(`${running.platform.address.gateway}/v1/public/kaukus/consents`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `key-${name}` },
    body: JSON.stringify({ ...choice, person: visitor(name) }),
  });
  await response.arrayBuffer();
  if (response.status >= 400)
    unavailable.push({ status: response.status, retryAfter: response.headers.has('retry-after') });
  return response.status;
}

/** @param doubt what is known about why it is not true yet */
async function until(truth: () => boolean | Promise<boolean>, doubt: () => string = () => ''): Promise<void> {
  const deadline = Date.now() + comesBackMs;
  while (!(await truth())) {
    if (Date.now() > deadline) throw new Error(`It did not come true. ${doubt()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Each person has one consent in the ledger, and whoever was answered before is known when the same is sent again. */
async function nothingLostOrDoubled(choice: object, accepted: readonly string[]): Promise<void> {
  await until(async () => (await fetch(`${running.platform.address.gateway}/services/consent/ready`)).status === 200);
  const given = (await running.ledger('kaukus')).filter(({ meta }) => meta.type === 'consent.given.v1');
  const people = given.map(({ facts }) => facts['person']);
  expect(new Set(people).size).toBe(people.length);
  const last = given.at(-1)?.position ?? 0;
  const again = await Promise.all(accepted.map((name) => give(choice, name, [])));
  expect(new Set(again)).toEqual(new Set([200]));
  expect((await running.ledger('kaukus')).findLast(({ meta }) => meta.type === 'consent.given.v1')?.position).toBe(
    last,
  );
}

describe.each(['nats-server', 'mongod'] as const)('%s is killed under the running platform', (engine) => {
  test(
    'callers are told to come back, it recovers by itself, and no accepted consent is lost or doubled',
    async () => {
      const { engines } = running.platform;
      const kill = engine === 'mongod' ? engines.killMongo : engines.killNats;
      const restart = engine === 'mongod' ? engines.restartMongo : engines.restartNats;
      const choice = await yesToAnalytics(running.user, 'first');
      const visitors = persistentVisitors(choice, engine === 'mongod' ? 'm' : 'n');
      await until(() => visitors.accepted.length >= 20);
      await kill();
      await until(() => visitors.unavailable.length >= 4);
      expect(new Set(visitors.unavailable.map(({ status }) => status))).toEqual(new Set([503]));
      expect(visitors.unavailable.every(({ retryAfter }) => retryAfter)).toBe(true);
      await restart();
      const before = visitors.accepted.length;
      await until(() => visitors.accepted.length >= before + 20);
      await visitors.stop();
      await nothingLostOrDoubled(choice, visitors.accepted);
    },
    patient,
  );

  test(
    'whoever asks meanwhile is told at once, and the gateway says that it is not ready',
    async () => {
      const { engines, address } = running.platform;
      const kill = engine === 'mongod' ? engines.killMongo : engines.killNats;
      const restart = engine === 'mongod' ? engines.restartMongo : engines.restartNats;
      const token = await running.platform.token({ tenant: 'kaukus', role: 'system', subject: 'shop' });
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const event = { specversion: '1.0', id: 'while-away', source: 'shop', type: 'enquiry.received', data: {} };
      const ask = (path: string, init: RequestInit = {}) =>
        fetch(address.gateway + path, { ...init, signal: AbortSignal.timeout(atOnceMs) });
      let reasons = '';
      const isReady = async () => {
        const report = await ask('/ready');
        reasons = await report.text();
        return report.status === 200;
      };
      await until(isReady, () => reasons);
      await kill();
      await until(async () => !(await isReady()));
      const answer = await (engine === 'mongod'
        ? ask('/v1/public/kaukus/statements/in-force')
        : ask('/v1/events', { method: 'POST', headers, body: JSON.stringify(event) }));
      expect([answer.status, answer.headers.has('retry-after')]).toEqual([503, true]);
      await restart();
      await until(isReady, () => reasons);
    },
    patient,
  );

  test(
    'nobody has to start it again: it is back by itself, the platform goes on, and its operator is told in one line',
    async () => {
      const { engines } = running.platform;
      const pid = () => (engine === 'mongod' ? engines.mongo.pid : engines.nats.pid);
      const choice = await yesToAnalytics(running.user, 'first');
      const visitors = persistentVisitors(choice, engine === 'mongod' ? 'o' : 'p');
      await until(() => visitors.accepted.length >= 20);
      const told = running.told.length;
      const killed = pid() ?? 0;
      process.kill(killed, 'SIGKILL');
      await until(() => pid() !== undefined && pid() !== killed);
      const before = visitors.accepted.length;
      await until(() => visitors.accepted.length >= before + 20);
      await visitors.stop();
      expect(visitors.unavailable.every(({ status, retryAfter }) => status === 503 && retryAfter)).toBe(true);
      expect(running.told.slice(told)).toEqual([
        `${engine} ended by itself (signal SIGKILL) and was started again; its data is kept.`,
      ]);
      await nothingLostOrDoubled(choice, visitors.accepted);
    },
    patient,
  );
});
