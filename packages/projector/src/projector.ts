import { randomUUID } from 'node:crypto';
import type { Tenant } from '@vitne/contracts/channels';
import { type EventLog, LedgerDamaged } from '@vitne/event-log/event-log';
import type { Db } from 'mongodb';
import { checkNames } from './collection-names.ts';
import {
  type Backoff,
  backoffMs,
  CheckpointMoved,
  failureCode,
  NotActive,
  ProjectionFailed,
  pause,
} from './failure.ts';
import type { AnyProjection } from './fold.ts';
import { type Leadership, lead } from './leading.ts';
import { defaultLeaseTimes, type Lease, type LeaseTimes, takeLease } from './lease.ts';
import { positionBoard } from './position-board.ts';
import type { Reaction } from './projection.ts';
import { type ProjectorLogger, silentLogger } from './projector-logger.ts';
import type { ReactionStatus } from './reaction-runner.ts';
import { storedPosition } from './stored-position.ts';

export type ProjectorOptions = {
  /** The tenant's ledger must have been opened. */
  log: EventLog;
  /** The service's own database. */
  db: Db;
  tenant: Tenant;
  service: string;
  projections: readonly AnyProjection[];
  reactions: readonly Reaction[];
  logger?: ProjectorLogger;
  /** Events per transaction, at most 1,000. */
  batchSize?: number;
  lease?: LeaseTimes;
  /** Between attempts when an engine is away, or a reaction fails. */
  backoff?: Backoff;
};

export type ProjectorHealth = {
  state: 'following' | 'catching-up' | 'unavailable' | 'damaged';
  position: number;
  /** Codes and names that say what is wrong; never personal data. */
  detail?: string;
  /** Whether this instance is the one that writes. */
  active: boolean;
  /** Of the active instance only. */
  reactions: ReactionStatus[];
};

export type RunningProjector = {
  /** The ledger position up to which every read model of the service is stored, as far as this instance knows. */
  position(): number;
  /** Waits until reads see the event at `position`, on any instance; false when it took longer than `timeoutMs`. */
  reached(position: number, options: { timeoutMs: number; signal?: AbortSignal }): Promise<boolean>;
  /** Whether this instance holds the lease and may fire timers. */
  isActive(): boolean;
  health(): ProjectorHealth;
  /**
   * Folds one read model anew from event 1 beside the live one, then swaps them.
   * @throws {NotActive} on an instance that does not hold the lease.
   * @throws {TypeError} when the projection is unknown.
   */
  rebuild(projectionName: string): Promise<void>;
  /** Finishes the batch and the reaction steps under way, and lets go of the lease. */
  stop(): Promise<void>;
};

const mostPerBatch = 1_000;
const standbyPollMs = 20;
const stopTimeoutMs = 5_000;

/**
 * Keeps a service's read models of one tenant up with the ledger, and runs its reactions. Returns at once; when an
 * engine is away it waits and goes on by itself.
 * @throws {TypeError} when a name cannot name a collection or the batch size is out of range.
 */
export async function startProjector(options: ProjectorOptions): Promise<RunningProjector> {
  const { log, db, tenant, service, projections, reactions } = options;
  const { logger = silentLogger, batchSize = mostPerBatch, lease: times = defaultLeaseTimes } = options;
  const backoff = options.backoff ?? { firstMs: 50, longestMs: 5_000 };
  if (!(batchSize >= 1 && batchSize <= mostPerBatch)) throw new TypeError(`A batch holds 1 to ${mostPerBatch} events.`);
  checkNames(tenant, projections);
  checkNames(tenant, reactions);

  const owner = randomUUID();
  const stop = new AbortController();
  const stopping = stop.signal;
  let lease: Lease | undefined;
  let leadership: Leadership | undefined;
  let state: ProjectorHealth['state'] = 'catching-up';
  let detail: string | undefined;
  let attempt = 0;
  const board = positionBoard(() => void refreshWhileAwaited());

  const isActive = () => lease?.held() === true && leadership !== undefined;

  async function refresh(): Promise<void> {
    const position = await storedPosition({ log, db, tenant, projections });
    if (!leadership) board.put(position);
  }

  /** On a standby instance the stored checkpoints tell how far the active one is. */
  async function refreshWhileAwaited(): Promise<void> {
    while (board.awaited() && !stopping.aborted) {
      if (!leadership) await refresh().catch(() => undefined);
      await pause(standbyPollMs, stopping);
    }
  }

  function become(next: ProjectorHealth['state'], code?: string): void {
    if (next !== state || code !== detail)
      logger.info({ tenant, service, state: next, code }, 'The projector changed.');
    [state, detail] = [next, code];
  }

  async function takePart(): Promise<void> {
    lease = await takeLease({ db, name: `${service}/${tenant}`, owner, times, signal: stopping });
    if (!lease) {
      await refresh();
      attempt = 0;
      become('following');
      return pause(times.pollMs, stopping);
    }
    try {
      become('catching-up');
      const onProgress = (caughtUp: boolean) => {
        attempt = 0;
        become(caughtUp ? 'following' : 'catching-up');
      };
      const settings = { log, db, tenant, projections, reactions, lease, stored: board, onProgress };
      leadership = lead({ ...settings, stopping, backoff, batchSize, logger });
      await leadership.run();
    } finally {
      leadership = undefined;
      await lease.release().catch(() => undefined);
    }
  }

  async function run(): Promise<void> {
    while (!stopping.aborted) {
      try {
        await takePart();
      } catch (error) {
        if (stopping.aborted) return;
        if (error instanceof LedgerDamaged) {
          become('damaged', error.name);
          logger.error({ tenant, service, position: board.position() }, error.message);
          board.giveUp();
          return;
        }
        if (error instanceof CheckpointMoved) become('catching-up', error.name);
        else become('unavailable', describe(error));
        await pause(backoffMs(backoff, attempt++), stopping);
      }
    }
  }

  const running = run();

  return {
    position: board.position,
    isActive,
    reached: (position, wait) =>
      stopping.aborted || (state === 'damaged' && position > board.position())
        ? Promise.resolve(false)
        : board.reached(position, wait),
    health: () => {
      const statuses = leadership?.reactions() ?? [];
      const failing = statuses.find((status) => status.failing);
      const reaction = failing && `reaction ${failing.name} at ${failing.failing?.position}: ${failing.failing?.code}`;
      const said = detail ?? reaction;
      const base = { state, position: board.position(), active: isActive(), reactions: statuses };
      return said ? { ...base, detail: said } : base;
    },
    async rebuild(name) {
      const projection = projections.find((candidate) => candidate.name === name);
      if (!projection) throw new TypeError(`There is no projection ${name}.`);
      if (!leadership || !isActive()) throw new NotActive('Another instance writes the read models: ask that one.');
      await leadership.rebuild(projection);
    },
    async stop() {
      stop.abort();
      board.giveUp();
      const limit = new AbortController();
      await Promise.race([running, pause(stopTimeoutMs, limit.signal)]);
      limit.abort();
    },
  };
}

function describe(error: unknown): string {
  if (!(error instanceof ProjectionFailed)) return failureCode(error);
  return `projection ${error.projection}: ${failureCode(error.cause)}`;
}
