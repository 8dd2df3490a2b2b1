import { type JsMsg, jetstream } from '@nats-io/jetstream';
import type { BusAnswer, Storyteller } from './storyteller.ts';

/** What a system finds about a person when it is asked for it, in the words of the statement. */
export type HeldData = {
  dataCategory: string;
  source?: string;
  items: Record<string, string | number | boolean | null>[];
}[];

/** Looks a person up in a system's own records, by the names that the system gave them. */
export type LookUp = (
  system: string,
  order: { person: string; references: readonly string[]; dataCategories: readonly string[] },
) => HeldData;

type Disposal = { disposal: string };
type Task = {
  task: string;
  kind: 'collect-data' | 'rectify' | 'restrict' | 'lift-restriction';
  person: string;
  references: string[];
  dataCategories: string[];
};

/**
 * A tenant's systems as plain NATS clients: each takes its orders from its own consumer, does what it is told, and answers
 * with its evidence, as the real systems would: it disposes, hands out what it holds, corrects and restricts.
 * @param lookUp what is found when data is asked for; nothing when left out
 */
export async function systemsOf(
  tenant: string,
  names: readonly string[],
  story: Storyteller,
  lookUp: LookUp = () => [],
): Promise<{ stop(): Promise<void> }> {
  const bus = await story.busOf(tenant);
  const taken = await Promise.all(names.map((name) => takeOrders(name)));
  return { stop: async () => void (await Promise.all(taken.map((messages) => messages.close()))) };

  async function takeOrders(system: string) {
    const consumer = await story.eventually(
      () =>
        jetstream(bus, { checkAPI: false })
          .consumers.get(`ORDERS_${tenant}`, system)
          .catch(() => undefined),
      (found) => found !== undefined,
    );
    if (!consumer) throw new Error(`Nobody offers orders to ${system}.`);
    const messages = await consumer.consume();
    void (async () => {
      for await (const message of messages) {
        const answer = await carryOut(system, message);
        if (answer?.error && answer.error.code >= 500) message.nak(500);
        else message.ack();
      }
    })();
    return messages;
  }

  /** What kind of order it is says the event's type; one that this system has not heard of is left alone. */
  async function carryOut(system: string, message: JsMsg): Promise<BusAnswer | undefined> {
    const type = message.headers?.get('ce-type');
    if (type === 'disposal.ordered') return dispose(system, message.json<Disposal>());
    if (type === 'task.given') return doTask(system, message.json<Task>());
    return undefined;
  }

  function dispose(system: string, { disposal }: Disposal): Promise<BusAnswer> {
    const evidence = `deletion log of ${system}, entry ${disposal.slice(0, 8)}`;
    const id = `confirm-${disposal}-${system}`;
    const data = { disposal, system, method: 'erased', evidence };
    return story.publish(tenant, 'retention', 'disposal.confirmed', system, id, data);
  }

  function doTask(system: string, order: Task): Promise<BusAnswer> {
    const { task, kind } = order;
    const evidence = `log of ${system}, entry ${task.slice(0, 8)}`;
    const id = `done-${task}-${system}`;
    const outcome = (what: string) => ({ task, outcome: what, evidence });
    const found = kind === 'collect-data' ? lookUp(system, order) : [];
    const done = {
      'collect-data': found.length > 0 ? { ...outcome('delivered'), data: found } : outcome('nothing-held'),
      rectify: outcome('rectified'),
      restrict: outcome('restricted'),
      'lift-restriction': outcome('restriction-lifted'),
    }[kind];
    return story.publish(tenant, 'request-intake', 'task.completed', system, id, done);
  }
}
