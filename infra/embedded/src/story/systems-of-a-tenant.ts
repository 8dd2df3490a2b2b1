import { jetstream } from '@nats-io/jetstream';
import type { Storyteller } from './storyteller.ts';

/**
 * A tenant's systems as plain NATS clients: each takes its orders to dispose of something from its own consumer, does
 * so, and confirms with its evidence, as the real systems would.
 */
export async function systemsOf(
  tenant: string,
  names: readonly string[],
  story: Storyteller,
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
        const { disposal } = message.json<{ disposal: string }>();
        const evidence = `deletion log of ${system}, entry ${disposal.slice(0, 8)}`;
        const answer = await story.publish(
          tenant,
          'retention',
          'disposal.confirmed',
          system,
          `confirm-${disposal}-${system}`,
          {
            disposal,
            system,
            method: 'erased',
            evidence,
          },
        );
        if (answer.error && answer.error.code >= 500) message.nak(500);
        else message.ack();
      }
    })();
    return messages;
  }
}
