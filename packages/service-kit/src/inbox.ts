import { createHash } from 'node:crypto';
import { type ConsumerMessages, type JsMsg, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { headers, type NatsConnection, nanos } from '@nats-io/nats-core';
import { type Context, contexts, ledgerStreamName, type Tenant } from '@vitne/contracts/channels';
import type { Rejection } from '@vitne/contracts/decider';
import { EventLogUnavailable } from '@vitne/event-log/event-log';
import { VaultUnavailable } from '@vitne/vault/vault';
import { MongoError } from 'mongodb';
import type { Logger } from './logger.ts';
import { type CloudEvent, parseCloudEventMessage } from './user-event-message.ts';

/** One stream per tenant, as for ledgers. */
export const inboxStreamName = (tenant: Tenant): string => `INBOX_${tenant}`;

/** What became of a user event: its place in the ledger, or why it was refused. */
export type InboxAnswer =
  | { position: number; duplicate: boolean }
  | { rejection: Rejection & { errors?: { path: string; message: string }[] }; status: number };

export type InboxHandler = (tenant: Tenant, event: CloudEvent) => Promise<InboxAnswer>;

/**
 * The stream that keeps a tenant's user events until their service has dealt with them, so that a service may be away.
 * It sends no acknowledgement of its own: the one reply a publisher gets is the owning service's (decision 0008).
 */
export async function openInboxStream(connection: NatsConnection, tenant: Tenant): Promise<void> {
  const manager = await jetstreamManager(connection);
  const name = inboxStreamName(tenant);
  await manager.streams.add({
    name,
    subjects: [`inbox.${tenant}.>`],
    retention: 'workqueue',
    storage: 'file',
    no_ack: true,
    max_age: nanos(24 * 3_600_000),
    max_msg_size: 128 * 1024,
    discard: 'new',
    max_bytes: 512 * 1024 * 1024,
  });
  for (const context of contexts) {
    await manager.consumers.add(name, {
      durable_name: context,
      filter_subject: `inbox.${tenant}.${context}.>`,
      ack_policy: 'explicit',
      ack_wait: nanos(30_000),
      max_ack_pending: 1_000,
    });
  }
}

const mostTries = 5;
const replyWaitMs = 30_000;
const maxRemembered = 10_000;

/**
 * Takes one tenant's user events of a context from the inbox, one lane per key in order and lanes side by side, and answers whoever
 * asked. The reply is shaped as JetStream's publish acknowledgement, with the ledger's stream and position, so any NATS
 * client's publish understands it; a refusal carries the RFC 9457 problem beside the error.
 */
export async function startInbox(options: {
  connection: NatsConnection;
  context: Context;
  tenant: Tenant;
  handle: InboxHandler;
  /** Events of one lane are handled in order (a sign-up before its opt-out). */
  laneOf: (event: CloudEvent) => string;
  logger: Logger;
}): Promise<{ stop(): Promise<void> }> {
  const { connection, context, tenant, handle, laneOf, logger } = options;
  const replies = rendezvous(connection);
  const asked = connection.subscribe(`inbox.${tenant}.${context}.>`, {
    callback: (_error, message) => {
      if (message.reply)
        replies.asked(keyOf(message.subject, header(message.headers)('ce-id'), message.data), message.reply);
    },
  });
  const consumer = await jetstream(connection).consumers.get(inboxStreamName(tenant), context);
  let stopped = false;
  let messages: ConsumerMessages | undefined;
  const lanes = new Map<string, Promise<void>>();

  const take = async (message: JsMsg): Promise<void> => {
    const get = header(message.headers);
    const key = keyOf(message.subject, get('ce-id'), message.data);
    const type = message.subject.split('.').slice(3).join('.');
    const settle = (answer: InboxAnswer): void => {
      replies.settled(key, replyOf(tenant, answer));
      message.ack();
    };
    const parsed = parseCloudEventMessage(get, message.data);
    if (!parsed.ok)
      return settle(
        refusal('invalid-request', 'The message is no CloudEvent 1.0 that Vitne accepts.', 400, parsed.errors),
      );
    if (parsed.event.type !== type) {
      return settle(refusal('invalid-request', 'The type and the subject it was published on disagree.', 400));
    }
    const lane = laneOf(parsed.event);
    const before = lanes.get(lane) ?? Promise.resolve();
    const work = before.then(async () => {
      try {
        settle(await handle(tenant, parsed.event));
      } catch (error) {
        postpone(message, key, parsed.event.type, error as Error);
      }
    });
    lanes.set(lane, work);
    await work;
    if (lanes.get(lane) === work) lanes.delete(lane);
  };

  /** An engine that is away is waited for; a defect is tried a few times and then given up, so that it blocks nobody. */
  const postpone = (message: JsMsg, key: string, type: string, error: Error): void => {
    const away = error instanceof EventLogUnavailable || error instanceof VaultUnavailable || error instanceof MongoError;
    logger.warn({ tenant, type, error: error.name }, 'user event postponed');
    if (away || message.info.deliveryCount < mostTries) {
      replies.settled(key, unavailableReply);
      message.nak(1_000);
    } else {
      replies.settled(key, replyOf(tenant, refusal('internal-error', 'This is a defect of ours; nothing was recorded.', 500)));
      message.term();
    }
  };

  const loop = (async () => {
    while (!stopped) {
      try {
        messages = await consumer.consume({ max_messages: 256 });
        for await (const message of messages) void take(message);
      } catch (error) {
        if (!stopped) logger.warn({ error: (error as Error).name }, 'inbox interrupted');
      }
      if (!stopped) await new Promise((resolve) => setTimeout(resolve, 250));
    }
  })();

  return {
    async stop() {
      stopped = true;
      asked.unsubscribe();
      await messages?.close();
      await Promise.all(lanes.values());
      await loop;
    },
  };
}

const header =
  (from: { get(name: string): string } | undefined) =>
  (name: string): string | undefined =>
    from?.get(name) || undefined;

/** The request that is waiting and the message from the stream are the same when all that was sent is the same. */
const keyOf = (subject: string, id: string | undefined, data: Uint8Array): string =>
  createHash('sha256')
    .update(subject)
    .update('\n')
    .update(id ?? '')
    .update('\n')
    .update(data)
    .digest('base64');

function refusal(
  code: string,
  detail: string,
  status: number,
  errors?: { path: string; message: string }[],
): InboxAnswer {
  return { rejection: { code, detail, ...(errors && { errors }) }, status };
}

function replyOf(tenant: string, answer: InboxAnswer): object {
  if ('position' in answer)
    return { stream: ledgerStreamName(tenant), seq: answer.position, duplicate: answer.duplicate };
  const { code, detail, errors, facts } = answer.rejection;
  return {
    error: { code: answer.status, description: detail },
    problem: {
      type: `/problems/${code}`,
      status: answer.status,
      code,
      detail,
      ...(errors && { errors }),
      ...(facts && { facts }),
    },
  };
}

const unavailableReply = {
  error: {
    code: 503,
    description: 'A part of Vitne is away. The event is kept; sending it again with the same id is safe.',
  },
  problem: {
    type: '/problems/temporarily-unavailable',
    status: 503,
    code: 'temporarily-unavailable',
    detail: 'Send it again with the same id.',
  },
};

/**
 * Brings together who asked and what was answered. Both learn of a message at the same moment on different ways, so
 * either may come first; an answer nobody waited for is kept for a second only, because the same bytes sent later are
 * a new question.
 */
function rendezvous(connection: NatsConnection) {
  const waiting = new Map<string, { replyTo: string[]; at: number }>();
  const early = new Map<string, { answer: object; at: number }>();
  const reply = (to: string, answer: object) => {
    const meta = headers();
    meta.set('content-type', 'application/json');
    connection.publish(to, JSON.stringify(answer), { headers: meta });
  };
  return {
    asked(key: string, replyTo: string) {
      forgetOld(early, 1_000);
      const answered = early.get(key);
      if (answered) {
        early.delete(key);
        return reply(replyTo, answered.answer);
      }
      forgetOld(waiting, replyWaitMs);
      const entry = waiting.get(key) ?? { replyTo: [], at: Date.now() };
      entry.replyTo.push(replyTo);
      waiting.set(key, entry);
    },
    settled(key: string, answer: object) {
      const entry = waiting.get(key);
      waiting.delete(key);
      if (!entry) early.set(key, { answer, at: Date.now() });
      for (const to of entry?.replyTo ?? []) reply(to, answer);
    },
  };
}

function forgetOld(map: Map<string, { at: number }>, ageMs: number): void {
  for (const [key, { at }] of map) {
    if (map.size <= maxRemembered && Date.now() - at < ageMs) return;
    map.delete(key);
  }
}
