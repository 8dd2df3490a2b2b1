import type { Storyteller } from './storyteller.ts';

/**
 * A tenant's systems as one plain NATS client: it takes every order to dispose of something, does so, and confirms with
 * its evidence, as the real systems would.
 */
export async function systemsOf(tenant: string, story: Storyteller): Promise<{ orders: () => number; stop(): void }> {
  const bus = await story.busOf(tenant);
  let orders = 0;
  const subscription = bus.subscribe(`orders.${tenant}.>`, {
    callback: (_error, message) => {
      orders += 1;
      const system = message.subject.split('.')[2] as string;
      const { disposal } = message.json<{ disposal: string }>();
      const confirmation = {
        disposal,
        system,
        method: 'erased',
        evidence: `deletion log of ${system}, entry ${disposal.slice(0, 8)}`,
      };
      void story
        .publish(tenant, 'retention', 'disposal.confirmed', system, `confirm-${disposal}-${system}`, confirmation)
        .catch(() => {
          // A confirmation that got lost is visible as an order that is still waiting; the story looks at that.
        });
    },
  });
  return { orders: () => orders, stop: () => subscription.unsubscribe() };
}
