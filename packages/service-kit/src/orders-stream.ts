import { jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/nats-core';
import type { Tenant } from '@vitne/contracts/channels';

/** The stream of a tenant's orders: one per tenant, so that a tenant's systems can be let into theirs alone. */
export const ordersStreamName = (tenant: Tenant): string => `ORDERS_${tenant}`;

const dayMs = 24 * 3_600_000;

/**
 * Makes the stream that keeps a tenant's orders, so that a system may be away when it is told. The platform's start calls
 * it; a stream that is there with these settings is left as it is.
 */
export async function openOrdersStream(connection: NatsConnection, tenant: Tenant): Promise<void> {
  const manager = await jetstreamManager(connection);
  await manager.streams.add({
    name: ordersStreamName(tenant),
    subjects: [`orders.${tenant}.>`],
    retention: 'limits',
    storage: 'file',
    max_age: nanos(90 * dayMs),
    max_msg_size: 128 * 1024,
    max_bytes: 128 * 1024 * 1024,
    discard: 'old',
    duplicate_window: nanos(3_600_000),
  });
}
