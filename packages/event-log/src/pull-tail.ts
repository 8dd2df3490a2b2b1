import { AckPolicy, DeliverPolicy, type JetStreamManager, ReplayPolicy } from '@nats-io/jetstream';
import { createInbox, type Msg, type NatsConnection, nanos, nuid } from '@nats-io/nats-core';
import { type LedgerPlace, parseDelivery } from './delivery.ts';
import { LedgerDamaged } from './event-log.ts';
import type { NatsLink } from './nats-link.ts';

export type TailMessage = LedgerPlace & { readonly message: Msg };

/** What a consumer delivers, as it comes. It ends when the server, the consumer or a message got lost: open another. */
export type Tail = {
  /**
   * Up to `most` messages that have arrived, waiting for the first; undefined when the tail has ended.
   * @throws {LedgerDamaged} when the server counts events that it does not deliver
   */
  next(most: number): Promise<TailMessage[] | undefined>;
  close(): void;
};

export type TailOptions = {
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  readonly link: NatsLink;
  readonly stream: string;
  /** Position of the first message to deliver. */
  readonly from: number;
  /** Position of a message that is known to be stored. */
  readonly newest: number;
  readonly window: number;
  readonly signal: AbortSignal;
};

const pullExpiresMs = 30_000;
const heartbeatMs = 2_000;
/** The consumer goes by itself when nobody asks it any more; an auditor may not delete one. */
const inactiveMs = 30_000;
const maxBufferedBytes = 32 * 1024 * 1024;
/** A server that owes messages or a heartbeat, and sends neither, is looked for at each heartbeat. */
const maxSilentLooks = 3;
/** Idle heartbeats that may pass while something stored is outstanding: a replica may lag for seconds. */
const maxIdleHeartbeats = 5;

/** Makes a consumer for one follower, and asks it for messages as long as there is room for them. */
export async function openTail({
  connection,
  manager,
  link,
  stream,
  from,
  newest,
  window,
  signal,
}: TailOptions): Promise<Tail> {
  const name = `follower_${nuid.next()}`;
  await manager.consumers.add(stream, {
    name,
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.StartSequence,
    replay_policy: ReplayPolicy.Instant,
    opt_start_seq: from,
    mem_storage: true,
    num_replicas: 1,
    inactive_threshold: nanos(inactiveMs),
  });
  const inbox = createInbox(inboxPrefixOf(connection));
  let buffer: TailMessage[] = [];
  let outstanding = 0;
  let delivered = 0;
  let received = from - 1;
  let idleHeartbeats = 0;
  /** Looks in a row at which nothing had come since the look before; messages ask no clock, because there are so many. */
  let silentLooks = 0;
  let hasEnded = false;
  let wake = Promise.withResolvers<void>();

  const isOpen = (): boolean => !hasEnded;
  const end = (): void => {
    hasEnded = true;
    wake.resolve();
  };
  const subscription = connection.subscribe(inbox, { callback: (error, message) => (error ? end() : hear(message)) });
  const watch = setInterval(() => {
    silentLooks += 1;
    if (outstanding > 0 && silentLooks > maxSilentLooks) end();
  }, heartbeatMs);
  const forgetLoss = link.onLost(end);
  signal.addEventListener('abort', end);
  if (signal.aborted) end();

  function hear(message: Msg): void {
    silentLooks = 0;
    const place = parseDelivery(message.reply);
    // Only what says no place is asked for its headers, because the client parses all of them then.
    if (place === undefined) return hearStatus(message);
    delivered += 1;
    // A message that got lost on the way is no gap in the ledger: begin again behind the last one.
    if (hasEnded || place.delivery !== delivered) return end();
    received = place.position;
    idleHeartbeats = 0;
    outstanding = Math.max(0, outstanding - 1);
    buffer.push({ position: place.position, delivery: place.delivery, message });
    wake.resolve();
  }

  function hearStatus({ headers }: Msg): void {
    const code = headers?.code ?? 0;
    if (code === 100) {
      idleHeartbeats += received < newest ? 1 : 0;
      if (idleHeartbeats >= maxIdleHeartbeats) end();
      return;
    }
    const isRequestOver = code === 408 || (code === 409 && /max_?bytes|completed/i.test(headers?.description ?? ''));
    if (!isRequestOver) return end();
    // A request that was answered whole leaves nothing, and another one may be under way: what that will bring is not asked for twice,
    // because a server that has too much for a client to read cuts it off.
    const left = headers?.get('Nats-Pending-Messages') ?? '';
    outstanding = left === '' ? 0 : Math.max(0, outstanding - Number(left));
    pull();
  }

  function pull(): void {
    const room = window - buffer.length - outstanding;
    if (hasEnded || room < window / 2) return;
    outstanding += room;
    silentLooks = 0;
    const request = {
      batch: room,
      max_bytes: maxBufferedBytes,
      expires: nanos(pullExpiresMs),
      idle_heartbeat: nanos(heartbeatMs),
    };
    connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${name}`, JSON.stringify(request), { reply: inbox });
  }

  pull();
  return {
    async next(most) {
      while (buffer.length === 0 && isOpen()) {
        wake = Promise.withResolvers();
        await wake.promise;
      }
      if (buffer.length === 0 || signal.aborted) {
        if (idleHeartbeats >= maxIdleHeartbeats)
          throw new LedgerDamaged(`Position ${newest} is stored and is not delivered.`, {
            damage: { code: 'position-not-delivered', position: received + 1 },
          });
        return undefined;
      }
      const batch = buffer.length <= most ? buffer : buffer.slice(0, most);
      buffer = buffer.slice(batch.length);
      pull();
      return batch;
    },
    close() {
      end();
      clearInterval(watch);
      forgetLoss();
      signal.removeEventListener('abort', end);
      if (!connection.isClosed()) subscription.unsubscribe();
    },
  };
}

/** A connection's own prefix is what its user may subscribe to; the client's interface does not show it. */
const inboxPrefixOf = (connection: NatsConnection & { options?: { inboxPrefix?: string } }): string | undefined =>
  connection.options?.inboxPrefix;
