import type { Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { EventLog } from '@vitne/event-log/event-log';
import type { Db } from 'mongodb';
import { contiguous } from './contiguous.ts';
import { type Backoff, backoffMs, CheckpointMoved, failureCode, pause } from './failure.ts';
import type { PositionBoard } from './position-board.ts';
import type { Reaction } from './projection.ts';
import type { ProjectorLogger } from './projector-logger.ts';
import { claimReactionCheckpoint, saveReactionCheckpoint } from './reaction-checkpoint.ts';

/** How far a reaction is, and what keeps it there. `code` is an error's code or name, never its message. */
export type ReactionStatus = {
  name: string;
  position: number;
  failing?: { position: number; code: string; attempts: number };
};

export type ReactionRunner = {
  /** Hands over a batch whose projections are stored. */
  offer(events: readonly AnyRecordedEvent[]): void;
  status(): ReactionStatus;
  /** Ends when the signal has aborted and the step under way is finished; its checkpoint is saved then. */
  readonly finished: Promise<void>;
};

export type ReactionRequest = {
  reaction: Reaction;
  log: EventLog;
  db: Db;
  tenant: Tenant;
  term: number;
  /** What the projections have stored; a reaction never runs ahead of it. */
  stored: PositionBoard;
  held(): boolean;
  signal: AbortSignal;
  backoff: Backoff;
  batchSize: number;
  logger: ProjectorLogger;
};

/** Waiting events of a reaction that lags; beyond it the reaction reads the ledger again itself. */
const mostQueued = 5_000;
const handledPerSave = 100;
const skippedPerSave = 1_000;

/**
 * Runs one reaction in ledger order. It reads the ledger by itself until it has caught up with the projections, and
 * from then on takes what the projector hands over, so that an event is decoded once however many reactions there are.
 * A reaction that fails is tried again and holds up nobody but itself.
 */
export function runReaction(request: ReactionRequest): ReactionRunner {
  const { reaction, log, tenant, stored, signal, backoff, logger } = request;
  const handles = new Set(reaction.handles);
  let position = 0;
  let saved = 0;
  let handledSinceSave = 0;
  let failing: ReactionStatus['failing'];
  let queue: AnyRecordedEvent[] = [];
  let offered = 0;
  let joined = false;
  let wake = () => {};

  async function save(enough: boolean): Promise<void> {
    const due = position > saved && (enough || handledSinceSave >= handledPerSave);
    if (!due && position - saved < skippedPerSave) return;
    const reached = position;
    await saveReactionCheckpoint(request.db, request, reached);
    saved = reached;
    handledSinceSave = 0;
  }

  /** @returns false when the reaction may not go on: the lease is lost or the projector stops. */
  async function step(event: AnyRecordedEvent): Promise<boolean> {
    for (let attempt = 0; handles.has(event.meta.type); attempt++) {
      if (signal.aborted || !request.held()) return false;
      try {
        await reaction.react(event);
        handledSinceSave++;
        break;
      } catch (error) {
        failing = { position: event.position, code: failureCode(error), attempts: attempt + 1 };
        logger.warn({ tenant, reaction: reaction.name, ...failing }, 'A reaction failed and is tried again.');
        await pause(backoffMs(backoff, attempt), signal);
      }
    }
    failing = undefined;
    position = event.position;
    return true;
  }

  async function catchUp(): Promise<void> {
    if (join()) return;
    const enough = new AbortController();
    const until = AbortSignal.any([signal, enough.signal]);
    const follow = log.follow(tenant, { after: position, signal: until, batchSize: request.batchSize });
    try {
      for await (const events of contiguous(follow, position)) {
        for (const event of events) {
          await storedUpTo(event.position);
          if (!(await step(event))) return;
          await save(false);
          if (join()) return;
        }
      }
    } finally {
      enough.abort();
    }
  }

  /** In one turn with the comparison, so that no batch falls between reading by itself and being handed over. */
  function join(): boolean {
    if (position !== stored.position() || signal.aborted) return false;
    joined = true;
    offered = position;
    return true;
  }

  async function storedUpTo(wanted: number): Promise<void> {
    while (!signal.aborted && !(await stored.reached(wanted, { timeoutMs: 60_000, signal })));
  }

  async function takeOffered(): Promise<void> {
    // oxlint-disable-next-line no-unmodified-loop-condition -- `offer` changes it, between two waits.
    while (joined && !signal.aborted) {
      const event = queue[0];
      if (event) {
        if (!(await step(event))) return;
        if (joined) queue.shift();
        await save(false);
        continue;
      }
      position = offered;
      await save(handledSinceSave > 0);
      if (queue.length > 0 || !joined || offered > position) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (signal.aborted) resolve();
      });
    }
  }

  async function run(): Promise<void> {
    signal.addEventListener('abort', () => wake(), { once: true });
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        [joined, queue] = [false, []];
        position = await claimReactionCheckpoint(request.db, request, () => log.lastPosition(tenant));
        saved = position;
        attempt = 0;
        while (!signal.aborted && request.held()) {
          await catchUp();
          await takeOffered();
        }
        await save(true);
      } catch (error) {
        if (error instanceof CheckpointMoved) return;
        if (!signal.aborted)
          logger.warn({ tenant, reaction: reaction.name, code: failureCode(error) }, 'A reaction waits.');
      }
      await pause(backoffMs(backoff, attempt), signal);
    }
  }

  return {
    offer(events) {
      if (!joined) return;
      queue.push(...events.filter((event) => handles.has(event.meta.type)));
      offered = events.at(-1)?.position ?? offered;
      if (queue.length > mostQueued) [joined, queue] = [false, []];
      wake();
    },
    status: () => ({ name: reaction.name, position, ...(failing ? { failing } : {}) }),
    finished: run(),
  };
}
