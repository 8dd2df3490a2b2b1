import { setTimeout as pause } from 'node:timers/promises';
import { jetstream } from '@nats-io/jetstream';
import { chance } from '../seeded-random.ts';
import { dayMs, type TenantName } from '../world/acts.ts';
import type { Hands } from './hands.ts';
import type { SimulatedPlatform } from './simulated-platform.ts';

type Task = { task: string; kind: 'collect-data' | 'rectify' | 'restrict' | 'lift-restriction' };
type Order = {
  disposal: string;
  references: string[];
  dataCategories: string[];
  period?: string;
  action: string;
  mayAnonymiseInstead?: boolean;
  reason: string;
  ordered: string;
};
type Confirmation = { tenant: TenantName; system: string; atMs: number; order: Order; way: Way };
/** `wrongly`: it says that it made the data anonymous where it may only erase it, and is refused; it never tries again. */
type Way = 'rightly' | 'twice' | 'wrongly' | 'for-another';

export const systems: Readonly<Record<TenantName, readonly string[]>> = {
  catacloud: ['catacloud-app', 'catacloud-crm', 'catacloud-site'],
  kaukus: ['kaukus-site', 'moteadm', 'kaukus-mail'],
};

/**
 * The tenants' systems: they fetch their orders, and confirm at once, late, twice, wrongly or never. What each of them does
 * with an order is drawn from the seed and the order, so that a run can be repeated.
 */
export function systemsOfTheWorld(seed: string, platform: SimulatedPlatform, hands: Hands) {
  const pending: Confirmation[] = [];
  const seen = new Set<string>();
  const counts = { tasks: 0, orders: 0, never: 0, late: 0, twice: 0, wrongly: 0, refused: 0 };

  function take(tenant: TenantName, system: string, order: Order, nowMs: number): void {
    const once = `${system}/${order.disposal}`;
    if (seen.has(once)) return;
    seen.add(once);
    counts.orders += 1;
    const { dataCategories, period = '', reason } = order;
    const own = chance([seed, system, order.references[0] ?? '', dataCategories, period, reason].join('/'));
    const draw = own.draw();
    if (draw < 0.04) {
      counts.never += 1;
      return;
    }
    const late = draw < 0.24;
    if (late) counts.late += 1;
    const way: Way = draw < 0.7 ? 'rightly' : draw < 0.9 ? 'twice' : draw < 0.95 ? 'for-another' : 'wrongly';
    pending.push({ tenant, system, atMs: late ? own.moment(nowMs, nowMs + 70 * dayMs) : nowMs, order, way });
  }

  async function confirm({ tenant, system, order, way }: Confirmation): Promise<void> {
    const { disposal } = order;
    const say = (method: string, id: string, more: object = {}) =>
      hands.publish(tenant, {
        type: 'disposal.confirmed',
        source: system,
        id: `${id}-${disposal}-${system}`,
        time: platform.now(),
        data: { disposal, method, evidence: `log of ${system}, ${disposal.slice(0, 8)}`, ...more },
      });
    if (way === 'wrongly' && order.action === 'erase' && !order.mayAnonymiseInstead) {
      counts.wrongly += 1;
      const answer = await say('anonymised', 'wrongly');
      if (answer.seq === undefined || answer.duplicate) counts.refused += 1;
    }
    if (way === 'for-another') {
      counts.wrongly += 1;
      const answer = await say('erased', 'for-another', { system: systems[tenant].find((other) => other !== system) });
      if (answer.seq === undefined) counts.refused += 1;
    }
    await say('erased', 'confirm');
    if (way !== 'twice') return;
    counts.twice += 1;
    await say('erased', 'again');
  }

  /** What a request needs of a system is done at once by most, and never by some. */
  async function doTask(tenant: TenantName, system: string, { task, kind }: Task): Promise<void> {
    const once = `${system}/${task}`;
    if (seen.has(once)) return;
    seen.add(once);
    counts.tasks += 1;
    if (chance(`${seed}/${system}/task-${counts.tasks}`).happens(0.1)) return;
    const data = { task, outcome: kind === 'rectify' ? 'rectified' : 'nothing-held', evidence: `log of ${system}` };
    await hands.publish(
      tenant,
      { type: 'task.completed', source: system, id: `done-${task}-${system}`, time: platform.now(), data },
      'request-intake',
    );
  }

  return {
    counts,

    /** Everything that waits for the systems is fetched; what is to be confirmed by now is. */
    async work(nowMs: number): Promise<void> {
      for (const tenant of Object.keys(systems) as TenantName[]) {
        const bus = await platform.bus(`system-${tenant}`);
        for (const system of systems[tenant]) {
          for (const { type, data } of await fetchOrders(bus, tenant, system)) {
            if (type === 'disposal.ordered') take(tenant, system, data, nowMs);
            if (type === 'task.given') await doTask(tenant, system, data);
          }
        }
      }
      const due = pending.filter(({ atMs }) => atMs <= nowMs);
      for (const one of due) pending.splice(pending.indexOf(one), 1);
      await Promise.all(due.map(confirm));
    },
  };
}

const atMostAtOnce = 500;
const attempts = 60;

/** Everything that waits for a system; an engine that is away is waited for. */
type Ordered = { type: string; data: Order & Task };

async function fetchOrders(
  bus: Awaited<ReturnType<SimulatedPlatform['bus']>>,
  tenant: string,
  system: string,
): Promise<Ordered[]> {
  const orders: Ordered[] = [];
  for (let attempt = 0; ; attempt++) {
    try {
      for (;;) {
        const consumer = await jetstream(bus, { checkAPI: false }).consumers.get(`ORDERS_${tenant}`, system);
        const waiting = Math.min((await consumer.info(true)).num_pending, atMostAtOnce);
        if (waiting === 0) return orders;
        for await (const message of await consumer.fetch({ max_messages: waiting, expires: 5_000 })) {
          orders.push({ type: message.headers?.get('ce-type') ?? '', data: message.json<Order & Task>() });
          message.ack();
        }
      }
    } catch (error) {
      if (attempt > attempts) throw error;
      await pause(250);
    }
  }
}
