import { type Msg, type MsgHdrs, type NatsConnection, nuid } from '@nats-io/nats-core';
import type { Channel } from '@vitne/contracts/channels';
import { encodeEvent } from '@vitne/contracts/cloud-event';
import type { SealedEvent } from '@vitne/contracts/envelope';

const textEncoder = new TextEncoder();
const maxBatchEvents = 1_000;

/** A committer stripped of everything: no lock, no ids, no sizes, no outcomes; the messages are encoded beforehand. */
export type RawGroupCommit = { append(channel: Channel, turn: number): Promise<void> };

/** Commits what waits in one atomic batch, and a lone message as a plain one. */
export function rawGroupCommit(connection: NatsConnection, events: readonly SealedEvent[]): RawGroupCommit {
  const messages = events.map((event) => {
    const { headers, data } = encodeEvent(event);
    return { head: `NATS/1.0\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}`, data };
  });
  let waiting: { channel: Channel; turn: number; done: () => void; fail: (error: unknown) => void }[] = [];
  let isRunning = false;

  async function run(): Promise<void> {
    isRunning = true;
    while (waiting.length > 0) {
      await new Promise(setImmediate);
      const taken = waiting.slice(0, maxBatchEvents);
      waiting = waiting.slice(maxBatchEvents);
      try {
        await send(taken);
        for (const { done } of taken) done();
      } catch (error) {
        for (const { fail } of taken) fail(error);
      }
    }
    isRunning = false;
  }

  async function send(taken: typeof waiting): Promise<void> {
    const batch = nuid.next();
    let commit: Promise<Msg> | undefined;
    for (const [index, { channel, turn }] of taken.entries()) {
      const message = messages[turn % messages.length];
      if (!message) throw new Error('There is nothing to send.');
      const isLast = index === taken.length - 1;
      const lines =
        taken.length === 1
          ? ''
          : `Nats-Batch-Id: ${batch}\r\nNats-Batch-Sequence: ${index + 1}\r\n${isLast ? 'Nats-Batch-Commit: 1\r\n' : ''}`;
      const block = textEncoder.encode(`${message.head}${lines}\r\n`);
      const headers = { encode: () => block } as unknown as MsgHdrs;
      if (isLast) commit = connection.request(channel, message.data, { headers, timeout: 10_000 });
      else connection.publish(channel, message.data, { headers });
    }
    const answer = (await commit)?.json<{ error?: { description: string } }>();
    if (answer?.error) throw new Error(`The server refused a raw batch: ${answer.error.description}`);
  }

  return {
    append: (channel, turn) =>
      new Promise((done, fail) => {
        waiting.push({ channel, turn, done, fail });
        if (!isRunning) void run();
      }),
  };
}
