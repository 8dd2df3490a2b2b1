import { setTimeout as wait } from 'node:timers/promises';
import type { Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { type EventLog, LedgerDamaged } from '@vitne/event-log/event-log';
import { type ClientSession, type Db, MongoServerError } from 'mongodb';
import { checkNames, checkpointKey, readModelName } from './collection-names.ts';
import { differingPaths } from './compare.ts';
import { contiguous } from './contiguous.ts';
import { type AnyProjection, type FoldedDocument, foldWork, storable, workOf } from './fold.ts';
import { type Checkpoint, readCheckpoint } from './read-model.ts';

/** One document that is not what the ledger says. Paths say where, never what. */
export type ReplayDifference = {
  /** The document's key, or `$checkpoint` when the read model has none, or one of another version. */
  key: string;
  /** Of the live document: it is not there, the ledger knows nothing of it, or its content is another. */
  kind: 'missing' | 'unexpected' | 'different';
  paths: string[];
};

export type ReplayedProjection = {
  name: string;
  /** The position that the documents were compared at. */
  position: number;
  /** Documents that the fresh fold has. */
  documents: number;
  /** At most 1,000 are listed. */
  differences: ReplayDifference[];
  /** Differences beyond those that are listed. */
  unlisted: number;
};

export type ReplayReport = {
  tenant: Tenant;
  /** Events that were folded. */
  events: number;
  /** The furthest position that was compared. */
  position: number;
  projections: ReplayedProjection[];
};

export type ReplayRequest = {
  log: EventLog;
  /** Read-only access is enough. */
  db: Db;
  tenant: Tenant;
  projections: readonly AnyProjection[];
  /**
   * The position that every read model must have reached. One that is behind it, say because its follower is stuck, is
   * compared at it all the same, and its gaps are differences. Without it each is compared at its own checkpoint.
   */
  upTo?: number;
};

type Folding = {
  projection: AnyProjection;
  documents: Map<string, FoldedDocument>;
  position: number;
};

const mostListed = 1_000;
const snapshotUnavailable = 246;
const mostAttempts = 20;
const firstPauseMs = 10;

/**
 * Folds a tenant's ledger from event 1 in fresh memory and compares with the live read models, document by document.
 * The live ones may be written to meanwhile: they are read in one snapshot, and the fold goes to the checkpoints that
 * this snapshot shows. Holds the folded documents in memory.
 * @throws {LedgerDamaged} when the ledger has a gap, or is shorter than what was folded from it.
 * @throws {RangeError} when the ledger does not go up to `upTo`.
 */
export async function replay(request: ReplayRequest): Promise<ReplayReport> {
  const { log, db, tenant, projections, upTo = 0 } = request;
  checkNames(tenant, projections);
  if (upTo > (await log.lastPosition(tenant))) throw new RangeError('The ledger does not go up to this position yet.');
  for (let attempt = 1; ; attempt++) {
    const foldings = projections.map((projection) => ({ projection, documents: new Map(), position: 0 }));
    // The long fold comes first, up to where the live models are by now, so that the snapshot need not be kept long.
    const roughly = await Promise.all(projections.map(({ name }) => readCheckpoint(db, readModelName(tenant, name))));
    const floor = Math.max(0, Math.min(...roughly.map((checkpoint) => checkpoint?.position ?? 0)), upTo);
    await foldTo(
      request,
      foldings,
      foldings.map(() => floor),
    );
    const session = db.client.startSession({ snapshot: true });
    try {
      const report = await compareIn(session, request, foldings);
      if (report) return report;
    } catch (error) {
      // The snapshot is older than a swap of collections that has just been: a newer one will do.
      if (!(error instanceof MongoServerError && error.code === snapshotUnavailable)) throw error;
      if (attempt === mostAttempts) throw error;
    } finally {
      await session.endSession();
    }
    if (attempt === mostAttempts) throw new Error('The read models were replaced again and again.');
    // A snapshot can be older than what was read a moment before: on a busy database the next one is, too, if asked for at once.
    await wait(firstPauseMs * attempt);
  }
}

/** @returns undefined when a live collection has gone back behind the fold meanwhile, so that it must begin again. */
async function compareIn(
  session: ClientSession,
  request: ReplayRequest,
  foldings: Folding[],
): Promise<ReplayReport | undefined> {
  const { log, db, tenant, upTo = 0 } = request;
  const checkpoints: (Checkpoint | undefined)[] = [];
  for (const { projection } of foldings) {
    checkpoints.push(await readCheckpoint(db, readModelName(tenant, projection.name), { session }));
  }
  // A read model without a checkpoint is compared with all there is, so that a dropped collection cannot pass as new.
  const last = checkpoints.includes(undefined) ? await log.lastPosition(tenant) : 0;
  const targets = checkpoints.map((checkpoint) => Math.max(checkpoint ? checkpoint.position : last, upTo));
  if (foldings.some(({ position }, index) => position > (targets[index] ?? 0))) return undefined;
  await foldTo(request, foldings, targets);

  const projections: ReplayedProjection[] = [];
  for (const [index, folding] of foldings.entries()) {
    const differences = differenceList();
    compareCheckpoint(folding.projection, checkpoints[index], folding.position, differences.add);
    const documents = await compareDocuments(session, request, folding, differences.add);
    const { name } = folding.projection;
    projections.push({ name, position: folding.position, documents, ...differences.result });
  }
  const position = Math.max(0, ...targets);
  return { tenant, events: position, position, projections };
}

/** Folds each on to its own target, reading the ledger once. */
async function foldTo({ log, tenant }: ReplayRequest, foldings: Folding[], targets: number[]): Promise<void> {
  const furthest = Math.max(0, ...targets);
  const after = Math.min(...foldings.map(({ position }) => position));
  if (foldings.length === 0 || after >= furthest) return;
  const last = await log.lastPosition(tenant);
  if (last < furthest) throw new LedgerDamaged(`The ledger ends at ${last}, before ${furthest}.`);
  const enough = new AbortController();
  try {
    for await (const events of contiguous(log.follow(tenant, { after, signal: enough.signal }), after)) {
      for (const [index, folding] of foldings.entries()) foldBatch(folding, events, targets[index] ?? 0);
      if ((events.at(-1)?.position ?? 0) >= furthest) return;
    }
  } finally {
    enough.abort();
  }
}

function foldBatch(folding: Folding, events: readonly AnyRecordedEvent[], target: number): void {
  const wanted = events.filter((event) => event.position <= target);
  foldWork(folding.projection, workOf(folding.projection, wanted, folding.position), folding.documents);
  folding.position = Math.max(folding.position, wanted.at(-1)?.position ?? 0);
}

type Add = (key: string, kind: ReplayDifference['kind'], paths?: string[]) => void;

function differenceList(): { add: Add; result: { differences: ReplayDifference[]; unlisted: number } } {
  const result = { differences: [] as ReplayDifference[], unlisted: 0 };
  return {
    result,
    add(key, kind, paths = []) {
      if (result.differences.length < mostListed) result.differences.push({ key, kind, paths });
      else result.unlisted++;
    },
  };
}

function compareCheckpoint(
  projection: AnyProjection,
  checkpoint: Checkpoint | undefined,
  position: number,
  add: Add,
): void {
  if (!checkpoint && position > 0) add(checkpointKey, 'missing');
  if (checkpoint && checkpoint.version !== projection.version) add(checkpointKey, 'different', ['version']);
}

/** @returns how many documents the fold has. */
async function compareDocuments(
  session: ClientSession,
  { db, tenant }: ReplayRequest,
  { projection, documents }: Folding,
  add: Add,
): Promise<number> {
  const expected = new Map<string, Record<string, unknown>>();
  for (const [key, { doc, position }] of documents) {
    if (doc) expected.set(key.toWellFormed(), { ...storable(doc), position });
  }
  const count = expected.size;
  const live = db.collection<{ _id: string }>(readModelName(tenant, projection.name));
  for await (const { _id, ...actual } of live.find({ _id: { $ne: checkpointKey } }, { session })) {
    const wanted = expected.get(_id);
    expected.delete(_id);
    const paths = wanted && differingPaths(wanted, actual);
    if (!paths) add(_id, 'unexpected');
    else if (paths.length > 0) add(_id, 'different', paths);
  }
  for (const key of expected.keys()) add(key, 'missing');
  return count;
}
