import type { Tenant } from '@vitne/contracts/channels';
import { type EventLog, EventLogUnavailable, LedgerDamaged } from '@vitne/event-log/event-log';
import type { ClientSession, Db } from 'mongodb';
import { readModelName } from './collection-names.ts';
import { contiguous } from './contiguous.ts';
import { type Backoff, NotActive } from './failure.ts';
import type { AnyProjection } from './fold.ts';
import type { Lease } from './lease.ts';
import type { PositionBoard } from './position-board.ts';
import type { Reaction } from './projection.ts';
import type { ProjectorLogger } from './projector-logger.ts';
import { type ReactionRunner, type ReactionStatus, runReaction } from './reaction-runner.ts';
import { claimReadModel, openReadModel, type ReadModel } from './read-model.ts';
import { rebuildReadModel } from './rebuild.ts';

export type LeadRequest = {
  log: EventLog;
  db: Db;
  tenant: Tenant;
  projections: readonly AnyProjection[];
  reactions: readonly Reaction[];
  lease: Lease;
  /** Told after each batch; here and in every wait for a position the read models' word is the board's. */
  stored: PositionBoard;
  /** Called when a batch is stored, or when the position that the ledger had at the start is reached. */
  onProgress(caughtUp: boolean): void;
  stopping: AbortSignal;
  backoff: Backoff;
  batchSize: number;
  logger: ProjectorLogger;
};

/** The writing of a tenant's read models under one lease. */
export type Leadership = {
  /** Folds until the lease is lost or the projector stops. */
  run(): Promise<void>;
  rebuild(projection: AnyProjection): Promise<void>;
  reactions(): ReactionStatus[];
};

type Live = {
  projection: AnyProjection;
  model: ReadModel;
  session: ClientSession;
  rebuildSession: ClientSession;
  /** A rebuild under way; whoever asks for another waits for it. */
  rebuilding?: Promise<void> | undefined;
};

/** Prepares to write under a lease; nothing happens before `run`. */
export function lead(request: LeadRequest): Leadership {
  const { log, db, tenant, lease, stored, stopping, batchSize, logger } = request;
  const ended = new AbortController();
  const signal = AbortSignal.any([stopping, lease.signal, ended.signal]);
  const sessions = request.projections.map(() => [db.client.startSession(), db.client.startSession()] as const);
  const exclusively = oneAfterAnother();
  const live: Live[] = [];
  let runners: ReactionRunner[] = [];

  const rebuilding = (projection: AnyProjection, session: ClientSession) =>
    ({ log, db, tenant, projection, term: lease.term, session, batchSize, signal }) as const;

  async function open(projection: AnyProjection, index: number): Promise<void> {
    const [session, rebuildSession] = sessions[index] as readonly [ClientSession, ClientSession];
    const name = readModelName(tenant, projection.name);
    let checkpoint = await claimReadModel(db, name, projection, lease.term);
    if (checkpoint.version !== projection.version) {
      const versions = { from: checkpoint.version, to: projection.version };
      logger.info({ tenant, projection: projection.name, ...versions }, 'A projection has a new version: rebuilding.');
      await rebuildReadModel({
        ...rebuilding(projection, rebuildSession),
        livePosition: () => checkpoint.position,
        whileLiveRests: async (swap) => void (await swap()),
      });
      checkpoint = await claimReadModel(db, name, projection, lease.term);
    }
    live[index] = {
      projection,
      session,
      rebuildSession,
      model: openReadModel(db, name, { projection, checkpoint, session }),
    };
  }

  async function follow(): Promise<void> {
    const last = await log.lastPosition(tenant);
    const positions = live.map(({ model }) => model.position());
    if (Math.max(0, ...positions) > last)
      throw new LedgerDamaged(`The ledger ends at ${last}, before what was folded.`);
    // Without projections there is nothing to store, and nothing to wait for.
    let after = positions.length > 0 ? Math.min(...positions) : last;
    stored.put(after);
    request.onProgress(after >= last);
    const { held } = lease;
    runners = request.reactions.map((reaction) =>
      runReaction({ ...request, reaction, term: lease.term, held, signal }),
    );
    for await (const events of contiguous(log.follow(tenant, { after, signal, batchSize }), after)) {
      await exclusively(() => allOrFirstError(live.map(({ model }) => model.apply(events))));
      after = events.at(-1)?.position ?? after;
      stored.put(after);
      request.onProgress(after >= last);
      for (const runner of runners) runner.offer(events);
    }
    if (!signal.aborted) throw new EventLogUnavailable('The ledger stopped without a reason.');
  }

  function rebuildBeside(it: Live): Promise<void> {
    const { projection, session, rebuildSession } = it;
    const name = readModelName(tenant, projection.name);
    return rebuildReadModel({
      ...rebuilding(projection, rebuildSession),
      livePosition: () => it.model.position(),
      whileLiveRests: (swap) =>
        exclusively(async () => {
          const checkpoint = { position: await swap(), version: projection.version, term: lease.term };
          it.model = openReadModel(db, name, { projection, checkpoint, session });
        }),
    });
  }

  return {
    async run() {
      try {
        await lease.use(sessions.flat());
        for (const [index, projection] of request.projections.entries()) await open(projection, index);
        await follow();
      } finally {
        ended.abort();
        await Promise.all(runners.map((runner) => runner.finished));
        await Promise.all(sessions.flat().map((session) => session.endSession().catch(() => undefined)));
      }
    },

    async rebuild(projection) {
      const it = live.find((candidate) => candidate.projection === projection);
      if (!it) throw new NotActive('The read models are not open yet.');
      it.rebuilding ??= rebuildBeside(it).finally(() => {
        it.rebuilding = undefined;
      });
      return it.rebuilding;
    },

    reactions: () => runners.map((runner) => runner.status()),
  };
}

/** Every write comes to its end before the first error is told, so that none is left running. */
async function allOrFirstError(writes: Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(writes)) if (result.status === 'rejected') throw result.reason;
}

/** Runs what it is given one at a time, in the order of asking. */
function oneAfterAnother(): (run: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (run) => {
    const next = last.then(run);
    last = next.catch(() => undefined);
    return next;
  };
}
