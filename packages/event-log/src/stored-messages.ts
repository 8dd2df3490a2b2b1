import { jetstreamManager } from '@nats-io/jetstream';
import type { Msg, MsgHdrs, NatsConnection } from '@nats-io/nats-core';
import { ledgerStreamName, type Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { StoredMessage } from '@vitne/ledger/stored-message';
import { LedgerDamaged } from './event-log.ts';
import { followMessages } from './follow.ts';
import { decodeMessage } from './ledger-message.ts';
import { type LedgerState, ledgerState } from './ledger-stream.ts';
import { watchLink } from './nats-link.ts';
import { openTail } from './pull-tail.ts';
import { storedMessageOf } from './raw-message.ts';

/** A message as the stream delivers it, whoever wrote it. */
export type DeliveredMessage = {
  readonly position: number;
  readonly subject: string;
  readonly headers: MsgHdrs | undefined;
  readonly data: Uint8Array;
};

/** The bytes of one position. They are good for as long as the batch is. */
export type StoredAt = { readonly position: number; readonly stored: StoredMessage };

/** Delivered, and beside it the bytes that are stored, for the Merkle tree; they are good for as long as the batch is. */
export type MessageOfLedger = DeliveredMessage & { readonly stored: StoredMessage };

export type StoredMessages = {
  /** @throws {LedgerDamaged} when the ledger is not there */
  state(tenant: Tenant): Promise<LedgerState>;
  /**
   * Everything that the stream delivers from event 1 up to a position, in its order, gaps and all: whoever judges it wants
   * to see what is there. It ends before that position when the server delivers no more.
   */
  upTo(tenant: Tenant, newest: number, signal: AbortSignal): AsyncIterable<MessageOfLedger[]>;
  close(): void;
};

/** The same for somebody who stays and reads on. */
export type FollowedMessages = StoredMessages & {
  /**
   * Everything after a position, in order and without gaps, then what comes, until `signal` aborts; a server that is away
   * is waited for.
   * @throws {LedgerDamaged} {@link EventLogUnavailable} only when the connection is closed for good
   */
  follow(
    tenant: Tenant,
    options: { after: number; signal: AbortSignal; batchSize?: number },
  ): AsyncIterable<StoredAt[]>;
  /** Calls back once when the connection breaks: the server may come back with less. The answer takes the wish back. */
  onLost(callback: () => void): () => void;
};

const batchSize = 1_000;
const mostEmptyTails = 3;

/** Reads ledgers for somebody who trusts nobody: raw, unfiltered, and without stopping at what is wrong. */
export function storedMessages(connection: NatsConnection): FollowedMessages {
  const link = watchLink(connection);
  const manager = jetstreamManager(connection, { checkAPI: false });
  return {
    state: async (tenant) => ledgerState(await manager, tenant),
    async *upTo(tenant, newest, signal) {
      let last = 0;
      for (let empty = 0; empty < mostEmptyTails && last < newest && !signal.aborted; ) {
        const stream = ledgerStreamName(tenant);
        const place = { stream, from: last + 1, newest, window: 2 * batchSize };
        const tail = await openTail({ connection, manager: await manager, link, ...place, signal });
        const before = last;
        try {
          while (last < newest) {
            const messages = await tail.next(batchSize);
            if (messages === undefined) break;
            const wanted = messages.filter(({ position }) => position <= newest);
            last = messages.at(-1)?.position ?? last;
            if (wanted.length > 0) yield wanted.map(({ position, message }) => messageOf(position, message));
          }
        } catch (error) {
          if (!(error instanceof LedgerDamaged)) throw error;
          return;
        } finally {
          tail.close();
        }
        empty = last > before ? 0 : empty + 1;
      }
    },
    async *follow(tenant, options) {
      const source = { connection, manager: () => manager, link };
      for await (const messages of followMessages(source, tenant, options))
        yield messages.map(({ position, message }) => ({ position, stored: storedMessageOf(message) }));
    },
    onLost: link.onLost,
    close: () => link.close(),
  };
}

function messageOf(position: number, message: Msg): MessageOfLedger {
  const { subject, headers, data } = message;
  return { position, subject, headers, data, stored: storedMessageOf(message) };
}

/** The message as an event. @throws {LedgerDamaged} when it is none that this platform wrote */
export const eventIn = ({ headers, data, subject, position }: DeliveredMessage): AnyRecordedEvent =>
  decodeMessage(headers, data, subject, position);
