import type { Msg } from '@nats-io/nats-core';
import { isHeaderBlock, type StoredMessage } from '@vitne/ledger/stored-message';
import { LedgerDamaged } from './event-log.ts';

/**
 * A delivered message as the stream keeps it, byte for byte, for the Merkle tree. `headers` would not do: the client trims
 * values, groups headers of one name and forgets how they were spaced (docs/decisions/0020). The client keeps the header block
 * in the buffer right before the data, and its `size()`, which its types leave out, counts it; what is taken is checked.
 *
 * For messages of a consumer. The answer to a direct get has headers that the server added.
 * @throws {LedgerDamaged} when there is no whole header block where it should be
 */
export function storedMessageOf(message: Msg): StoredMessage {
  const { size } = message as Msg & { size?(): number };
  const { subject, reply, data } = message;
  const named = Buffer.byteLength(subject) + (reply === undefined ? 0 : Buffer.byteLength(reply));
  const headerBytes = (size?.call(message) ?? 0) - named - data.length;
  if (headerBytes < 0) throw clientChanged();
  if (headerBytes === 0) return { subject, headerBlock: new Uint8Array(0), data };
  const start = data.byteOffset - headerBytes;
  const headerBlock = start < 0 ? undefined : new Uint8Array(data.buffer, start, headerBytes);
  if (!headerBlock || !isHeaderBlock(headerBlock)) throw clientChanged();
  return { subject, headerBlock, data };
}

const clientChanged = (): LedgerDamaged =>
  new LedgerDamaged('The NATS client no longer keeps the header block before the data.');
