import { JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { checkpointsStreamName, type Tenant } from '@vitne/contracts/channels';
import { watchLink } from './nats-link.ts';
import { openTail } from './pull-tail.ts';

const streamNotFound = 10059;
const batchSize = 1_000;
const mostEmptyTails = 3;

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
  try {
    let last = 0;
    for (let empty = 0; last < newest; ) {
      if (empty === mostEmptyTails) throw new Error('The checkpoints are not delivered to the end.');
      const place = { stream, from: last + 1, newest, window: 2 * batchSize };
      const tail = await openTail({ connection, manager, link, ...place, signal });
      const before = last;
      try {
        for (let messages = await tail.next(batchSize); messages; messages = await tail.next(batchSize)) {
          for (const { message, position } of messages) {
            if (position > newest) return;
            yield message.string();
            last = position;
          }
          if (last >= newest) return;
        }
      } finally {
        tail.close();
      }
      // Whoever compares a ledger with them may have worked on it for longer than the server keeps a consumer that nobody asks.
      empty = last > before ? 0 : empty + 1;
    }
  } finally {
    link.close();
  }
}
