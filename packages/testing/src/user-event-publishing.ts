import { randomUUID } from 'node:crypto';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { type Context, inboxSubject, type Tenant } from '@vitne/contracts/channels';

/** A CloudEvent as a system publishes it; what is left out of it gets a usual value. */
export type UserEvent = { type: string; data: unknown; id: string; source: string; time: string };

/** What comes back over the bus: JetStream's publish acknowledgement, or an error with its problem. */
export type UserEventReply = {
  stream?: string;
  seq?: number;
  duplicate?: boolean;
  error?: { code: number; description: string };
  problem?: {
    type: string;
    code: string;
    status: number;
    detail: string;
    errors?: { path: string; message: string }[];
  };
};

/** Publishes one user event in binary mode and waits for the owning service's reply. */
export async function publishUserEvent(
  connection: NatsConnection,
  to: { tenant: Tenant; context: Context },
  { type, data, id = randomUUID(), source = 'test-system', time }: Partial<UserEvent> & { type: string },
): Promise<UserEventReply> {
  const meta = headers();
  const attributes = { specversion: '1.0', type, id, source, ...(time !== undefined && { time }) };
  for (const [name, value] of Object.entries(attributes)) meta.set(`ce-${name}`, value);
  const message = await connection.request(inboxSubject(to.tenant, to.context, type), JSON.stringify(data), {
    headers: meta,
    timeout: 10_000,
  });
  return message.json<UserEventReply>();
}
