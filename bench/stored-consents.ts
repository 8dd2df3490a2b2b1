import type { EventLog } from '@vitne/event-log/event-log';
import { checkpointKey, readModelName } from '@vitne/projector/collection-names';
import type { Db } from 'mongodb';

/** What is there when the load is over, read back from the ledger and from the read model. */
export type Stored = {
  /** Events of consents given and refused, and how many different ids they have. */
  events: number;
  ids: number;
  /** People that the ledger names, and documents of the read model. */
  people: number;
  documents: number;
  /** Entries in the histories of those documents. */
  entries: number;
};

/** Reads the whole ledger from event 1, as an auditor would, and counts the read model beside it. */
export async function storedConsents(log: EventLog, db: Db, tenant: string): Promise<Stored> {
  const until = await log.lastPosition(tenant);
  const ids = new Set<string>();
  const people = new Set<unknown>();
  let events = 0;
  const stop = new AbortController();
  for await (const batch of log.follow(tenant, { after: 0, signal: stop.signal })) {
    for (const { meta, facts } of batch) {
      if (meta.type !== 'consent.given.v1' && meta.type !== 'consent.refused.v1') continue;
      events += 1;
      ids.add(meta.id);
      people.add(facts['person']);
    }
    if ((batch.at(-1)?.position ?? 0) >= until) break;
  }
  stop.abort();
  const readModel = db.collection<{ _id: string }>(readModelName(tenant, 'consents'));
  const [counted] = await readModel
    .aggregate<{ documents: number; entries: number }>([
      { $match: { _id: { $ne: checkpointKey } } },
      { $group: { _id: null, documents: { $sum: 1 }, entries: { $sum: { $size: '$history' } } } },
    ])
    .toArray();
  return {
    events,
    ids: ids.size,
    people: people.size,
    documents: counted?.documents ?? 0,
    entries: counted?.entries ?? 0,
  };
}
