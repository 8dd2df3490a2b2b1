import type { Tenant } from '@vitne/contracts/channels';
import type { Collection, Db } from 'mongodb';
import { reactionsName } from './collection-names.ts';
import { CheckpointMoved } from './failure.ts';
import { operationTimeoutMs } from './lease.ts';
import type { Reaction } from './projection.ts';

type Owner = { tenant: Tenant; reaction: Reaction; term: number };
type ReactionCheckpoint = { _id: string; position: number; term: number };
const timed = { timeoutMS: operationTimeoutMs };

const checkpoints = (db: Db, tenant: Tenant): Collection<ReactionCheckpoint> =>
  db.collection<ReactionCheckpoint>(reactionsName(tenant), { writeConcern: { w: 'majority' } });

/**
 * Puts our term into a reaction's checkpoint and reads it; makes it at the reaction's beginning when it is new.
 * @param now the ledger's last position, asked only for a new reaction that begins there.
 * @throws {CheckpointMoved} when a later term is there.
 */
export async function claimReactionCheckpoint(db: Db, owner: Owner, now: () => Promise<number>): Promise<number> {
  const collection = checkpoints(db, owner.tenant);
  const _id = `$reaction:${owner.reaction.name}`;
  const known = await collection.findOne({ _id }, timed);
  if (!known) {
    const first = { position: owner.reaction.from === 'now' ? await now() : 0, term: 0 };
    await collection.updateOne({ _id }, { $setOnInsert: first }, { upsert: true, ...timed });
  }
  const claimed = await collection.findOneAndUpdate(
    { _id, term: { $lte: owner.term } },
    { $set: { term: owner.term } },
    { returnDocument: 'after', ...timed },
  );
  if (!claimed) throw new CheckpointMoved();
  return claimed.position;
}

/** @throws {CheckpointMoved} when another term took over. */
export async function saveReactionCheckpoint(db: Db, owner: Owner, position: number): Promise<void> {
  const filter = { _id: `$reaction:${owner.reaction.name}`, term: owner.term };
  const saved = await checkpoints(db, owner.tenant).updateOne(filter, { $set: { position } }, timed);
  if (saved.matchedCount !== 1) throw new CheckpointMoved();
}
