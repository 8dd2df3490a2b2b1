import type { Tenant } from '@vitne/contracts/channels';
import type { EventLog } from '@vitne/event-log/event-log';
import type { Db } from 'mongodb';
import { readModelName } from './collection-names.ts';
import type { AnyProjection } from './fold.ts';
import { readCheckpoint } from './read-model.ts';

/**
 * How far all of a service's read models are, by their stored checkpoints. One of another version than ours counts as
 * not begun, since we could not read its documents.
 */
export async function storedPosition(request: {
  log: EventLog;
  db: Db;
  tenant: Tenant;
  projections: readonly AnyProjection[];
}): Promise<number> {
  const { log, db, tenant, projections } = request;
  if (projections.length === 0) return log.lastPosition(tenant);
  const positions = projections.map(async (projection) => {
    const checkpoint = await readCheckpoint(db, readModelName(tenant, projection.name));
    return checkpoint?.version === projection.version ? checkpoint.position : 0;
  });
  return Math.min(...(await Promise.all(positions)));
}
