import { type ClientSession, type Collection, type Db, MongoServerError } from 'mongodb';
import { leasesName } from './collection-names.ts';
import { pause } from './failure.ts';

/**
 * The right to write a tenant's read models, for one instance at a time. `term` rises with every change of hands and
 * stands in the filter of every write, so that one who lost the lease without noticing cannot write.
 */
export type Lease = {
  readonly term: number;
  /** Aborts when the lease is lost, or may be. */
  readonly signal: AbortSignal;
  held(): boolean;
  /** Names the database sessions that this holder writes with, so that a successor can end what they left open. */
  use(sessions: readonly ClientSession[]): Promise<void>;
  /** Lets go, so that another instance can take over at once. */
  release(): Promise<void>;
};

export type LeaseTimes = {
  /** How long a holder that does not answer any more keeps the lease. */
  durationMs: number;
  /** How often an instance that waits looks whether it is free. */
  pollMs: number;
};

export const defaultLeaseTimes: LeaseTimes = { durationMs: 6_000, pollMs: 500 };

type LeaseDocument = { _id: string; owner: string; term: number; expires: Date; sessions?: { id: unknown }[] };
type LeaseRequest = { db: Db; name: string; owner: string; times: LeaseTimes; signal: AbortSignal };

/** Every operation gives up after this time; the caller tries again. */
export const operationTimeoutMs = 5_000;
/** A lease that cannot be let go of expires by itself, so it is not worth a longer wait. */
const releaseTimeoutMs = 1_000;

/** The database's clock decides what has expired, so that the instances' clocks need not agree. */
const expiresAfter = (durationMs: number) => ({
  $dateAdd: { startDate: '$$NOW', unit: 'millisecond', amount: durationMs },
});

/**
 * Takes the lease if it is free, expired, or already this owner's; undefined while somebody else holds it.
 * Taking it over ends what the holder before left open: a transaction of a process that died would otherwise keep its
 * documents locked for a minute.
 */
export async function takeLease(request: LeaseRequest): Promise<Lease | undefined> {
  const { db, name, owner, times } = request;
  const leases = db.collection<LeaseDocument>(leasesName, { writeConcern: { w: 'majority' } });
  const asked = performance.now();
  const found = await leases.findOneAndUpdate(
    { _id: name, $or: [{ owner }, { $expr: { $lte: ['$expires', '$$NOW'] } }] },
    [{ $set: { owner, term: { $add: ['$term', 1] }, expires: expiresAfter(times.durationMs), sessions: [] } }],
    { returnDocument: 'before', timeoutMS: operationTimeoutMs },
  );
  const before = found ?? (await makeLease(leases, name));
  if (before === 'held') return undefined;
  if (before === 'made') return takeLease(request);
  if (before.sessions?.length) await db.command({ killSessions: before.sessions }, { timeoutMS: operationTimeoutMs });
  return keepLease(leases, request, { term: before.term + 1, until: asked + times.durationMs });
}

/** The first one to ask makes the document, expired from the start. */
async function makeLease(leases: Collection<LeaseDocument>, name: string): Promise<'made' | 'held'> {
  try {
    await leases.insertOne({ _id: name, owner: '', term: 0, expires: new Date(0) }, { timeoutMS: operationTimeoutMs });
    return 'made';
  } catch (error) {
    if (error instanceof MongoServerError && error.code === 11000) return 'held';
    throw error;
  }
}

/** Renews the lease until it is released or lost. */
function keepLease(
  leases: Collection<LeaseDocument>,
  { name, owner, times, signal }: LeaseRequest,
  taken: { term: number; until: number },
): Lease {
  const { term } = taken;
  const lost = new AbortController();
  const mine = { _id: name, owner, term };
  let until = taken.until;

  void (async () => {
    while (!lost.signal.aborted) {
      await pause(times.durationMs / 3, AbortSignal.any([lost.signal, signal]));
      if (signal.aborted || lost.signal.aborted) return;
      const asked = performance.now();
      const timeoutMS = Math.max(1, Math.min(operationTimeoutMs, until - asked));
      const renewed = await leases
        .updateOne(mine, [{ $set: { expires: expiresAfter(times.durationMs) } }], { timeoutMS })
        .then(
          (result) => result.matchedCount === 1,
          () => undefined,
        );
      if (renewed) until = asked + times.durationMs;
      if (renewed === false || performance.now() >= until) lost.abort();
    }
  })();

  return {
    term,
    signal: lost.signal,
    held: () => !lost.signal.aborted && performance.now() < until,
    async use(sessions) {
      const named = sessions.map((session) => ({ id: session.id?.id }));
      await leases.updateOne(mine, { $set: { sessions: named } }, { timeoutMS: operationTimeoutMs });
    },
    async release() {
      lost.abort();
      // Without an owner, a renewal that is still under way finds nothing to renew.
      const free = { owner: '', expires: new Date(0), sessions: [] };
      await leases.updateOne(mine, { $set: free }, { timeoutMS: releaseTimeoutMs });
    },
  };
}
