import type { KeyObject } from 'node:crypto';
import type { Tenant } from '@vitne/contracts/channels';
import type { PersonId } from '@vitne/contracts/event-definition';

/** Whose data, of which category, of which month: what one key is for. */
export type KeyScope = { tenant: Tenant; person: PersonId; category: string; period?: string | undefined };
export type DataKey = { id: string; key: KeyObject };
export type LeasedKey = DataKey & { scope: string; until: Lease };

/** The end of a lease by both clocks: one can be set back, the other stands still while the machine sleeps. */
type Lease = { monotonicMs: number; wallMs: number };

type Asked = { scope: KeyScope; settle: PromiseWithResolvers<void> };

/** How long a process may seal with a copy; a destruction waits that long at most. */
export const leaseMs = 1_000;
const mostCached = 20_000;
const mostAtOnce = 1_000;

/** A lease that begins now: take it before the store is asked for it, so that it ends here before it ends there. */
export const leaseFrom = (): Lease => ({
  monotonicMs: performance.now() + leaseMs,
  wallMs: Date.now() + leaseMs,
});

export const scopeId = ({ tenant, person, category, period }: KeyScope): string =>
  `${tenant}/${person}/${category}/${period ?? '-'}`;

/** The keys that this process may seal with at this moment; concurrent callers share one look at the store. */
export function sealingKeys(lease: (tenant: Tenant, scopes: KeyScope[]) => Promise<LeasedKey[]>) {
  const cache = new Map<string, LeasedKey>();
  const asked = new Map<string, Asked>();
  const queue: Asked[] = [];
  const sweeps = new Set<NodeJS.Timeout>();
  let isLeasing = false;

  async function leaseQueued(): Promise<void> {
    isLeasing = true;
    await Promise.resolve();
    while (queue.length > 0) {
      const byTenant = Map.groupBy(queue.splice(0, mostAtOnce), ({ scope }) => scope.tenant);
      await Promise.all([...byTenant].map(([tenant, round]) => leaseRound(tenant, round)));
    }
    isLeasing = false;
  }

  async function leaseRound(tenant: Tenant, round: Asked[]): Promise<void> {
    const scopes = round.map(({ scope }) => scope);
    try {
      remember(await lease(tenant, scopes));
      for (const { settle } of round) settle.resolve();
    } catch (error) {
      for (const { settle } of round) settle.reject(error);
    } finally {
      for (const scope of scopes) asked.delete(scopeId(scope));
    }
  }

  /** Key material leaves the memory when its lease ends, whether or not anybody asks for it again. */
  function remember(leased: LeasedKey[]): void {
    if (cache.size + leased.length > mostCached) cache.clear();
    for (const key of leased) cache.set(key.scope, key);
    const sweep = setTimeout(() => {
      sweeps.delete(sweep);
      for (const key of leased) if (cache.get(key.scope) === key) cache.delete(key.scope);
    }, leaseMs).unref();
    sweeps.add(sweep);
  }

  return {
    /** The key, if this process may seal with it now: use it at once, and ask again for the next event. */
    leased(scope: KeyScope): DataKey | undefined {
      const key = cache.get(scopeId(scope));
      return key && key.until.monotonicMs > performance.now() && key.until.wallMs > Date.now() ? key : undefined;
    },
    /** Leases the key from the store. By the time this answers the lease can have ended: look, and try again. */
    lease(scope: KeyScope): Promise<void> {
      const id = scopeId(scope);
      const known = asked.get(id);
      if (known) return known.settle.promise;
      const one = { scope, settle: Promise.withResolvers<void>() };
      asked.set(id, one);
      queue.push(one);
      if (!isLeasing) void leaseQueued();
      return one.settle.promise;
    },
    forget(): void {
      for (const sweep of sweeps) clearTimeout(sweep);
      cache.clear();
    },
  };
}
