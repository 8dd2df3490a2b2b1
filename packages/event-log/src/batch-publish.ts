import { type NatsConnection, NoRespondersError, nuid, PermissionViolationError } from '@nats-io/nats-core';
import type { Channel } from '@vitne/contracts/channels';
import type { KindPosition } from './event-log.ts';
import { headersOf, type LedgerMessage } from './ledger-message.ts';
import type { NatsLink } from './nats-link.ts';

/** One request as it goes on the bus: its messages share the channel, and stand or fall together. */
export type OutgoingRequest = {
  readonly channel: Channel;
  readonly expectedPosition: number;
  readonly basedOn?: KindPosition | undefined;
  readonly messages: readonly LedgerMessage[];
};

/** What the stream made of a publication. */
export type PublishAnswer =
  /** On disk; `lastPosition` is that of the last message, and those before it are contiguous. */
  | { readonly kind: 'stored'; readonly lastPosition: number }
  /** The id was stored before, perhaps on another channel; nothing is stored now. */
  | { readonly kind: 'known-id'; readonly position: number }
  /** Nothing is stored. */
  | { readonly kind: 'refused'; readonly code: number; readonly reason: string }
  /** Nothing is stored, and nothing else would be now: no stream, no disk, no leader. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  /** Nothing is stored, and never will be for this user. */
  | { readonly kind: 'forbidden'; readonly cause: unknown }
  /** The answer is lost: the messages may be stored, now or a little later. */
  | { readonly kind: 'unknown' };

export type Publisher = { readonly connection: NatsConnection; readonly link: NatsLink; readonly ackTimeoutMs: number };

type Acknowledgement = {
  readonly seq?: number;
  readonly count?: number;
  readonly duplicate?: boolean;
  readonly error?: { readonly code: number; readonly err_code?: number; readonly description?: string };
};

const expectation = (position: number): string => `Nats-Expected-Last-Subject-Sequence: ${position}\r\n`;
const expectationOf = ({ kind, position }: KindPosition): string =>
  `${expectation(position)}Nats-Expected-Last-Subject-Sequence-Subject: ${kind}\r\n`;

/** Publishes a request of one event as a plain message. */
export function publishAlone(publisher: Publisher, request: OutgoingRequest): Promise<PublishAnswer> {
  const [message] = request.messages;
  if (!message) throw new TypeError('A request holds at least one event.');
  return askStream(publisher, request.channel, message, expectation(request.expectedPosition), 1);
}

/**
 * Publishes requests as one atomic batch, at most one per channel. The batch is sent by hand: the client's own hides
 * the reason of a refusal and drops the expectations. The expectation stands on the first message of a channel only; what
 * the decision was based on besides stands on the second.
 */
export async function publishBatch(publisher: Publisher, requests: readonly OutgoingRequest[]): Promise<PublishAnswer> {
  try {
    return await sendBatch(publisher, requests);
  } catch (error) {
    // A member that could not be sent leaves the batch without its end, so the server drops it.
    return { kind: 'unavailable', reason: error instanceof Error ? error.name : 'a member could not be sent' };
  }
}

function sendBatch(publisher: Publisher, requests: readonly OutgoingRequest[]): Promise<PublishAnswer> {
  const batch = `Nats-Batch-Id: ${nuid.next()}\r\n`;
  const count = requests.reduce((sum, { messages }) => sum + messages.length, 0);
  let sequence = 0;
  for (const { channel, expectedPosition, basedOn, messages } of requests) {
    const guards = [expectation(expectedPosition), ...(basedOn ? [expectationOf(basedOn)] : [])];
    for (const message of messages) {
      sequence += 1;
      const lines = `${guards.shift() ?? ''}${batch}Nats-Batch-Sequence: ${sequence}\r\n`;
      if (sequence === count) return askStream(publisher, channel, message, `${lines}Nats-Batch-Commit: 1\r\n`, count);
      publisher.connection.publish(channel, message.data, { headers: headersOf(message, lines) });
    }
  }
  throw new TypeError('A batch holds at least one event.');
}

async function askStream(
  { connection, link, ackTimeoutMs }: Publisher,
  channel: Channel,
  message: LedgerMessage,
  lines: string,
  count: number,
): Promise<PublishAnswer> {
  try {
    const options = { headers: headersOf(message, lines), timeout: ackTimeoutMs };
    const answer = await link.unlessLost(connection.request(channel, message.data, options));
    return answer === 'lost' ? { kind: 'unknown' } : judge(answer.json<Acknowledgement>(), count);
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error;
    if (cause instanceof NoRespondersError) return { kind: 'unavailable', reason: 'no stream took it' };
    if (cause instanceof PermissionViolationError) return { kind: 'forbidden', cause };
    return { kind: 'unknown' };
  }
}

function judge({ error, seq, count: stored = 1, duplicate }: Acknowledgement, count: number): PublishAnswer {
  if (error) {
    const reason = `${error.err_code ?? error.code} ${error.description ?? ''}`.trim();
    if (error.code >= 500) return { kind: 'unavailable', reason };
    return { kind: 'refused', code: error.err_code ?? error.code, reason };
  }
  if (!seq) return { kind: 'unknown' };
  if (duplicate) return { kind: 'known-id', position: seq };
  return stored === count ? { kind: 'stored', lastPosition: seq } : { kind: 'unknown' };
}
