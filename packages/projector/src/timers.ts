import type { Tenant } from '@vitne/contracts/channels';
import type { Db } from 'mongodb';
import { checkpointKey, readModelName } from './collection-names.ts';
import { failureCode } from './failure.ts';
import { valueAt } from './field-path.ts';
import { operationTimeoutMs } from './lease.ts';
import type { Projection } from './projection.ts';
import { type ProjectorLogger, silentLogger } from './projector-logger.ts';

/** Documents that fall due, and what happens then. */
export type TimerSource<Doc extends object> = {
  projection: Projection<Doc>;
  /**
   * The field that says when: an RFC 3339 instant in UTC (`Z`), or a date, which is due from its first moment in UTC.
   * Absent or null: never. One of the projection's indexes must begin with it.
   */
  dueField: string;
  /** Asked before each look; while it says false, what is due of this source goes on waiting. */
  ready?: () => boolean;
  /**
   * Issues a command that is recognisable as a repeat: a document can be fired again before its read model says so.
   * `false` when nothing was done about it now.
   */
  fire(doc: Doc, key: string): Promise<unknown>;
  /** Until what was begun and goes on beside the looks is over: calls to others, which no look waits for. */
  underWay?: () => Promise<void>;
};

// oxlint-disable-next-line typescript/no-explicit-any -- Sources of different documents stand in one list.
export type AnyTimerSource = TimerSource<any>;

export type TimersOptions = {
  db: Db;
  tenant: Tenant;
  clock: { now(): string };
  sources: readonly AnyTimerSource[];
  /** Real time between two looks. */
  intervalMs: number;
  /** Only the instance that holds the lease fires: `() => projector.isActive()`. */
  isActive(): boolean;
  /**
   * Waits until the read models show what was fired so far. With it, `checkNow` also finds what falls due because of
   * what it fired; without it, it fires what is due as it stands.
   */
  settled?: () => Promise<void>;
  logger?: ProjectorLogger;
};

export type RunningTimers = {
  /**
   * Looks until nothing new is due, at most 100 times, and waits for what goes on beside; for clocks that were moved.
   * @returns how often `fire` succeeded; 0 on an instance that is not active.
   */
  checkNow(): Promise<number>;
  /** Lets what is being fired finish. */
  stop(): Promise<void>;
};

type Due = { source: AnyTimerSource; key: string; doc: Record<string, unknown>; state: string };
type Stored = Record<string, unknown> & { _id: string; position: number };

const mostLooks = 100;
const mostPerLook = 10_000;
const firedTogether = 16;

/**
 * Looks at every interval for documents whose time has come and fires them. One that fails is tried again at the next
 * look and holds up no other.
 * @throws {TypeError} when no index of the projection begins with the due field.
 */
export function startTimers(options: TimersOptions): RunningTimers {
  const { db, tenant, clock, sources, intervalMs, isActive, settled, logger = silentLogger } = options;
  for (const { projection, dueField } of sources) {
    if (projection.indexes?.some(({ key }) => Object.keys(key)[0] === dueField)) continue;
    throw new TypeError(`${projection.name} needs an index that begins with ${dueField}.`);
  }
  const stop = new AbortController();
  let last: Promise<unknown> = Promise.resolve();

  async function fire({ source, key, doc }: Due): Promise<boolean> {
    if (stop.signal.aborted || !isActive() || source.ready?.() === false) return false;
    try {
      return (await source.fire(doc, key)) !== false;
    } catch (error) {
      const { projection, dueField } = source;
      const code = failureCode(error);
      logger.warn({ tenant, projection: projection.name, dueField, code }, 'A timer failed and is tried again.');
      return false;
    }
  }

  const underWay = async () => void (await Promise.all(sources.flatMap((source) => source.underWay?.() ?? [])));

  async function check(waits: boolean): Promise<number> {
    const tried = new Set<string>();
    let fired = 0;
    for (let look = 0; look < mostLooks && !stop.signal.aborted && isActive(); look++) {
      const due = await findDue(db, tenant, sources, clock.now());
      const fresh = due.filter(({ state }) => !tried.has(state));
      if (fresh.length === 0) break;
      for (let from = 0; from < fresh.length; from += firedTogether) {
        const together = fresh.slice(from, from + firedTogether);
        for (const { state } of together) tried.add(state);
        fired += (await Promise.all(together.map(fire))).filter(Boolean).length;
      }
      if (waits) await underWay();
      await settled?.();
    }
    return fired;
  }

  function checked(waits: boolean): Promise<number> {
    const next = last.then(() => check(waits));
    last = next.catch(() => undefined);
    return next;
  }

  let looking = false;
  const timer = setInterval(() => {
    if (looking || !isActive()) return;
    looking = true;
    checked(false)
      .catch((error) => logger.warn({ tenant, code: failureCode(error) }, 'The timers could not look.'))
      .finally(() => {
        looking = false;
      });
  }, intervalMs);
  timer.unref();

  return {
    checkNow: () => checked(true),
    async stop() {
      stop.abort();
      clearInterval(timer);
      await last;
      await underWay();
    },
  };
}

/** What is due now, the longest overdue first; `state` names a document as it stands at its position. */
async function findDue(db: Db, tenant: Tenant, sources: readonly AnyTimerSource[], now: string): Promise<Due[]> {
  const instant = Date.parse(now);
  // As text, `…:00Z` comes after `…:00.500Z`: the query takes the whole second, and the instant decides.
  const secondsEnd = `${new Date(instant).toISOString().slice(0, 19)}Z`;
  const due: Due[] = [];
  for (const [index, source] of sources.entries()) {
    const { projection, dueField, ready } = source;
    if (ready?.() === false) continue;
    const found = db
      .collection<Stored>(readModelName(tenant, projection.name))
      .find({ _id: { $ne: checkpointKey }, [dueField]: { $lte: secondsEnd } } as object)
      .sort({ [dueField]: 1 })
      .limit(mostPerLook);
    for await (const { _id: key, position, ...doc } of found.maxTimeMS(operationTimeoutMs)) {
      const time = Date.parse(String(valueAt(doc, dueField)));
      if (time <= instant) due.push({ source, key, doc, state: JSON.stringify([index, key, position]) });
    }
  }
  return due;
}
