import type { Channel } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { type PublishAnswer, type Publisher, publishAlone, publishBatch } from './batch-publish.ts';
import { type AppendOutcome, type AppendRequest, EventLogUnavailable } from './event-log.ts';
import { encodeMessage } from './ledger-message.ts';
import { type PendingRequest, selectRequests } from './pending-requests.ts';
import { rememberPositions } from './remembered-positions.ts';
import { explainRefusal, explainSilence, isExplainedByReading } from './settle.ts';

export type CommitterOptions = Publisher & {
  /** Reads an entity up to what the stream's leader holds. */
  readonly readSurely: (channel: Channel) => Promise<AnyRecordedEvent[]>;
  readonly maxWaiting: number;
  readonly rememberedChannels: number;
};

/** The one writer of a stream in this process. */
export type Committer = { append(request: AppendRequest): Promise<AppendOutcome>; close(): Promise<void> };

/**
 * Up to this many single events go as plain messages in one flight: a batch takes about 3 ms whatever it holds, a plain
 * message 0.3 ms (measured with `sync_interval: always`).
 */
const maxPlainMessages = 6;
/** Refused or unanswered requests that are looked at once more side by side; the server keeps 50 batches open. */
const settlingAtOnce = 32;

/** Group commit without a timer: while one batch is under way the next requests gather, and go together. */
export function startCommitter(options: CommitterOptions): Committer {
  const { link, ackTimeoutMs, readSurely, maxWaiting } = options;
  const known = rememberPositions(options.rememberedChannels);
  const settling = new Set<Promise<void>>();
  let waiting: PendingRequest[] = [];
  let running: Promise<void> | undefined;
  let isClosed = false;

  function append(request: AppendRequest): Promise<AppendOutcome> {
    if (isClosed) throw new EventLogUnavailable('The event log is closed.');
    if (waiting.length >= maxWaiting) throw new EventLogUnavailable('Too many appends wait for the bus.');
    const messages = request.events.map(encodeMessage);
    const sizes = messages.map(({ head, data }) => head.length + data.length);
    const limit = (options.connection.info?.max_payload ?? Infinity) - headerAllowance;
    if (sizes.some((size) => size > limit)) throw new RangeError('An event is larger than the bus takes.');
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    const { channel, expectedPosition, basedOn } = request;
    return new Promise((answer, fail) => {
      waiting.push({ channel, expectedPosition, basedOn, messages, request, bytes, answer, fail });
      running ??= run();
    });
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      // One turn of the event loop lets everybody in who was answered together.
      await new Promise(setImmediate);
      if (!(await link.whenUp(ackTimeoutMs))) {
        for (const pending of waiting.splice(0)) pending.fail(new EventLogUnavailable('The bus is not there.'));
        break;
      }
      const { taken, stale, left } = selectRequests(waiting, known);
      waiting = left;
      for (const [channel, requests] of stale) settleApart(() => refuse(channel, requests, 'stale'));
      try {
        if (taken.length > 0) await commit(taken);
      } catch (error) {
        for (const { fail } of taken) fail(error);
      }
    }
    running = undefined;
  }

  async function commit(taken: readonly PendingRequest[]): Promise<void> {
    if (taken.length <= maxPlainMessages && taken.every(({ messages }) => messages.length === 1)) {
      await Promise.all(taken.map((pending) => commitOne(pending)));
      return;
    }
    const answer = await publishBatch(options, taken);
    if (answer.kind === 'stored') {
      let last = answer.lastPosition;
      for (const pending of taken.toReversed()) {
        accept(pending, last);
        last -= pending.messages.length;
      }
    } else if (answer.kind === 'unavailable') {
      for (const { fail } of taken) fail(new EventLogUnavailable(`The bus took nothing: ${answer.reason}.`));
    } else if (answer.kind === 'unknown') {
      await eachOf(taken, findOut);
    } else {
      // The server does not say whose fault it is. One by one, only those at fault are refused.
      await eachOf(taken, (pending) => commitOne(pending));
    }
  }

  /** @param isRepeat the request was sent before and nobody knows what became of it */
  async function commitOne(pending: PendingRequest, isRepeat = false): Promise<void> {
    const isSingle = pending.messages.length === 1;
    const answer = await (isSingle ? publishAlone(options, pending) : publishBatch(options, [pending]));
    if (answer.kind === 'stored') accept(pending, answer.lastPosition);
    else if (isExplainedByReading(answer)) settleApart(() => refuse(pending.channel, [pending], answer));
    else if (answer.kind === 'unknown' && !isRepeat) await findOut(pending);
    else if (answer.kind === 'forbidden') pending.fail(answer.cause);
    else
      pending.fail(
        new EventLogUnavailable(`The bus did not take an event${'reason' in answer ? `: ${answer.reason}` : ''}.`),
      );
  }

  function accept({ channel, messages, answer }: PendingRequest, last: number): void {
    known.remember(channel, last);
    answer({ outcome: 'appended', positions: messages.map((_, index) => last - messages.length + 1 + index) });
  }

  /** Answers requests of one channel that cannot be stored, from what the entity holds. */
  async function refuse(
    channel: Channel,
    requests: readonly PendingRequest[],
    reason: PublishAnswer | 'stale',
  ): Promise<void> {
    try {
      const recorded = await readSurely(channel);
      known.remember(channel, recorded.at(-1)?.position ?? 0);
      for (const { request, answer } of requests) answer(explainRefusal(reason, request, recorded));
    } catch (error) {
      for (const { fail } of requests) fail(error);
    }
  }

  /** The answer got lost. What is not there is sent once more: the lock and the ids let only one of the two in. */
  async function findOut(pending: PendingRequest): Promise<void> {
    try {
      if (!(await link.whenUp(ackTimeoutMs))) throw new EventLogUnavailable('The bus went away before it answered.');
      const recorded = await readSurely(pending.channel);
      known.remember(pending.channel, recorded.at(-1)?.position ?? 0);
      const outcome = explainSilence(pending.request, recorded);
      if (outcome) pending.answer(outcome);
      else await commitOne(pending, true);
    } catch (error) {
      pending.fail(error);
    }
  }

  /** Settling does not hold up the next batch. */
  function settleApart(settle: () => Promise<void>): void {
    const work = settle().finally(() => settling.delete(work));
    settling.add(work);
  }

  async function close(): Promise<void> {
    isClosed = true;
    await running;
    await Promise.all(settling);
  }

  return { append: async (request) => append(request), close };
}

/** Room for the headers that a batch adds to a message. */
const headerAllowance = 512;

/** Does something for each, a bounded number at once. */
async function eachOf<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(settlingAtOnce, items.length) }, worker));
}
