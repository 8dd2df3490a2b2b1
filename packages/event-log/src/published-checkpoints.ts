import { JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { checkpointsStreamName, type Tenant } from '@vitne/contracts/channels';
import { watchLink } from './nats-link.ts';
import { openTail } from './pull-tail.ts';

const streamNotFound = 10059;
const batchSize = 1_000;

/**
 * Every checkpoint that was ever published of a ledger, oldest first, up to the newest when this begins; none where nobody
 * publishes any. Nothing is said of who signed them.
 */
export async function* publishedCheckpoints(
  connection: NatsConnection,
  tenant: Tenant,
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<string, void> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const stream = checkpointsStreamName(tenant);
  const newest = await manager.streams.info(stream).then(
    ({ state }) => state.last_seq,
    (error: unknown) => {
      if (error instanceof JetStreamApiError && error.code === streamNotFound) return 0;
      throw error;
    },
  );
  if (newest === 0) return;
  const link = watchLink(connection);
  const tail = await openTail({ connection, manager, link, stream, from: 1, newest, window: 2 * batchSize, signal });
  try {
    for (let last = 0; last < newest; ) {
      const messages = await tail.next(batchSize);
      if (messages === undefined) throw new Error('The checkpoints are not delivered to the end.');
      for (const { message } of messages) yield message.string();
      last = messages.at(-1)?.position ?? last;
    }
  } finally {
    tail.close();
    link.close();
  }
}
