import { headers as emptyHeaders, type MsgHdrs } from '@nats-io/nats-core';
import type { Tenant } from '@vitne/contracts/channels';
import { LedgerDamaged } from '@vitne/event-log/event-log';
import { eventIn, type MessageOfLedger } from '@vitne/event-log/stored-messages';
import { headersOf, type StoredMessage } from '@vitne/ledger/stored-message';
import type { LedgerSource } from './ledger-source.ts';

/** A stored message as the stream would have delivered it. */
export const deliveredFrom = (position: number, stored: StoredMessage): MessageOfLedger => ({
  position,
  subject: stored.subject,
  headers: readHeaders(stored),
  data: stored.data,
  stored,
});

/** Undefined where the client could not have read them either; such a message is no event. */
function readHeaders(stored: StoredMessage): MsgHdrs | undefined {
  if (stored.headerBlock.length === 0) return undefined;
  const headers = emptyHeaders();
  try {
    for (const [name, value] of headersOf(stored)) headers.append(name, value);
    return headers;
  } catch {
    return undefined;
  }
}

const batchSize = 1_000;

/** A ledger whose messages are at hand, the first at position 1; for a copy that fits into memory. */
export function ledgerOfMessages(tenant: Tenant, messages: readonly StoredMessage[]): LedgerSource {
  const requireTenant = (named: Tenant): void => {
    if (named !== tenant) throw new LedgerDamaged(`The ledger of ${named} is not there.`);
  };
  return {
    tenants: [tenant],
    async state(named) {
      requireTenant(named);
      return { newest: messages.length, wrongSettings: [], signsOfLoss: [] };
    },
    async *upTo(named, newest, signal) {
      requireTenant(named);
      for (let from = 0; from < Math.min(newest, messages.length) && !signal.aborted; from += batchSize) {
        const batch = messages.slice(from, Math.min(from + batchSize, newest));
        yield batch.map((stored, index) => deliveredFrom(from + index + 1, stored));
      }
    },
    readEntity: (channel) =>
      Promise.resolve(
        messages.flatMap((stored, index) =>
          stored.subject === channel ? [eventIn(deliveredFrom(index + 1, stored))] : [],
        ),
      ),
    async *checkpoints() {},
    newestCheckpoint: () => Promise.resolve(undefined),
    close: () => Promise.resolve(),
  };
}
