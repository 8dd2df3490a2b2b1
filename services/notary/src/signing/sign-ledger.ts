import { setTimeout as wait } from 'node:timers/promises';
import { EventLogUnavailable } from '@vitne/event-log/event-log';
import type { FollowedMessages } from '@vitne/event-log/stored-messages';
import { equalBytes } from '@vitne/ledger/bytes';
import { appendLeaves, emptyRange, rootOf } from '@vitne/ledger/compact-range';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { leafHashOf } from '@vitne/ledger/stored-message';
import { emptyTree, growTree, rootOfTree, type TreeEdge } from '../archive/growing-tree.ts';
import { type PackedLeaves, packLeaves } from '../archive/packed-leaves.ts';
import { LedgerWrong } from '../ledger-wrong.ts';
import type { Head } from './checkpoint-signer.ts';
import { type CheckpointParts, type Draft, makeCheckpoint, type StepName } from './checkpoint-steps.ts';
import { everyMessage, judgeStream, lookAgain } from './judge-ledger.ts';
import { type Recovered, recoverHead, recoverTree, requireConsistent } from './recover.ts';

export type SignLedgerOptions = CheckpointParts & {
  readonly messages: FollowedMessages;
  readonly times: SigningTimes;
  /** Look at every signed message once more before anything is signed: something was wrong before. */
  readonly doubtful: boolean;
  readonly signal: AbortSignal;
  /** Told when a head is signed and published, at the start of what was signed before. */
  readonly onSigned: (head: Head) => void;
  /** Told when everything that was signed was compared with the ledger again. */
  readonly onLookedAgain: (size: number) => void;
  /** Done whenever the stream is looked at; what it throws is its own. */
  readonly onWatch?: () => Promise<void>;
  readonly atInstant?: (instant: StepName) => void;
  /** Makes the checkpoint; fault tests plant unsafe orders here. */
  readonly make?: typeof makeCheckpoint;
};

export type SigningTimes = {
  /** Between two checkpoints of a ledger. */
  readonly checkpointMs: number;
  /** Between two looks at how the stream is. */
  readonly watchMs: number;
  /** Between two looks at everything that was signed. */
  readonly lookAgainMs: number;
};

export const usualTimes: SigningTimes = { checkpointMs: 1_000, watchMs: 2_000, lookAgainMs: 3_600_000 };

/** Messages that are taken at once: a larger part of the time goes into the messages, and the server sends on meanwhile. */
const batchSize = 4_000;

/** Batches that may be on their way to the archive while the next one is read. */
const mostOnTheWay = 4;

/** Leaves that may wait for the next checkpoint, or for their tiles while the tree is built anew; about 60 MB of memory. */
const mostWaiting = 131_072;

/**
 * Follows one ledger and signs what it grows to, until `signal` aborts. At most one instance does it at a time.
 * @throws {LedgerWrong} {@link LedgerDamaged} when the ledger is not what was signed, or would lose events
 */
export async function signLedger(options: SignLedgerOptions): Promise<void> {
  const { messages, tenant, files, signal: stopping } = options;
  const recovered = await recoverHead(options);
  const size = recovered.head?.size ?? 0;
  await judgeStream(messages, tenant, size);
  const tree = (await recoverTree(options, recovered.head)) ?? (await buildAnew(options, recovered.head));
  if (recovered.head) await requireConsistent(options, recovered.head, tree);
  const failing = new AbortController();
  const signal = AbortSignal.any([stopping, failing.signal]);
  const look = { tenant, size, signal: stopping };
  if (options.doubtful) {
    await lookAgain(messages, files, look);
    options.onLookedAgain(size);
  }
  const growing = growingLedger(options, tree, recovered, (error) => failing.abort(error));
  await growing.catchUp();
  const watches = [
    every(options.times.watchMs, signal, async () => {
      await judgeStream(messages, tenant, growing.size());
      await options.onWatch?.();
    }),
    every(options.times.lookAgainMs, signal, async () => {
      const upTo = growing.size();
      await lookAgain(messages, files, { tenant, size: upTo, signal });
      options.onLookedAgain(upTo);
    }),
  ];
  // A server that comes back may have lost what it had, and says nothing of it: all is looked at again.
  const forgetLoss = messages.onLost(() => failing.abort(new EventLogUnavailable('The bus was away.')));
  for (const watch of watches) watch.catch((error: unknown) => failing.abort(error));
  try {
    for await (const batch of messages.follow(tenant, { after: size, signal, batchSize })) await growing.take(batch);
  } finally {
    failing.abort(stopping.aborted ? undefined : failing.signal.reason);
    forgetLoss();
    await growing.stop();
    await Promise.allSettled(watches);
    await options.archive.close();
  }
  if (!stopping.aborted && failing.signal.reason instanceof Error) throw failing.signal.reason;
}

/** Looks at once and then again and again; ends with the first error, or when the signal aborts. */
async function every(ms: number, signal: AbortSignal, look: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await look().catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    await wait(ms, undefined, { signal }).catch(() => undefined);
  }
}

