import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';

/**
 * A ledger as the bus holds it: one line of JSON for each raw message, with its sequence, subject, headers and data. Nothing
 * is read by the code that wrote it.
 */
export async function ledgerLines(bus: NatsConnection, tenant: string): Promise<string> {
  const lines: string[] = [];
  const consumer = await jetstream(bus, { checkAPI: false }).consumers.get(`LEDGER_${tenant}`);
  const { num_pending: all } = await consumer.info(true);
  if (all === 0) return '';
  for await (const message of await consumer.consume()) {
    const headers: Record<string, string> = {};
    for (const [name, values] of message.headers ?? []) headers[name] = values[0] ?? '';
    const { seq: sequence, subject } = message;
    lines.push(JSON.stringify({ sequence, subject, headers, data: message.json() }));
    if (message.info.pending === 0) break;
  }
  return `${lines.join('\n')}\n`;
}
