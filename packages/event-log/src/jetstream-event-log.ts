import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { type Tenant, tenantOfChannel } from '@vitne/contracts/channels';
import { assertAppendRequest } from './append-request.ts';
import { type Committer, startCommitter } from './committer.ts';
import { type EventLog, EventLogUnavailable } from './event-log.ts';
import { followLedger } from './follow.ts';
import { newestPosition, openLedgerStream } from './ledger-stream.ts';
import { watchLink } from './nats-link.ts';
import { readEntity, readEntitySurely, readKindPosition } from './read-entity.ts';

export type JetStreamEventLogOptions = {
  /** Stays the caller's: the event log never closes it. It must reconnect for ever to survive a long absence. */
  readonly connection: NatsConnection;
  /** How long the bus may take for an answer before the entity is read to find out; default 5,000. */
  readonly ackTimeoutMs?: number;
  /** Copies of each event; 1 (default) on a single server, 3 in a cluster. Read when a ledger is made. */
  readonly replicas?: number;
  /** How long the server itself remembers ids, default 120,000. Read when a ledger is made. */
  readonly duplicateWindowMs?: number;
  /** Appends that may wait for the bus, per ledger; more are refused. Default 10,000. */
  readonly maxWaiting?: number;
  /** Channels per ledger whose last position is surely remembered, which keeps stale requests out of batches; default 10,000. */
  readonly rememberedChannels?: number;
};

/**
 * The ledgers on JetStream: one stream per tenant and one committer per stream and signed-in user (decision 0003), so
 * share one event log per connection. Concurrent appends go together in atomic batches (group commit).
 * @example
 * const log = jetStreamEventLog({ connection });
 * await log.openLedger('acme');
 * await log.append({ channel, expectedPosition: 0, events: [event] });
 */
export function jetStreamEventLog(options: JetStreamEventLogOptions): EventLog {
  const { connection, ackTimeoutMs = 5_000, replicas = 1, duplicateWindowMs = 120_000 } = options;
  const { maxWaiting = 10_000, rememberedChannels = 10_000 } = options;
  const link = watchLink(connection);
  const closing = new AbortController();
  const committers = new Map<Tenant, Committer>();
  let made: Promise<JetStreamManager> | undefined;
  const manager = (): Promise<JetStreamManager> =>
    (made ??= jetstreamManager(connection, { checkAPI: false, timeout: ackTimeoutMs }));
  const reader = { manager, link };

  function committerOf(tenant: Tenant): Committer {
    const existing = committers.get(tenant);
    if (existing) return existing;
    const readSurely: Parameters<typeof startCommitter>[0]['readSurely'] = (channel) =>
      readEntitySurely(reader, channel);
    const committer = startCommitter({ connection, link, ackTimeoutMs, readSurely, maxWaiting, rememberedChannels });
    committers.set(tenant, committer);
    return committer;
  }

  return {
    openLedger: async (tenant) => openLedgerStream(await manager(), tenant, { replicas, duplicateWindowMs }),
    append: async (request) => {
      assertAppendRequest(request);
      if (closing.signal.aborted) throw new EventLogUnavailable('The event log is closed.');
      return committerOf(tenantOfChannel(request.channel)).append(request);
    },
    readEntity: (channel, { surely = false } = {}) => (surely ? readEntitySurely : readEntity)(reader, channel),
    kindPosition: (kind) => readKindPosition(reader, kind),
    follow: (tenant, { signal, ...rest }) =>
      followLedger({ connection, manager, link }, tenant, {
        ...rest,
        signal: AbortSignal.any([signal, closing.signal]),
      }),
    lastPosition: async (tenant) => newestPosition(await manager(), tenant),
    close: async () => {
      closing.abort();
      await Promise.all([...committers.values()].map((committer) => committer.close()));
      link.close();
    },
  };
}