/** The ledger as it grows, and the one checkpoint that is on its way. */
function growingLedger(
  options: SignLedgerOptions,
  tree: TreeEdge,
  recovered: Recovered,
  fail: (error: unknown) => void,
) {
  const { archive, messages, tenant, times, make = makeCheckpoint, atInstant = () => {} } = options;
  let edge = tree;
  let waiting: PackedLeaves[] = [];
  let leavesWaiting = 0;
  let previous = recovered.declared;
  let signedAt = Number.NEGATIVE_INFINITY;
  let underWay: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let hasStopped = false;
  let settled = Promise.withResolvers<void>();
  const onTheWay: Promise<void>[] = [];
  const hasTooMuch = (): boolean => !hasStopped && leavesWaiting >= mostWaiting;

  async function checkpoint(): Promise<void> {
    const leaves = waiting;
    waiting = [];
    leavesWaiting = 0;
    const grown = growTree(edge, leaves, nodeHashing);
    const head = { size: grown.edge.tiles.size, root: rootOfTree(grown.edge, nodeHashing) };
    await judgeStream(messages, tenant, head.size);
    signedAt = performance.now();
    const draft: Draft = { head, previous, files: grown.files, outgrown: grown.outgrown };
    await make(options, draft, atInstant);
    edge = grown.edge;
    previous = head.size;
    options.onSigned(head);
  }

  function begin(): void {
    timer = undefined;
    underWay = checkpoint()
      .then(() => {
        underWay = undefined;
        if (waiting.length > 0) arrange();
      })
      .catch((error: unknown) => {
        hasStopped = true;
        fail(error);
      })
      .finally(() => {
        settled.resolve();
        settled = Promise.withResolvers();
      });
  }

  function arrange(): void {
    if (hasStopped || timer || underWay) return;
    timer = setTimeout(begin, Math.max(0, signedAt + times.checkpointMs - performance.now()));
  }

  return {
    size: () => edge.tiles.size,
    /** Does again what a crash may have kept from being done for the newest head. */
    async catchUp(): Promise<void> {
      const { head, isPublished, declared } = recovered;
      if (!head) return;
      if (isPublished && declared === head.size) return options.onSigned(head);
      await make(options, { head, previous, files: [], outgrown: [] }, atInstant);
      previous = head.size;
      options.onSigned(head);
    },
    async take(batch: readonly Parameters<typeof archive.append>[0][number][]): Promise<void> {
      // The disk writes while this thread hashes and reads on; a head is made of what is in the archive only, in its order.
      const archived = archive.append(batch);
      const leaves = packLeaves(batch, nodeHashing);
      const before = onTheWay.at(-1);
      const added = Promise.all([archived, before]).then(() => {
        waiting.push(...leaves);
        leavesWaiting += batch.length;
        arrange();
      });
      added.catch((error: unknown) => {
        hasStopped = true;
        fail(error);
      });
      onTheWay.push(added);
      while (onTheWay.length >= mostOnTheWay) await onTheWay.shift();
      while (hasTooMuch()) await settled.promise;
    },
    async stop(): Promise<void> {
      hasStopped = true;
      settled.resolve();
      clearTimeout(timer);
      await Promise.allSettled(onTheWay);
      await underWay?.catch(() => undefined);
    },
  };
}

/**
 * Makes archive and tiles again from position 1, because they are not what the newest head needs: the folder is new, or was
 * damaged. The ledger is compared with the signed root first, so that a changed ledger never takes the place of what the
 * archive still has.
 * @throws {LedgerWrong} when the ledger does not have the root that was signed
 */
async function buildAnew(options: SignLedgerOptions, head: Head | undefined): Promise<TreeEdge> {
  const { archive, files, messages, tenant, signal } = options;
  if (!head) return emptyTree;
  let range = emptyRange();
  for await (const batch of everyMessage(messages, tenant, head.size, signal))
    range = appendLeaves(
      range,
      batch.map(({ stored }) => leafHashOf(stored, nodeHashing)),
      nodeHashing,
    );
  requireRoot(head, rootOf(range, nodeHashing));
  await archive.reopen(0);
  let edge = emptyTree;
  let waiting: PackedLeaves[] = [];
  let leavesWaiting = 0;
  const settle = async (): Promise<void> => {
    const grown = growTree(edge, waiting, nodeHashing);
    await archive.flush();
    await files.write(grown.files);
    edge = grown.edge;
    waiting = [];
    leavesWaiting = 0;
  };
  for await (const batch of everyMessage(messages, tenant, head.size, signal)) {
    await archive.append(batch);
    waiting.push(...packLeaves(batch, nodeHashing));
    leavesWaiting += batch.length;
    if (leavesWaiting >= mostWaiting) await settle();
  }
  await settle();
  requireRoot(head, rootOfTree(edge, nodeHashing));
  return edge;
}

function requireRoot({ size, root }: Head, found: Uint8Array): void {
  if (equalBytes(found, root)) return;
  const detail = `The first ${size} events are not those that were signed.`;
  throw new LedgerWrong({ code: 'root-differs', position: size, detail });
}
