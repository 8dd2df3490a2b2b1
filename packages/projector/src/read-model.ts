import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { type AnyBulkWriteOperation, type ClientSession, type Collection, type Db, MongoError } from 'mongodb';
import { checkpointKey } from './collection-names.ts';
import { CheckpointMoved, ProjectionFailed } from './failure.ts';
import { type AnyProjection, type FoldedDocument, foldWork, storable, type Work, workOf } from './fold.ts';
import { operationTimeoutMs } from './lease.ts';

/** How far a collection is, by which version of its projection, and whose term may write to it. */
export type Checkpoint = { position: number; version: number; term: number };

/** A collection that a projection is folded into, by the holder of one term. */
export type ReadModel = {
  readonly name: string;
  readonly projection: AnyProjection;
  position(): number;
  /**
   * Folds a batch, events in ledger order without gaps, and stores documents and checkpoint together.
   * Events at or below the checkpoint are skipped, so repeating a batch, or one that overlaps, changes nothing.
   * @throws {CheckpointMoved} when another term took over; nothing was written then.
   * @throws {ProjectionFailed} when the projection's own code fails; nothing was written then.
   */
  apply(events: readonly AnyRecordedEvent[]): Promise<void>;
};

type Stored = Record<string, unknown> & { _id: string; position: number };
const timed = { timeoutMS: operationTimeoutMs };
const duplicateKey = 11000;
const quickAttempts = 5;

/** The checkpoint of a collection, or undefined when it has none. */
export async function readCheckpoint(
  db: Db,
  name: string,
  options: { session?: ClientSession } = {},
): Promise<Checkpoint | undefined> {
  const found = await db.collection<Stored>(name).findOne({ _id: checkpointKey }, { ...options, ...timed });
  if (!found) return undefined;
  const { position, version, term } = found as unknown as Checkpoint;
  return { position, version, term };
}

/**
 * Makes the collection with its indexes if needed, and puts our term into its checkpoint: from then on no holder of an
 * earlier term can write to it.
 * @returns the checkpoint; its `version` is the stored one, which may not be the projection's.
 * @throws {CheckpointMoved} when a later term than ours is there.
 */
export async function claimReadModel(
  db: Db,
  name: string,
  projection: AnyProjection,
  term: number,
): Promise<Checkpoint> {
  const collection = durable(db, name);
  const first = { position: 0, version: projection.version, term: 0 };
  await collection.updateOne({ _id: checkpointKey }, { $setOnInsert: first }, { upsert: true, ...timed });
  const filter = { _id: checkpointKey, term: { $lte: term } };
  const claimed = await collection.updateOne(filter, { $set: { term } }, timed);
  if (claimed.matchedCount !== 1) throw new CheckpointMoved();
  const checkpoint = await readCheckpoint(db, name);
  if (checkpoint?.term !== term) throw new CheckpointMoved();
  // Documents of another version are going to be replaced, and may not even fit the indexes of this one.
  if (checkpoint.version === projection.version) await createIndexes(collection, projection);
  return checkpoint;
}

/**
 * Opens a claimed collection for folding. Documents and checkpoint are written in one transaction: what is stored is
 * at any moment exactly the fold up to the checkpoint, removed documents included, wherever the batches' borders were;
 * a reader with a snapshot sees it so, and a writer whose term has passed writes nothing at all. Documents keep their
 * own position all the same, as evidence that replay compares.
 */
