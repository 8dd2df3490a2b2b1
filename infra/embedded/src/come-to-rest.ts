import { setTimeout as pause } from 'node:timers/promises';
import type { Tenant } from '@vitne/contracts/channels';
import type { EventLog } from '@vitne/event-log/event-log';
import type { RunningService } from '@vitne/service-kit/service';

/** How long everything may stand still before that is a defect; a slow machine with much to do goes on all the time. */
const stillTimeoutMs = 20_000;

/**
 * Reactions write events that others react to, so the ledgers have to stay as they are for one whole look.
 * @throws when a service gets no further.
 */
async function followed(services: readonly RunningService[], tenants: readonly Tenant[], log: EventLog): Promise<void> {
  const ends = () => Promise.all(tenants.map((tenant) => log.lastPosition(tenant)));
  let before = await ends();
  for (;;) {
    for (const [index, tenant] of tenants.entries()) {
      const end = before[index] ?? 0;
      for (const service of services) await reacted(service, tenant, end);
    }
    const now = await ends();
    if (now.every((end, index) => end === before[index])) return;
    before = now;
  }
}

async function reacted(service: RunningService, tenant: Tenant, end: number): Promise<void> {
  await service.reached(tenant, end);
  let last = { position: service.reacted(tenant), atMs: Date.now() };
  while (last.position < end) {
    if (Date.now() - last.atMs > stillTimeoutMs)
      throw new Error(
        `The ${service.name} service stands still at ${last.position} of ${end} in the ledger of ${tenant}.`,
      );
    await pause(5);
    const position = service.reacted(tenant);
    if (position > last.position) last = { position, atMs: Date.now() };
  }
}

/** Lets everything happen that is due, and all that follows from it; answers how many timers fired. */
export async function comeToRest(
  services: readonly RunningService[],
  tenants: readonly Tenant[],
  log: EventLog,
): Promise<number> {
  let fired = 0;
  for (const service of services) await service.lookOutside();
  for (let round = 0; round < 100; round++) {
    // Timers look into read models, so these have to show all that was told before.
    await followed(services, tenants, log);
    let now = 0;
    for (const service of services) now += await service.checkTimers();
    fired += now;
    if (now === 0) break;
  }
  return fired;
}
