import { JetStreamError, type JetStreamManager, type StoredMsg } from '@nats-io/jetstream';
import { type Channel, type EntityKind, ledgerStreamName, tenantOfChannel } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { EventLogUnavailable, type KindPosition } from './event-log.ts';
import { decodeMessage } from './ledger-message.ts';
import type { NatsLink } from './nats-link.ts';

export type EntityReader = { readonly manager: () => Promise<JetStreamManager>; readonly link: NatsLink };

const pageSize = 1_000;
const settleTimeoutMs = 5_000;
const settlePollMs = 20;

/**
 * One entity's events by direct get, page by page. In a cluster a replica may answer that has not seen the newest
 * events yet, even after one's own append: the decision made on them is refused by the optimistic lock, so it is safe.
 * @throws {EventLogUnavailable} when the server does not answer
 * @throws {LedgerDamaged} when a message is none of ours
 */
export async function readEntity({ manager, link }: EntityReader, channel: Channel): Promise<AnyRecordedEvent[]> {
  const api = await manager();
  const stream = streamOf(channel);
  const events: AnyRecordedEvent[] = [];
  for (let next = 1; next > 0; ) {
    const page = await link.unlessLost(readPage(api, stream, channel, next));
    if (page === 'lost') throw new EventLogUnavailable('The connection broke while an entity was read.');
    for (const { data, header, seq, subject } of page) events.push(decodeMessage(header, data, subject, seq));
    const newest = page.at(-1);
    next = newest && Number(newest.header.get('Nats-Num-Pending')) > 0 ? newest.seq + 1 : 0;
  }
  return events;
}

/**
 * The entity's events up to what the stream's leader holds, for judging a refusal: there a replica's old answer would
 * call a repeat a conflict.
 * @throws {EventLogUnavailable} when the replicas do not get there in time
 */
export async function readEntitySurely(reader: EntityReader, channel: Channel): Promise<AnyRecordedEvent[]> {
  const newest = await leaderPosition(reader, channel);
  const deadline = performance.now() + settleTimeoutMs;
  for (;;) {
    const events = await readEntity(reader, channel);
    if ((events.at(-1)?.position ?? 0) >= newest) return events;
    if (performance.now() > deadline) throw new EventLogUnavailable('The replicas of the ledger lag behind.');
    await new Promise((resolve) => setTimeout(resolve, settlePollMs));
  }
}

/**
 * How far the entities of a kind have come, by the stream's leader.
 * @throws {EventLogUnavailable} when the server does not answer
 */
export async function readKindPosition(reader: EntityReader, kind: EntityKind): Promise<KindPosition> {
  return { kind, position: await leaderPosition(reader, kind) };
}

async function leaderPosition({ manager, link }: EntityReader, channels: Channel | EntityKind): Promise<number> {
  try {
    const api = await manager();
    const newest = await link.unlessLost(api.streams.getMessage(streamOf(channels), { last_by_subj: channels }));
    if (newest !== 'lost') return newest?.seq ?? 0;
  } catch (cause) {
    throw new EventLogUnavailable('The ledger does not say what an entity holds.', { cause });
  }
  throw new EventLogUnavailable('The connection broke while an entity was read.');
}

/** The client's iterator would keep a subscription for 5 s per call; with a callback it lets go at once. */
function readPage(api: JetStreamManager, stream: string, channel: Channel, seq: number): Promise<StoredMsg[]> {
  return new Promise((resolve, reject) => {
    const page: StoredMsg[] = [];
    const fail = (cause: unknown): void => reject(new EventLogUnavailable('The ledger does not answer.', { cause }));
    const finish = (cause: Error | undefined): void => {
      if (cause && !isNothingFound(cause)) fail(cause);
      else if (hasGap(page)) reject(new EventLogUnavailable('A part of an answer got lost.'));
      else resolve(page);
    };
    const callback = (done: { err?: Error } | null, message: StoredMsg): void => {
      if (done) finish(done.err);
      else page.push(message);
    };
    api.direct.getBatch(stream, { seq, batch: pageSize, next_by_subj: channel, callback }).catch(fail);
  });
}

const isNothingFound = (error: Error): boolean =>
  error instanceof JetStreamError && 'code' in error && error.code === 404;

/** Each message names the one that was sent before it, so one that got lost on the way shows. */
const hasGap = (page: readonly StoredMsg[]): boolean =>
  page.some(({ header }, index) => index > 0 && Number(header.get('Nats-Last-Sequence')) !== page[index - 1]?.seq);

const streamOf = (channels: Channel | EntityKind): string => ledgerStreamName(tenantOfChannel(channels));