export function openReadModel(
  db: Db,
  name: string,
  options: { projection: AnyProjection; checkpoint: Checkpoint; session: ClientSession },
): ReadModel {
  const { projection, session } = options;
  const { term } = options.checkpoint;
  const collection = durable(db, name);
  let position = options.checkpoint.position;

  const advance = async (to: number, inside: { session?: ClientSession }) => {
    const filter = { _id: checkpointKey, position, term, version: projection.version };
    const advanced = await collection.updateOne(filter, { $set: { position: to } }, { ...inside, ...timed });
    if (advanced.matchedCount !== 1) throw new CheckpointMoved();
  };

  const store = (work: Work, to: number) =>
    inTransaction(session, async () => {
      const documents = await loadTouched(collection, work, session);
      const writes = writesOf(projection, work, documents);
      await advance(to, { session });
      if (writes.length > 0) await collection.bulkWrite(writes, { session, ordered: true, ...timed });
    });

  async function apply(events: readonly AnyRecordedEvent[]): Promise<void> {
    const to = events.at(-1)?.position ?? position;
    if (to <= position) return;
    const work = protect(projection, () => workOf(projection, events, position));
    if (work.length === 0) await advance(to, {});
    else {
      try {
        await store(work, to);
      } catch (error) {
        // A value can pass from one document to another within a batch, which a unique index sees only event by event.
        if ((error as MongoError).code !== duplicateKey) throw error;
        if (events.length === 1) throw new ProjectionFailed(projection.name, error);
        for (const event of events) await apply([event]);
        return;
      }
    }
    position = to;
  }

  return { name, projection, position: () => position, apply };
}

const durable = (db: Db, name: string): Collection<Stored> =>
  db.collection<Stored>(name, { writeConcern: { w: 'majority' }, ignoreUndefined: true });

async function createIndexes(collection: Collection<Stored>, projection: AnyProjection): Promise<void> {
  for (const index of projection.indexes ?? []) {
    // Sparse, because the checkpoint has none of the fields and must not stand for a value in a unique index.
    const unique = index.unique ? { unique: true, sparse: true } : {};
    await collection.createIndex(index.key, { ...unique, ...timed });
  }
}

async function loadTouched(
  collection: Collection<Stored>,
  work: Work,
  session: ClientSession,
): Promise<Map<string, FoldedDocument>> {
  const keys = [...new Set(work.flatMap((item) => item.keys))];
  const documents = new Map<string, FoldedDocument>();
  for await (const { _id, position, ...doc } of collection.find({ _id: { $in: keys } }, { session, ...timed })) {
    documents.set(_id, { doc, position });
  }
  return documents;
}

/** Removals come first, then documents in the order of their last event, so that unique values are free when taken. */
function writesOf(
  projection: AnyProjection,
  work: Work,
  documents: Map<string, FoldedDocument>,
): AnyBulkWriteOperation<Stored>[] {
  const stored = new Set(documents.keys());
  const changed = protect(projection, () =>
    [...foldWork(projection, work, documents)].map((_id) => {
      const { doc, position } = documents.get(_id) as FoldedDocument;
      return { _id, position, doc: doc && storable(doc) };
    }),
  );
  const removals = changed
    .filter(({ _id, doc }) => !doc && stored.has(_id))
    .map(({ _id }) => ({ deleteOne: { filter: { _id } } }));
  const replacements = changed
    .sort((a, b) => a.position - b.position)
    .flatMap(({ _id, position, doc }) => {
      if (!doc) return [];
      return [{ replaceOne: { filter: { _id }, replacement: { ...doc, position }, upsert: true } }];
    });
  return [...removals, ...replacements];
}

function protect<T>(projection: AnyProjection, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new ProjectionFailed(projection.name, error);
  }
}

/**
 * Runs a transaction; one that the database asks to repeat is repeated a few times. When it is not known whether a
 * commit was stored, this throws: the checkpoint, read again, tells.
 */
async function inTransaction(session: ClientSession, run: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    session.startTransaction({ readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } });
    try {
      await run();
      await session.commitTransaction(timed);
      return;
    } catch (error) {
      if (session.inTransaction()) await session.abortTransaction(timed).catch(() => undefined);
      const again = error instanceof MongoError && error.hasErrorLabel('TransientTransactionError');
      if (!again || error.hasErrorLabel('UnknownTransactionCommitResult') || attempt === quickAttempts) throw error;
    }
  }
}
