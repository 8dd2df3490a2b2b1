import { JetStreamApiError, type JetStreamManager } from '@nats-io/jetstream';
import { type NatsConnection, PermissionViolationError } from '@nats-io/nats-core';
import { ledgerStreamName, type Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { EventLogUnavailable, LedgerDamaged } from './event-log.ts';
import { decodeMessage } from './ledger-message.ts';
import { newestPosition } from './ledger-stream.ts';
import type { NatsLink } from './nats-link.ts';
import { openTail, type Tail, type TailMessage } from './pull-tail.ts';

export type FollowSource = {
  readonly connection: NatsConnection;
  readonly manager: () => Promise<JetStreamManager>;
  readonly link: NatsLink;
};
export type FollowOptions = { readonly after: number; readonly signal: AbortSignal; readonly batchSize?: number };

const firstPauseMs = 50;
const longestPauseMs = 2_000;

/**
 * Delivers the whole ledger in order, without a filter, because only so a missing position shows. A server that is away
 * is waited for; a ledger that is not there or is shorter than what was delivered is damaged.
 * @throws {LedgerDamaged} {@link EventLogUnavailable} only when the connection is closed for good
 */
export async function* followLedger(
  source: FollowSource,
  tenant: Tenant,
  options: FollowOptions,
): AsyncGenerator<AnyRecordedEvent[], void> {
  for await (const messages of followMessages(source, tenant, options))
    yield messages.map(({ message, position }) =>
      decodeMessage(message.headers, message.data, message.subject, position),
    );
}

/** The same, as the messages that the stream delivers. */
export async function* followMessages(
  source: FollowSource,
  tenant: Tenant,
  { after, signal, batchSize = 1_000 }: FollowOptions,
): AsyncGenerator<TailMessage[], void> {
  let last = after;
  let pauseMs = firstPauseMs;
  while (!signal.aborted) {
    const tail = await beginTail(source, tenant, { after: last, signal, batchSize });
    if (tail === 'away') {
      if (source.connection.isClosed()) throw new EventLogUnavailable('The connection to the bus is closed.');
      await pause(source.link, pauseMs, signal);
      pauseMs = Math.min(2 * pauseMs, longestPauseMs);
      continue;
    }
    try {
      for (;;) {
        const messages = await tail.next(batchSize);
        if (messages === undefined) break;
        for (const { position } of messages) last = following(last, position);
        pauseMs = firstPauseMs;
        yield messages;
        if (signal.aborted) return;
      }
    } finally {
      tail.close();
    }
    if (!signal.aborted) await pause(source.link, pauseMs, signal);
  }
}

async function beginTail(
  { connection, manager: managerOf, link }: FollowSource,
  tenant: Tenant,
  { after, signal, batchSize }: Required<FollowOptions>,
): Promise<Tail | 'away'> {
  try {
    const manager = await managerOf();
    const newest = await link.unlessLost(newestPosition(manager, tenant));
    if (newest === 'lost') return 'away';
    if (newest < after)
      throw new LedgerDamaged(`The ledger of ${tenant} ends at ${newest}, and ${after} was delivered.`, {
        damage: { code: 'ledger-shortened', position: newest + 1 },
      });
    const stream = ledgerStreamName(tenant);
    const opened = openTail({
      connection,
      manager,
      link,
      stream,
      from: after + 1,
      newest,
      window: 2 * batchSize,
      signal,
    });
    const tail = await link.unlessLost(opened);
    if (tail !== 'lost') return tail;
    void opened.then((late) => late.close()).catch(() => undefined);
    return 'away';
  } catch (error) {
    if (error instanceof LedgerDamaged || isRefusal(error)) throw error;
    return 'away';
  }
}

/** The server is there and says no, for ever: a user who may not follow, a stream that cannot have consumers. */
function isRefusal(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return error.status >= 400 && error.status < 500 && error.status !== 404;
  return (
    error instanceof PermissionViolationError ||
    (error instanceof Error && error.cause !== undefined && isRefusal(error.cause))
  );
}

function following(last: number, position: number): number {
  const expected = last + 1;
  if (position === expected) return position;
  throw new LedgerDamaged(`Position ${expected} is missing: the next one is ${position}.`, {
    damage: { code: 'position-missing', position: expected },
  });
}

/** Waits a little, and for the server when it is away. */
async function pause(link: NatsLink, pauseMs: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, pauseMs);
    signal.addEventListener('abort', finish);
    if (signal.aborted) finish();
  });
  if (!signal.aborted) await link.whenUp(longestPauseMs);
}
