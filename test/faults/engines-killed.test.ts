import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningPlatform, runPlatform, visitor, yesToAnalytics } from '../running-platform.ts';

let running: RunningPlatform;
beforeAll(async () => {
  running = await runPlatform();
});
afterAll(() => running.stop());

const patient = 30_000;

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

async function until(truth: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await truth())) {
    if (Date.now() > deadline) throw new Error('It did not come true.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
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

      await until(
        async () => (await fetch(`${running.platform.address.gateway}/services/consent/ready`)).status === 200,
      );
      const given = (await running.ledger('kaukus')).filter(({ meta }) => meta.type === 'consent.given.v1');
      const people = given.map(({ facts }) => facts['person']);
      expect(new Set(people).size).toBe(people.length);
      const last = given.at(-1)?.position ?? 0;
      const mine = await Promise.all(visitors.accepted.map((name) => give(choice, name, [])));
      expect(new Set(mine)).toEqual(new Set([200]));
      expect((await running.ledger('kaukus')).findLast(({ meta }) => meta.type === 'consent.given.v1')?.position).toBe(
        last,
      );
    },
    patient * 2,
  );
});
