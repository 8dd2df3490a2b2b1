import type { StoredAt } from '@vitne/event-log/stored-messages';
import type { ByteWriter } from '@vitne/ledger/byte-writer';
import { readParts, utf8 } from '@vitne/ledger/bytes';
import { decodeMessage, writeMessage } from '@vitne/ledger/stored-message';
import { tilePath, tileWidth } from '@vitne/ledger/tile-path';

/*
 * The format of the archive's message files; the README has it in words. A file holds 256 positions, and the last one
 * fewer:
 *
 *     "vitne/archived-messages/v1\n"
 *     for each message: uint32 length of what follows || uint64 position || the message as in a proof file
 *
 * Numbers are big-endian. A file that ends in the middle of a message was cut off by a crash: what stands before is whole.
 */

export const fileStart = utf8('vitne/archived-messages/v1\n');
/** As many as an entry bundle holds, so that files and bundles have the same numbers. */
export const messagesPerFile = tileWidth;
const positionBytes = 8;

/** The file that holds a position, below the archive's folder of the ledger. */
export const messagesPath = (position: number): string =>
  tilePath({ level: 'entries', index: Math.floor((position - 1) / messagesPerFile), width: tileWidth }).replace(
    'tile/entries/',
    'messages/',
  );

/** Writes messages as their file holds them, behind its beginning. */
export function writeArchived(to: ByteWriter, messages: readonly StoredAt[]): void {
  for (const { position, stored } of messages) {
    const start = to.length;
    to.uint32(0);
    to.uint32(Math.floor(position / 2 ** 32));
    to.uint32(position % 2 ** 32);
    writeMessage(to, stored);
    to.setUint32(start, to.length - start - 4);
  }
}

/** What a file holds: its messages up to the first that is not whole, and where that one begins. */
export type ArchivedFile = { readonly messages: readonly (StoredAt & { readonly end: number })[] };

/** Reads a file as far as it is whole; undefined when it is none of these files. */
export function decodeArchived(bytes: Uint8Array): ArchivedFile | undefined {
  if (fileStart.some((byte, index) => bytes[index] !== byte)) return undefined;
  const parts = readParts(bytes.subarray(fileStart.length));
  const messages: (StoredAt & { end: number })[] = [];
  let end = fileStart.length;
  while (!parts.isAtEnd()) {
    const record = parts.next(4);
    if (!record || record.length <= positionBytes) break;
    const decoded = decodeMessage(record.subarray(positionBytes));
    if (!decoded.valid) break;
    const position = Number(new DataView(record.buffer, record.byteOffset).getBigUint64(0));
    end += 4 + record.length;
    messages.push({ position, stored: decoded.message, end });
  }
  return { messages };
}
