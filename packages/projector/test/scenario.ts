import type { Tenant } from '@vitne/contracts/channels';
import type { EventLog } from '@vitne/event-log/event-log';
import { memoryEventLog } from '@vitne/event-log/memory-event-log';
import { enginesForTests, freshDatabase, freshTenant } from '@vitne/testing/engines-for-tests';
import type { Db, MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Reaction } from '../src/projection.ts';
import { type ProjectorOptions, type RunningProjector, startProjector } from '../src/projector.ts';
import type { ProjectorLogger } from '../src/projector-logger.ts';
import { appendSamples, counters, type Sample } from './samples.ts';

/** A ledger in memory, a database of its own, and projectors that end with the test. */
export type Scenario = {
  log: EventLog;
  db: Db;
  tenant: Tenant;
  append(...samples: Sample[]): Promise<number>;
  start(options?: Partial<ProjectorOptions>): Promise<RunningProjector>;
};

export const soon = { timeoutMs: 15_000 };
export const quickLease = { durationMs: 3_000, pollMs: 10 };

let mongo: MongoClient;
const running: RunningProjector[] = [];
const databases: Db[] = [];

/** Call at the top of a test file: connects to the engine of the test run, and cleans up. */
export function useDatabase(): void {
  beforeAll(async () => {
    mongo = await enginesForTests().connectMongo();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((projector) => projector.stop()));
    await Promise.all(databases.splice(0).map((db) => db.dropDatabase()));
  });
  afterAll(() => mongo.close());
}

export async function scenario(log: EventLog = memoryEventLog()): Promise<Scenario> {
  const tenant = freshTenant('projector');
  const db = mongo.db(freshDatabase('projector'));
  databases.push(db);
  await log.openLedger(tenant);
  return {
    log,
    db,
    tenant,
    append: (...samples) => appendSamples(log, tenant, samples),
    async start(options = {}) {
      const settings = {
        log,
        db,
        tenant,
        service: 'sample',
        projections: [counters],
        reactions: [],
        lease: quickLease,
      };
      const projector = await startProjector({ ...settings, backoff: { firstMs: 5, longestMs: 50 }, ...options });
      running.push(projector);
      return projector;
    },
  };
}

/** A reaction whose runs can be looked at and waited for. */
export function recordingReaction(
  options: { name?: string; from?: 'now'; before?: (position: number) => Promise<void> | void } = {},
): Reaction & { seen: number[]; saw(position: number): Promise<void> } {
  const { name = 'recorder', from, before } = options;
  const seen: number[] = [];
  const waiting: { position: number; resolve: () => void }[] = [];
  return {
    name,
    ...(from ? { from } : {}),
    handles: counters.handles,
    seen,
    async react(event) {
      await before?.(event.position);
      seen.push(event.position);
      for (const waiter of waiting) if (waiter.position === event.position) waiter.resolve();
    },
    saw: (position) =>
      new Promise((resolve) => (seen.includes(position) ? resolve() : waiting.push({ position, resolve }))),
  };
}

/** A logger that tells when a projector's health becomes a state. */
export function stateLogger(): { logger: ProjectorLogger; became(state: string): Promise<void> } {
  const waiting = new Map<string, () => void>();
  const info = (fields: Record<string, unknown>) => waiting.get(fields['state'] as string)?.();
  return {
    logger: { info, warn: () => {}, error: () => {} },
    became: (state) => new Promise((resolve) => waiting.set(state, resolve)),
  };
}
