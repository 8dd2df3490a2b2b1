import { setTimeout as wait } from 'node:timers/promises';
import {
  type ConsumerMessages,
  JetStreamApiError,
  type JsMsg,
  jetstream,
  jetstreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { type Msg, type MsgHdrs, type NatsConnection, nanos } from '@nats-io/nats-core';
import { inboxContexts } from '@vitne/contracts/catalogue/inbox-types';
import { type Context, inboxSubjects, ledgerStreamName, type Tenant } from '@vitne/contracts/channels';
import type { Rejection } from '@vitne/contracts/decider';
import { problemOfError } from './error-problems.ts';
import { inboxReplies, questionOf } from './inbox-replies.ts';
import type { Logger } from './logger.ts';
import { type ProblemCode, problem, rejectionProblem } from './problems.ts';
import { type CloudEvent, type HeaderOf, parseCloudEventMessage, userEventLimitBytes } from './user-event-message.ts';

/** One stream per tenant, as for ledgers. */
export const inboxStreamName = (tenant: Tenant): string => `INBOX_${tenant}`;

/** The largest message, headers and data together, that the stream keeps; it drops a larger one without a word. */
export const inboxMessageLimitBytes = 128 * 1024;

/** What became of a user event: its place in the ledger, or why it was refused. */
export type InboxAnswer =
  | { position: number; duplicate: boolean }
  | { rejection: Rejection & { errors?: { path: string; message: string }[] }; status: number };

export type InboxHandler = (tenant: Tenant, event: CloudEvent) => Promise<InboxAnswer>;

const mostTriesOfADefect = 5;
const usualRetryMs = 1_000;

/**
 * The stream that keeps a tenant's user events until their service has dealt with them, so that a service may be away.
 * It sends no acknowledgement of its own: the one reply a publisher gets is the owning service's (decision 0008). It keeps
 * nothing that no service takes, because what nobody takes would lie there readable for a day.
 */
export async function openInboxStream(connection: NatsConnection, tenant: Tenant): Promise<void> {
  const manager = await jetstreamManager(connection);
  const name = inboxStreamName(tenant);
  const config: Partial<StreamConfig> & { name: string } = {
    name,
    subjects: inboxContexts.map((context) => inboxSubjects(tenant, context)),
    retention: 'workqueue',
    storage: 'file',
    no_ack: true,
    max_age: nanos(24 * 3_600_000),
    max_msg_size: inboxMessageLimitBytes,
    discard: 'new',
    max_bytes: 512 * 1024 * 1024,
    // Repeats are recognised by the event's id, for ever. The stream drops repeats of a `Nats-Msg-Id` without a word, so
    // it remembers them as briefly as it can.
    duplicate_window: nanos(100),
  };
  await manager.streams.add(config).catch((error: unknown) => {
    if (!(error instanceof JetStreamApiError) || error.code !== nameTaken) throw error;
    return manager.streams.update(name, config);
  });
  for (const context of inboxContexts) {
    await manager.consumers.add(name, {
      durable_name: context,
      filter_subject: `inbox.${tenant}.${context}.>`,
      ack_policy: 'explicit',
      ack_wait: nanos(30_000),
      max_ack_pending: 1_000,
    });
  }
}

/** The stream is there with other settings, of an earlier version of ours. */
const nameTaken = 10058;

/**
 * Takes one tenant's user events of a context from the inbox, one lane per key in order and lanes side by side, and
 * answers whoever asked. The reply is shaped as JetStream's publish acknowledgement, with the ledger's stream and
 * position, so any NATS client's publish understands it; a refusal carries the RFC 9457 problem beside the error.
 */
export async function startInbox(options: {
  connection: NatsConnection;
  context: Context;
  tenant: Tenant;
  handle: InboxHandler;
  /** Events of one lane are handled in order (a sign-up before its opt-out). */
  laneOf: (event: CloudEvent) => string;
  logger: Logger;
  /** How long an event waits before it is tried again. */
  retryMs?: number;
}): Promise<{ stop(): Promise<void> }> {
  const { connection, context, tenant, handle, laneOf, logger, retryMs = usualRetryMs } = options;
  const replies = inboxReplies(connection);
  const stopping = new AbortController();
  const lanes = new Map<string, Promise<void>>();
  const asked = connection.subscribe(inboxSubjects(tenant, context), {
    callback: (error, message) => {
      if (error || !message.reply) return;
      if (commandsTheStream(message)) return replies.tell(message.reply, replyOf(tenant, commanding));
      if (sizeOf(message) > inboxMessageLimitBytes) return replies.tell(message.reply, replyOf(tenant, tooLarge));
      const get = header(message);
      replies.asked(questionOf(message.subject, get, message.data), message.reply, get('Nats-Msg-Id') !== undefined);
    },
  });
  const consumer = await jetstream(connection).consumers.get(inboxStreamName(tenant), context);
  let messages: ConsumerMessages | undefined;

  const take = (message: JsMsg): void => {
    const get = header(message);
    const question = questionOf(message.subject, get, message.data);
    const refuse = (answer: InboxAnswer): void => {
      replies.settled(question, replyOf(tenant, answer));
      message.ack();
    };
    // Whoever asked is answered already; the stream kept it because its own condition happened to hold.
    if (commandsTheStream(message)) return message.ack();
    if (message.data.byteLength > userEventLimitBytes) return refuse(tooLarge);
    const parsed = parseCloudEventMessage(get, message.data);
    if (!parsed.ok) return refuse(refusal('invalid-request', noEvent, parsed.errors));
    if (parsed.event.type !== message.subject.split('.').slice(3).join('.'))
      return refuse(refusal('invalid-request', 'The type and the subject it was published on disagree.'));
    const lane = laneOf(parsed.event);
    const work = (lanes.get(lane) ?? Promise.resolve())
      .then(() => carryOut(message, question, parsed.event))
      .catch((error: unknown) => logger.warn({ tenant, error }, 'user event left in the inbox'))
      .finally(() => {
        if (lanes.get(lane) === work) lanes.delete(lane);
      });
    lanes.set(lane, work);
  };

  /**
   * Handles an event until it is answered. While an engine is away, whatever comes after in the lane waits too, so that
   * no withdrawal overtakes its consent; a defect is tried a few times and then given up, so that it blocks nobody.
   */
  const carryOut = async (message: JsMsg, question: string, event: CloudEvent): Promise<void> => {
    for (let defects = 0; !stopping.signal.aborted; ) {
      const outcome = await handle(tenant, event).catch((error: unknown) => ({ failed: error }));
      if (!('failed' in outcome)) {
        replies.settled(question, replyOf(tenant, outcome));
        return message.ack();
      }
      const { defect } = problemOfError(outcome.failed);
      logger.warn({ tenant, type: event.type, error: outcome.failed }, 'user event postponed');
      if (defect && ++defects >= mostTriesOfADefect) {
        replies.settled(question, replyOf(tenant, refusal('internal-error', 'Nothing was recorded.')));
        return message.term();
      }
      replies.settled(question, replyOf(tenant, away));
      message.working();
      await wait(retryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    message.nak();
  };

  const loop = (async () => {
    while (!stopping.signal.aborted) {
      try {
        messages = await consumer.consume({ max_messages: 256 });
        if (stopping.signal.aborted) await messages.close();
        for await (const message of messages) take(message);
      } catch (error) {
        if (!stopping.signal.aborted) logger.warn({ tenant, error }, 'inbox interrupted');
      }
      await wait(250, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();

  return {
    async stop() {
      stopping.abort();
      asked.unsubscribe();
      await messages?.close();
      await loop;
      await Promise.all(lanes.values());
    },
  };
}

const header =
  ({ headers }: { headers?: MsgHdrs | undefined }): HeaderOf =>
  (name) =>
    headers?.get(name) || undefined;

/**
 * Whether a header tells the stream what to do with the message (`Nats-Expected-…`, `Nats-Rollup`, `Nats-TTL`, a batch). It
 * drops such messages without a word, or keeps them in another way than all others. The message id is harmless, and the
 * server itself says with `Nats-Request-Info` that the message came from another account.
 */
const commandsTheStream = ({ headers }: { headers?: MsgHdrs | undefined }): boolean =>
  headers?.keys().some((name) => /^nats-(?!msg-id$|request-info$)/i.test(name)) === true;

/** As the server counts it: `NATS/1.0`, a line for each header, an empty line, and the data. */
function sizeOf({ headers, data }: Msg): number {
  let size = data.byteLength;
  if (!headers) return size;
  size += 'NATS/1.0\r\n\r\n'.length;
  for (const [name, values] of headers) for (const value of values) size += Buffer.byteLength(`${name}: ${value}\r\n`);
  return size;
}

function refusal(code: ProblemCode, detail: string, errors?: { path: string; message: string }[]): InboxAnswer {
  return { rejection: { code, detail, ...(errors && { errors }) }, status: problem(code).status };
}

const noEvent =
  'The message is no CloudEvent 1.0 that Vitne accepts. Send the whole event as JSON, or its data alone with `ce-` headers.';
const commanding = refusal(
  'invalid-request',
  'Leave out every header that begins with Nats-, except Nats-Msg-Id: how the message is kept is not the sender’s to say.',
);
const tooLarge = refusal(
  'body-too-large',
  `A user event holds at most ${userEventLimitBytes} bytes of data: tell it in several.`,
);
const away = refusal(
  'temporarily-unavailable',
  'A part of Vitne is away. The event is kept; sending it again with the same id is safe.',
);

function replyOf(tenant: string, answer: InboxAnswer): object {
  if ('position' in answer)
    return { stream: ledgerStreamName(tenant), seq: answer.position, duplicate: answer.duplicate };
  const { rejection, status } = answer;
  const { code, detail, errors } = rejection;
  const said = rejectionProblem(rejection, { [code]: status });
  return { error: { code: status, description: detail }, problem: { ...said, code, ...(errors && { errors }) } };
}
