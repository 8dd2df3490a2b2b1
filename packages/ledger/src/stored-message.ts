import { ByteWriter } from './byte-writer.ts';
import { readParts, textOf, utf8 } from './bytes.ts';
import type { TreeHashing } from './hashing.ts';
import { type Fault, fault, type Verdict } from './verdict.ts';

/**
 * A message as the stream keeps it. The bytes are those of the wire and of a raw export, never what a client library
 * made of them: a library trims values and groups headers of one name.
 */
export type StoredMessage = {
  readonly subject: string;
  /** From `NATS/1.0` up to and with the blank line; no bytes at all when the message has no headers. */
  readonly headerBlock: Uint8Array;
  readonly data: Uint8Array;
};

const entryVersion = utf8('vitne/ledger-entry/v1\n');
const messageVersion = utf8('vitne/stored-message/v1\n');

/**
 * The entry of a message: what the tree's leaf is the hash of (docs/decisions/0020).
 *
 *     "vitne/ledger-entry/v1\n"
 *     uint32 length of subject    || subject, UTF-8
 *     uint32 length of headers    || SHA-256 of the header block
 *     uint32 length of data       || SHA-256 of the data
 *
 * Numbers are big-endian. An entry stands for the exact bytes of its message, stays far below the 65,535 bytes that an
 * entry bundle of tlog-tiles can hold, and shows nothing of the data, so that entries can go further than messages.
 */
export function entryOf(message: StoredMessage, hashing: TreeHashing): Uint8Array<ArrayBuffer> {
  const entry = new ByteWriter();
  writeEntry(entry, message, hashing);
  return entry.copy();
}

/** The same, behind what was written before, for whoever makes many. */
export function writeEntry(to: ByteWriter, { subject, headerBlock, data }: StoredMessage, hashing: TreeHashing): void {
  to.bytes(entryVersion);
  to.sizedText(subject);
  to.uint32(headerBlock.length);
  to.bytes(hashing.sha256(headerBlock));
  to.uint32(data.length);
  to.bytes(hashing.sha256(data));
}

/** The leaf of a message: SHA-256(0x00 || entry), as RFC 6962, section 2.1, has it. */
export const leafHashOf = (message: StoredMessage, hashing: TreeHashing): Uint8Array =>
  hashing.leaf(entryOf(message, hashing));

/**
 * A whole message as bytes, for proof files: "vitne/stored-message/v1\n", then subject, header block and data, each after
 * its length as uint32.
 */
export function encodeMessage(message: StoredMessage): Uint8Array<ArrayBuffer> {
  const bytes = new ByteWriter();
  writeMessage(bytes, message);
  return bytes.copy();
}

/** The same, behind what was written before, for whoever writes many messages and copies each only once. */
export function writeMessage(to: ByteWriter, { subject, headerBlock, data }: StoredMessage): void {
  to.bytes(messageVersion);
  to.sizedText(subject);
  to.sizedBytes(headerBlock);
  to.sizedBytes(data);
}

const malformed = (what: string): Fault => fault('message-malformed', what);

/** @param bytes from whoever made the proof file; nothing of it is believed but its form */
export function decodeMessage(bytes: Uint8Array): Verdict<{ readonly message: StoredMessage }> {
  if (messageVersion.some((byte, index) => bytes[index] !== byte))
    return malformed('It does not begin with vitne/stored-message/v1.');
  const parts = readParts(bytes.subarray(messageVersion.length));
  const [name, headerBlock, data] = [parts.next(4), parts.next(4), parts.next(4)];
  if (!name || !headerBlock || !data) return malformed('The message is cut off.');
  if (!parts.isAtEnd()) return malformed('Bytes follow the message.');
  const subject = textOf(name);
  if (subject === undefined) return malformed('The subject is not UTF-8.');
  if (headerBlock.length > 0 && !isHeaderBlock(headerBlock))
    return malformed('The headers do not go from NATS/1.0 to a blank line.');
  return { valid: true, message: { subject, headerBlock, data } };
}

const headerStart = utf8('NATS/1.0\r\n');
const headerEnd = utf8('\r\n\r\n');

/** Whether bytes can be the header block of a stored message. */
export function isHeaderBlock(bytes: Uint8Array): boolean {
  const last = bytes.length - headerEnd.length;
  return last >= headerStart.length - 2 && standsAt(bytes, 0, headerStart) && standsAt(bytes, last, headerEnd);
}

/** A plain loop, because every message that is followed is asked. */
function standsAt(bytes: Uint8Array, place: number, wanted: Uint8Array): boolean {
  for (let index = 0; index < wanted.length; index += 1) if (bytes[place + index] !== wanted[index]) return false;
  return true;
}

/**
 * Headers for people to read, in stored order: names as they stand, values without the blanks around them. What is
 * proved is the block, not this reading of it.
 */
export function headersOf({ headerBlock }: Pick<StoredMessage, 'headerBlock'>): [name: string, value: string][] {
  const lines = (textOf(headerBlock) ?? '').split('\r\n').slice(1);
  return lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()] as [string, string]];
  });
}
