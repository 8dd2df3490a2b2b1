import { jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/nats-core';
import type { Tenant } from '@vitne/contracts/channels';

/** The stream of a tenant's orders: one per tenant, so that a tenant's systems can be let into theirs alone. */
export const ordersStreamName = (tenant: Tenant): string => `ORDERS_${tenant}`;

const dayMs = 24 * 3_600_000;

/**
 * Makes the stream that keeps a tenant's orders until the system that is told acknowledges them, so that a system may be
 * away when it is told; then they are gone, because they hold the system's own names for a person's records. The
 * platform's start calls it. A stream that is there is left as it is: how it keeps cannot be changed afterwards.
 */
export async function openOrdersStream(connection: NatsConnection, tenant: Tenant): Promise<void> {
  const manager = await jetstreamManager(connection);
  const name = ordersStreamName(tenant);
  for await (const known of manager.streams.names(`orders.${tenant}.>`)) if (known === name) return;
  await manager.streams.add({
    name,
    subjects: [`orders.${tenant}.>`],
    retention: 'workqueue',
    storage: 'file',
    max_age: nanos(90 * dayMs),
    max_msg_size: 128 * 1024,
    max_bytes: 128 * 1024 * 1024,
    discard: 'old',
    duplicate_window: nanos(3_600_000),
  });
}
