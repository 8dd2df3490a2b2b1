import type { Tenant } from '@vitne/contracts/channels';
import type { EventLog } from '@vitne/event-log/event-log';
import type { RunningService } from '@vitne/service-kit/service';

const restTimeoutMs = 30_000;
const lookAgainMs = 5;

/** A service under test, the ledgers that it follows, and whether it has reactions at all. */
export type Followed = {
  service: RunningService;
  ledgers: EventLog;
  tenants: readonly Tenant[];
  hasReactions: boolean;
};

/**
 * Waits until a service's read models hold everything up to a position. A wait of a service is bounded by seconds, and one
 * that starts on a busy machine can take longer.
 */
export async function reached(service: RunningService, tenant: Tenant, position: number): Promise<void> {
  const deadline = Date.now() + restTimeoutMs;
  while (!(await service.reached(tenant, position))) {
    if (Date.now() > deadline) throw new Error('The service does not follow the ledger.');
  }
}

/** Waits until a service's read models hold everything that the ledgers of these tenants hold. */
export async function reachedBy({ service, ledgers, tenants }: Omit<Followed, 'hasReactions'>): Promise<void> {
  for (const tenant of tenants) await reached(service, tenant, await ledgers.lastPosition(tenant));
}

/** Waits until reactions and read models have seen all that the ledgers hold, and that has brought about nothing more. */
export async function settled(followed: Followed): Promise<void> {
  const { service, tenants, hasReactions } = followed;
  const deadline = Date.now() + restTimeoutMs;
  for (;;) {
    const before = await positionsIn(followed);
    // Before the reactions have started, none of them is behind.
    const isBehind = (tenant: Tenant, index: number) => {
      const position = service.reacted(tenant);
      return position < (before[index] ?? 0) || (hasReactions && position === Number.MAX_SAFE_INTEGER);
    };
    while (tenants.some(isBehind)) {
      if (Date.now() > deadline) throw new Error('The reactions do not come to rest.');
      await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
    }
    await reachedBy(followed);
    if (String(await positionsIn(followed)) === String(before)) return;
  }
}

/** Waits until all is settled and nothing is due any more by the clock. */
export async function atRest(followed: Followed): Promise<void> {
  do await settled(followed);
  while ((await followed.service.checkTimers()) > 0);
}

const positionsIn = ({ ledgers, tenants }: Pick<Followed, 'ledgers' | 'tenants'>): Promise<number[]> =>
  Promise.all(tenants.map((tenant) => ledgers.lastPosition(tenant)));
