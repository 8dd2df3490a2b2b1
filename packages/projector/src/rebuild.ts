import type { EventLog } from '@vitne/event-log/event-log';
import type { ClientSession, Db } from 'mongodb';
import { readModelName, rebuildingName } from './collection-names.ts';
import { contiguous } from './contiguous.ts';
import { CheckpointMoved } from './failure.ts';
import type { AnyProjection } from './fold.ts';
import { operationTimeoutMs } from './lease.ts';
import { claimReadModel, openReadModel, type ReadModel } from './read-model.ts';

export type RebuildRequest = {
  log: EventLog;
  db: Db;
  tenant: string;
  projection: AnyProjection;
  term: number;
  session: ClientSession;
  batchSize: number;
  /** Aborts when the lease is lost or the projector stops. */
  signal: AbortSignal;
  /** How far the live collection is; the new one must have got at least there when they change places. */
  livePosition(): number;
  /** Runs `swap` while nobody writes to the live collection. */
  whileLiveRests(swap: () => Promise<number>): Promise<void>;
};

/**
 * Folds the ledger from event 1 into `<collection>.rebuilding`, then renames it over the live collection, which serves
 * until then. Documents and checkpoint change places together, so whatever is live is a fold up to its checkpoint.
 * A rebuild that was interrupted begins again.
 */
export async function rebuildReadModel(request: RebuildRequest): Promise<void> {
  const { db, tenant, projection, term, session } = request;
  const name = rebuildingName(tenant, projection.name);
  await db.dropCollection(name, { timeoutMS: operationTimeoutMs });
  const checkpoint = await claimReadModel(db, name, projection, term);
  const rebuilt = openReadModel(db, name, { projection, checkpoint, session });

  await foldUntil(request, rebuilt, request.livePosition);
  await request.whileLiveRests(async () => {
    await foldUntil(request, rebuilt, request.livePosition);
    if (request.signal.aborted) throw new CheckpointMoved();
    await db.renameCollection(name, readModelName(tenant, projection.name), { dropTarget: true });
    return rebuilt.position();
  });
}

/** Folds on until the target, which may move, is reached. */
async function foldUntil(
  { log, tenant, batchSize, signal }: RebuildRequest,
  rebuilt: ReadModel,
  target: () => number,
): Promise<void> {
  if (rebuilt.position() >= target()) return;
  const enough = new AbortController();
  const after = rebuilt.position();
  const until = AbortSignal.any([signal, enough.signal]);
  try {
    for await (const events of contiguous(log.follow(tenant, { after, signal: until, batchSize }), after)) {
      await rebuilt.apply(events);
      if (rebuilt.position() >= target()) return;
    }
  } finally {
    enough.abort();
  }
  throw new CheckpointMoved();
}
