import type { NatsConnection } from '@nats-io/nats-core';
import type { Channel, Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { checkpointStream } from '@vitne/event-log/checkpoint-stream';
import { LedgerDamaged } from '@vitne/event-log/event-log';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { publishedCheckpoints } from '@vitne/event-log/published-checkpoints';
import { eventIn, type StoredMessages, storedMessages } from '@vitne/event-log/stored-messages';

/** Where an audit reads: the streams, or a file that was exported from them. Nothing else is asked. */
export type LedgerSource = Omit<StoredMessages, 'close'> & {
  /** Whose ledgers are there. */
  readonly tenants: readonly Tenant[];
  /** One entity's events, oldest first. */
  readEntity(channel: Channel): Promise<AnyRecordedEvent[]>;
  /** Every signed checkpoint that is there, oldest first, as it was published. */
  checkpoints(tenant: Tenant): AsyncIterable<string>;
  newestCheckpoint(tenant: Tenant): Promise<string | undefined>;
  close(): Promise<void>;
};

/** The ledgers themselves. The connection stays the caller's. */
export function streamSource(connection: NatsConnection, tenants: readonly Tenant[]): LedgerSource {
  const messages = storedMessages(connection);
  const log = jetStreamEventLog({ connection });
  return {
    tenants,
    state: messages.state,
    upTo: messages.upTo,
    readEntity: log.readEntity,
    checkpoints: (tenant) => publishedCheckpoints(connection, tenant),
    async newestCheckpoint(tenant) {
      const stream = checkpointStream(connection);
      return newestOf(await stream.newest(tenant), await stream.newestCosigned(tenant));
    },
    async close() {
      messages.close();
      await log.close();
    },
  };
}

/** The newest note, with cosignatures where there are any of just this checkpoint. */
export function newestOf(newest: string | undefined, cosigned: string | undefined): string | undefined {
  const text = newest?.slice(0, newest.indexOf('\n\n') + 2);
  return text !== undefined && cosigned?.startsWith(text) ? cosigned : newest;
}

export type ReadOptions = {
  /** The last position to read; without it, where the ledger ends when this begins. */
  newest?: number;
  signal?: AbortSignal;
  /** Told after each batch. */
  onProgress?: (events: number, newest: number) => void;
};

/**
 * A ledger's events from the first on, batch by batch.
 * @throws {LedgerDamaged} at what is missing or is no event: what is folded from the rest would be wrong
 */
export async function* eventsOf(
  source: LedgerSource,
  tenant: Tenant,
  { newest: named, signal = new AbortController().signal, onProgress }: ReadOptions = {},
): AsyncGenerator<AnyRecordedEvent[], void> {
  const newest = named ?? (await source.state(tenant)).newest;
  let last = 0;
  for await (const batch of source.upTo(tenant, newest, signal)) {
    const events = batch.map(eventIn);
    for (const { position } of events) {
      if (position !== last + 1) throw missing(last + 1);
      last = position;
    }
    yield events;
    onProgress?.(last, newest);
  }
  signal.throwIfAborted();
  if (last < newest) throw missing(last + 1);
}

const missing = (position: number): LedgerDamaged =>
  new LedgerDamaged(`Position ${position} of the ledger is not there: audit verify says what is wrong.`);
