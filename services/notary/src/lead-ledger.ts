import { randomUUID } from 'node:crypto';
import { backoffMs, failureCode, pause } from '@vitne/projector/failure';
import { defaultLeaseTimes, type LeaseTimes, takeLease } from '@vitne/projector/lease';
import type { Clock } from '@vitne/service-kit/clock';
import type { Logger } from '@vitne/service-kit/logger';
import type { Db } from 'mongodb';
import type { Alarms } from './alarms.ts';
import { fillHistory } from './archive/checkpoint-history.ts';
import type { KeyChanges } from './key-changes.ts';
import type { LedgerStanding } from './ledger-standing.ts';
import { type WrongWithLedger, wrongIn } from './ledger-wrong.ts';
import { type SignLedgerOptions, signLedger } from './signing/sign-ledger.ts';
import type { Witness } from './witnesses/witness-list.ts';
import { type WitnessTimes, witnessing } from './witnesses/witnessing.ts';

export type LeadLedgerOptions = Omit<
  SignLedgerOptions,
  'signal' | 'doubtful' | 'onSigned' | 'onLookedAgain' | 'onWatch'
> & {
  readonly db: Db;
  readonly alarms: Alarms;
  readonly keyChanges: KeyChanges;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly standing: LedgerStanding;
  readonly witnesses?: readonly Witness[];
  readonly witnessTimes?: WitnessTimes;
  readonly lease?: LeaseTimes;
  /** Between attempts while something is wrong or away. */
  readonly backoff?: { firstMs: number; longestMs: number };
};

/** Signs one ledger whenever this instance has the lease on it. The answer stops it, and waits until it has. */
export function leadLedger(options: LeadLedgerOptions): () => Promise<void> {
  const stopping = new AbortController();
  const running = run(options, stopping.signal);
  return async () => {
    stopping.abort();
    await running;
  };
}

async function run(options: LeadLedgerOptions, stopping: AbortSignal): Promise<void> {
  const { tenant, standing, logger, backoff = { firstMs: 500, longestMs: 15_000 } } = options;
  const owner = randomUUID();
  for (let attempt = 0; !stopping.aborted; ) {
    const began = performance.now();
    try {
      await signUnderLease(options, owner, stopping);
      attempt = 0;
    } catch (error) {
      if (stopping.aborted) return;
      // What held for long was no attempt that failed.
      if (performance.now() - began > backoff.longestMs) attempt = 0;
      const wrong = wrongIn(error);
      if (wrong) await raise(options, wrong);
      else {
        const failure = failureCode(error);
        if (standing.failure !== failure) logger.warn({ tenant, code: failure, error }, 'not signing just now');
        standing.failure = failure;
        if (standing.state !== 'damaged') standing.state = 'unavailable';
      }
      await pause(backoffMs(backoff, attempt++), stopping);
    }
  }
}

async function signUnderLease(options: LeadLedgerOptions, owner: string, stopping: AbortSignal): Promise<void> {
  const { db, tenant, alarms, standing, clock, lease: times = defaultLeaseTimes } = options;
  const lease = await takeLease({ db, name: `notary/${tenant}`, owner, times, signal: stopping });
  if (!lease) {
    standing.state = 'standing-by';
    delete standing.damage;
    return pause(times.pollMs, stopping);
  }
  const { witnesses = [], history, published } = options;
  const asking = witnessing({ ...options, witnesses });
  try {
    await fillHistory(history, published.all(tenant, stopping));
    const doubtful = standing.damage !== undefined || (await alarms.open(tenant)).length > 0;
    let hasDoubts = doubtful;
    await signLedger({
      ...options,
      doubtful,
      signal: AbortSignal.any([stopping, lease.signal]),
      onSigned({ size }) {
        standing.signedSize = size;
        settle(standing);
        asking.wake();
        if (!hasDoubts) return;
        hasDoubts = false;
        void alarms.mended(tenant, size).catch(() => {
          hasDoubts = true;
        });
      },
      onWatch: () =>
        options.keyChanges.record(tenant).catch((error: unknown) => {
          options.logger.warn({ tenant, code: failureCode(error), error }, 'a change of keys is not recorded yet');
        }),
      onLookedAgain(size) {
        standing.lookedAgain = { size, at: clock.now() };
      },
      ...(options.atInstant && { atInstant: options.atInstant }),
    });
  } finally {
    await asking.stop();
    await lease.release().catch(() => undefined);
  }
}

function settle(standing: LedgerStanding): void {
  standing.state = 'signing';
  delete standing.damage;
  delete standing.failure;
}

/** Says what is wrong wherever it can be said; where the ledger cannot be written to, each attempt tries again. */
async function raise(options: LeadLedgerOptions, wrong: WrongWithLedger): Promise<void> {
  const { tenant, standing, alarms, clock, logger } = options;
  const known = standing.damage;
  const isSame = known?.code === wrong.code && known.position === wrong.position;
  standing.state = 'damaged';
  standing.damage = { ...wrong, since: isSame ? known.since : clock.now(), recorded: isSame && known.recorded };
  if (!isSame)
    logger.error({ tenant, code: wrong.code, position: wrong.position, signedSize: standing.signedSize }, wrong.detail);
  if (!standing.damage.recorded)
    standing.damage.recorded = await alarms.found(tenant, wrong, standing.signedSize).catch(() => false);
}

/** Of one ledger, before anything is known of it. */
export const unknownStanding = (): LedgerStanding => ({ state: 'starting', signedSize: 0 });
