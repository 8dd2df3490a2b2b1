import {
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/nats-core';
import { checkpointsStreamName, checkpointsSubject, cosignedSubject, type Tenant } from '@vitne/contracts/channels';
import { EventLogUnavailable } from './event-log.ts';
import { publishedCheckpoints } from './published-checkpoints.ts';

const noMessage = 10037;
const ackTimeoutMs = 5_000;

/**
 * Makes the stream that keeps every signed checkpoint of a tenant's ledger, where it is not there yet. The platform's
 * start calls it, as administrator. Nothing in it ends, so that whoever comes later sees all that was ever signed.
 */
export async function openCheckpointsStream(connection: NatsConnection, tenant: Tenant): Promise<void> {
  const manager = await jetstreamManager(connection);
  const [name, subjects] = [checkpointsStreamName(tenant), [checkpointsSubject(tenant), cosignedSubject(tenant)]];
  for await (const known of manager.streams.names(checkpointsSubject(tenant))) {
    if (known !== name) continue;
    const { config } = await manager.streams.info(name);
    // A stream of before there were witnesses takes no cosigned ones yet.
    if (config.subjects.length < subjects.length) await manager.streams.update(name, { subjects });
    return;
  }
  await manager.streams.add({
    name,
    subjects,
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_msg_size: 64 * 1024,
    deny_delete: true,
    deny_purge: true,
    allow_direct: true,
    duplicate_window: nanos(120_000),
  });
}

/** The signed checkpoints of ledgers on the bus: the notary publishes them, anybody who may read a ledger reads them. */
export type CheckpointStream = {
  /**
   * Answers when the note is on the disk. A note of a size that was published within two minutes is not kept twice.
   * @throws {EventLogUnavailable} when the bus does not say that it has it
   */
  publish(tenant: Tenant, size: number, note: string): Promise<void>;
  /**
   * The same for a note with cosignatures, beside the one without.
   * @param cosignatures how many there are: a note that more witnesses cosigned is kept too
   */
  publishCosigned(tenant: Tenant, size: number, cosignatures: number, note: string): Promise<void>;
  /** Every note that is there, cosigned ones too, oldest first. */
  all(tenant: Tenant, signal: AbortSignal): AsyncIterable<string>;
  /** The newest note that was published by itself; undefined when there is none. @throws {EventLogUnavailable} when the bus does not answer */
  newest(tenant: Tenant): Promise<string | undefined>;
  /** The newest note that witnesses cosigned; it may be of a smaller size. @throws {EventLogUnavailable} */
  newestCosigned(tenant: Tenant): Promise<string | undefined>;
};

export function checkpointStream(connection: NatsConnection): CheckpointStream {
  const client = jetstream(connection);
  let made: Promise<JetStreamManager> | undefined;
  const manager = (): Promise<JetStreamManager> => (made ??= jetstreamManager(connection, { checkAPI: false }));
  async function publish(subject: string, msgID: string, note: string): Promise<void> {
    try {
      await client.publish(subject, note, { msgID, timeout: ackTimeoutMs });
    } catch (cause) {
      throw new EventLogUnavailable('The bus does not say that it keeps the checkpoint.', { cause });
    }
  }
  return {
    publish: (tenant, size, note) => publish(checkpointsSubject(tenant), `checkpoint-${size}`, note),
    publishCosigned: (tenant, size, cosignatures, note) =>
      publish(cosignedSubject(tenant), `cosigned-${size}-${cosignatures}`, note),
    all: (tenant, signal) => publishedCheckpoints(connection, tenant, signal),
    newest: (tenant) => newestOn(tenant, checkpointsSubject(tenant)),
    newestCosigned: (tenant) => newestOn(tenant, cosignedSubject(tenant)),
  };

  async function newestOn(tenant: Tenant, subject: string): Promise<string | undefined> {
    const query = { last_by_subj: subject };
    try {
      const message = await (await manager()).streams.getMessage(checkpointsStreamName(tenant), query);
      return message?.string();
    } catch (cause) {
      if (cause instanceof JetStreamApiError && cause.code === noMessage) return undefined;
      throw new EventLogUnavailable('The bus does not say which checkpoint is the newest.', { cause });
    }
  }
}
