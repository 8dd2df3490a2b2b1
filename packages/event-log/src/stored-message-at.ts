import type { NatsConnection } from '@nats-io/nats-core';
import { ledgerStreamName, type Tenant } from '@vitne/contracts/channels';
import type { StoredMessage } from '@vitne/ledger/stored-message';
import { EventLogUnavailable, LedgerDamaged } from './event-log.ts';

const timeoutMs = 5_000;
const noSuchMessage = 10_037;

/** The server's answer, as far as it is used here: the header block and the data as they are stored, in base64. */
type Answer = {
  readonly message?: { readonly subject: string; readonly hdrs?: string; readonly data?: string };
  readonly error?: { readonly err_code?: number };
};

/**
 * The message at a position as the stream keeps it, byte for byte, from the stream's leader. A direct get would not do: its
 * headers hold what the server added.
 * @throws {EventLogUnavailable} when the server does not answer
 * @throws {LedgerDamaged} when there is no message at this position
 */
export async function storedMessageAt(
  connection: NatsConnection,
  tenant: Tenant,
  position: number,
): Promise<StoredMessage> {
  const asked = JSON.stringify({ seq: position });
  let answer: Answer;
  try {
    const reply = await connection.request(`$JS.API.STREAM.MSG.GET.${ledgerStreamName(tenant)}`, asked, {
      timeout: timeoutMs,
    });
    answer = reply.json<Answer>();
  } catch (cause) {
    throw new EventLogUnavailable('The ledger does not answer.', { cause });
  }
  const { message, error } = answer;
  if (error?.err_code === noSuchMessage) throw new LedgerDamaged(`Position ${position} of the ledger is not there.`);
  if (!message) throw new EventLogUnavailable('The ledger did not answer with a message.');
  const bytes = (text = ''): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
  return { subject: message.subject, headerBlock: bytes(message.hdrs), data: bytes(message.data) };
}
