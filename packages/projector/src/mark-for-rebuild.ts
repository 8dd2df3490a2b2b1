import type { Tenant } from '@vitne/contracts/channels';
import type { Db } from 'mongodb';
import { checkpointKey, readModelName } from './collection-names.ts';
import { operationTimeoutMs } from './lease.ts';

/** No projection has it, so a read model of this version is folded anew before anything else is. */
const nobodysVersion = 0;

/**
 * Has a read model folded anew from event 1, from any process that may write to the database: whoever holds the lease
 * finds out with its next event or start, and folds beside the live documents, which serve meanwhile.
 */
export async function markForRebuild(db: Db, tenant: Tenant, projection: string): Promise<void> {
  const collection = db.collection<{ _id: string }>(readModelName(tenant, projection), {
    writeConcern: { w: 'majority' },
  });
  await collection.updateOne(
    { _id: checkpointKey },
    // A checkpoint that somebody deleted is made again, because without one the documents there would be folded on to.
    { $set: { version: nobodysVersion }, $setOnInsert: { position: 0, term: 0 } },
    { upsert: true, timeoutMS: operationTimeoutMs },
  );
}
