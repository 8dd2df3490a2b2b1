import type { MsgHdrs } from '@nats-io/nats-core';
import type { Channel } from '@vitne/contracts/channels';
import { decodeEvent, encodeEvent } from '@vitne/contracts/cloud-event';
import type { AnyRecordedEvent, SealedEvent } from '@vitne/contracts/envelope';
import { LedgerDamaged } from './event-log.ts';

/** An event as bytes: `head` is its header block without the blank line that ends it, so that more can be added. */
export type LedgerMessage = { readonly head: string; readonly data: Uint8Array };

/** A line break would let a value add headers of its own; the client trims the ends, so the id would not come back. */
const unfitForHeader = /[\r\n\0]|^\s|\s$/;
const textEncoder = new TextEncoder();

/**
 * Encodes an event as the CloudEvents binding says, with its id as the id that JetStream remembers.
 * The header block is built as text: the client's own headers check and canonise each name again for each message.
 * @throws {TypeError} when an attribute cannot be a header
 */
export function encodeMessage(event: SealedEvent): LedgerMessage {
  const { headers, data } = encodeEvent(event);
  let head = 'NATS/1.0\r\n';
  for (const [name, value] of headers) {
    if (value === '' || unfitForHeader.test(value)) throw new TypeError(`The attribute ${name} cannot be a header.`);
    head += `${name}: ${value}\r\n`;
  }
  return { head: `${head}Nats-Msg-Id: ${event.meta.id}\r\n`, data };
}

/** The header block with `more` lines, as the client's publish wants it: it asks headers for nothing but their bytes. */
export function headersOf({ head }: LedgerMessage, more: string): MsgHdrs {
  const block = textEncoder.encode(`${head}${more}\r\n`);
  return { encode: () => block } as unknown as MsgHdrs;
}

/** @throws {LedgerDamaged} when the message is none that this platform wrote */
export function decodeMessage(
  headers: MsgHdrs | undefined,
  data: Uint8Array,
  channel: string,
  position: number,
): AnyRecordedEvent {
  const values = new Map<string, string[]>(headers ?? []);
  try {
    const event = decodeEvent((name) => values.get(name)?.[0], data);
    return { ...event, position, channel: channel as Channel };
  } catch (cause) {
    throw new LedgerDamaged(`Position ${position} holds a message that is no event of this platform.`, { cause });
  }
}
