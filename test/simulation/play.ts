import { setTimeout as pause } from 'node:timers/promises';
import { actorOf, type Notice, type Notices } from './actor.ts';
import { type Hands, handsOf } from './host/hands.ts';
import { ledgerLines } from './host/ledger-lines.ts';
import { type SimulatedPlatform, simulatedPlatform } from './host/simulated-platform.ts';
import { systemsOfTheWorld } from './host/systems-of-the-world.ts';
import { statements } from './statements.ts';
import type { Act, TenantName } from './world/acts.ts';
import type { World } from './world/world.ts';

/** What became of a world on a real platform: its ledgers as they lie on the bus, and what the world met. */
export type Played = {
  /** Each ledger as lines of JSON, one for each raw message. */
  ledgers: Readonly<Record<TenantName, string>>;
  counts: Record<string, number>;
  /** Answers that nobody in the world expected, by what was asked. */
  surprises: Record<string, number>;
  seconds: number;
};

const atOnce = 24;

/** Lives the world on the platform: time goes on from tick to tick, and at each of them everything happens that is told by then. */
export async function play(world: World, say: (line: string) => void = () => {}): Promise<Played> {
  const startedMs = performance.now();
  const platform = await simulatedPlatform(world.beginMs);
  let kept = true;
  try {
    const hands = handsOf(platform);
    const notices = await publishStatements(hands);
    await agreeWithHost(hands);
    const systems = systemsOfTheWorld(world.size.seed, platform, hands);
    const actor = actorOf(hands, notices, platform);
    let next = 0;
    for (const [index, tickMs] of world.ticks.entries()) {
      await platform.steer(tickMs);
      const acts: Act[] = [];
      for (; (world.acts[next]?.atMs ?? Number.POSITIVE_INFINITY) <= tickMs; next++) acts.push(world.acts[next] as Act);
      const fault = world.crashes.get(index);
      const broken = fault === undefined ? undefined : breakSomething(platform, fault, acts.length);
      await inLanes(acts, actor.carryOut);
      await broken;
      await systems.work(tickMs);
      if (index % Math.ceil(world.ticks.length / 10) === 0) {
        const seconds = ((performance.now() - startedMs) / 1_000).toFixed(0);
        say(`${platform.now().slice(0, 10)}  ${next} of ${world.acts.length} acts, ${seconds} s`);
      }
    }
    // What was told at the end is due at the next look; nothing new is told any more.
    await platform.steer(world.endMs + 86_400_000);
    await systems.work(world.endMs + 86_400_000);
    await platform.steer(world.endMs + 2 * 86_400_000);
    const ledgers = {
      catacloud: await ledgerLines(await platform.bus('auditor'), 'catacloud'),
      kaukus: await ledgerLines(await platform.bus('auditor'), 'kaukus'),
    };
    kept = false;
    return {
      ledgers,
      counts: { acts: world.acts.length, ...hands.counts, ...systems.counts, ...actor.counts },
      surprises: actor.surprises,
      seconds: (performance.now() - startedMs) / 1_000,
    };
  } finally {
    if (kept) say(`The data of the broken run is in ${platform.dataDir}.`);
    await platform.stop({ keep: kept });
  }
}

/** In the middle of what is being told; without anything to tell, at rest. */
async function breakSomething(platform: SimulatedPlatform, fault: 'platform' | 'nats' | 'mongo', acts: number) {
  await pause(Math.min(40, acts));
  if (fault === 'platform') await platform.crash();
  else platform.endEngine(fault);
}

/** Acts of one person follow each other; people do not wait for each other. */
async function inLanes(acts: readonly Act[], carryOut: (act: Act) => Promise<void>): Promise<void> {
  const lanes = [...Map.groupBy(acts, ({ lane }) => lane).values()];
  const workers = Array.from({ length: Math.min(atOnce, lanes.length) }, async () => {
    for (let lane = lanes.pop(); lane; lane = lanes.pop()) for (const act of lane) await carryOut(act);
  });
  await Promise.all(workers);
}

async function publishStatements(hands: Hands): Promise<Notices> {
  for (const [tenant, file] of Object.entries(statements())) {
    const { status, body } = await hands.http('POST', tenant, 'privacy-officer', '/v1/statements', {
      body: { file },
      key: tenant,
    });
    if (status > 201) throw new Error(`The statement was refused: ${JSON.stringify(body)}`);
  }
  const known = new Map<string, Notice>();
  return async (tenant, purpose) => {
    const key = `${tenant}/${purpose}`;
    const found = known.get(key) ?? (await fetchNotice(hands, tenant, purpose));
    known.set(key, found);
    return found;
  };
}

/** Kaukus may hand its host nothing without an agreement; the host is known a moment after the statement is. */
async function agreeWithHost(hands: Hands): Promise<void> {
  const body = { agreement: 'dpa-2026', signed: '2026-01-05' };
  for (let attempt = 0; attempt < 100; attempt++) {
    const path = '/v1/recipients/hetzner/agreements';
    const { status } = await hands.http('POST', 'kaukus', 'privacy-officer', path, { body, key: 'dpa-2026' });
    if (status < 300) return;
    await pause(200);
  }
  throw new Error('The agreement with the host was never taken.');
}

async function fetchNotice(hands: Hands, tenant: TenantName, purpose: string): Promise<Notice> {
  const { body } = await hands.http('GET', tenant, 'anyone', `/v1/public/${tenant}/notices/${purpose}?language=nb`);
  const { hash, notice } = body as { hash: string; notice: { statementVersion: string } };
  return { hash, statementVersion: notice.statementVersion };
}
