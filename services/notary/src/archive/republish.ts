import { setTimeout as wait } from 'node:timers/promises';
import type { MsgHdrs, NatsConnection } from '@nats-io/nats-core';
import type { StoredAt } from '@vitne/event-log/stored-messages';
import { headersOf, type StoredMessage } from '@vitne/ledger/stored-message';

/** The server did not store a message at the position that it had. The ledger is unfinished: rebuild it again. */
export class RepublishFailed extends Error {
  override readonly name = 'RepublishFailed';
}

type Acknowledgement = {
  readonly seq?: number;
  readonly count?: number;
  readonly duplicate?: boolean;
  readonly error?: { readonly err_code?: number; readonly description?: string };
};

/** The stream, and where a message is published that stands on a subject in it. */
type Place = { readonly stream: string; readonly subject: (own: string) => string };

const idInsideWindow = 10_201;
const ackTimeoutMs = 10_000;
const attempts = 40;
const pauseMs = 100;

/**
 * Publishes messages with their headers as they were stored, byte for byte, in the batches that they came in. Expectations of the
 * lock hold again, because every position before is what it was.
 * @returns the position of the last one
 * @throws {RepublishFailed} when the server does not put one where it was
 */
export async function republish(
  connection: NatsConnection,
  place: Place,
  messages: readonly StoredAt[],
): Promise<number> {
  let last = 0;
  for (let start = 0; start < messages.length; ) {
    const group = batchAt(messages, start);
    last = await publishGroup(connection, place, group);
    start += group.length;
  }
  return last;
}

/** The atomic batch that begins here, or the one message that is none of a batch. */
function batchAt(messages: readonly StoredAt[], start: number): readonly StoredAt[] {
  const first = messages[start] as StoredAt;
  const id = headerOf(first.stored, 'nats-batch-id');
  if (id === undefined) return [first];
  let end = start + 1;
  while (end < messages.length && headerOf((messages[end] as StoredAt).stored, 'nats-batch-id') === id) end += 1;
  return messages.slice(start, end);
}

const headerOf = (stored: StoredMessage, name: string): string | undefined =>
  headersOf(stored).find(([found]) => found.toLowerCase() === name)?.[1];

async function publishGroup(
  connection: NatsConnection,
  { stream, subject }: Place,
  group: readonly StoredAt[],
): Promise<number> {
  const last = group.at(-1) as StoredAt;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    for (const { stored } of group.slice(0, -1))
      connection.publish(subject(stored.subject), stored.data, optionsOf(stored));
    const options = { ...optionsOf(last.stored), timeout: ackTimeoutMs };
    const answer = (
      await connection.request(subject(last.stored.subject), last.stored.data, options)
    ).json<Acknowledgement>();
    // An id that stands twice in the ledger is taken again once the server has forgotten the first.
    if (answer.duplicate || answer.error?.err_code === idInsideWindow) {
      await wait(pauseMs);
      continue;
    }
    if (answer.seq === last.position && (answer.count ?? 1) === group.length) return last.position;
    const what = answer.error ? `${answer.error.err_code} ${answer.error.description}` : `position ${answer.seq}`;
    throw new RepublishFailed(`${stream} answered ${what} for what stood at position ${last.position}.`);
  }
  throw new RepublishFailed(`${stream} knows the id of position ${last.position} already, and does not forget it.`);
}

/** The client writes headers by what they encode themselves as, so a block goes out as it is. */
function optionsOf({ headerBlock }: StoredMessage): { headers?: MsgHdrs } {
  if (headerBlock.length === 0) return {};
  return { headers: { encode: () => headerBlock } as unknown as MsgHdrs };
}
