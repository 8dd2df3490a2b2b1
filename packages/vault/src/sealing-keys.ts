import type { KeyObject } from 'node:crypto';
import type { Tenant } from '@vitne/contracts/channels';
import type { PersonId } from '@vitne/contracts/event-definition';

/** Whose data, of which category, month and compartment: what one key is for. */
export type KeyScope = {
  tenant: Tenant;
  person: PersonId;
  category: string;
  period?: string | undefined;
  compartment?: string | undefined;
};
export type DataKey = { id: string; key: KeyObject };
export type LeasedKey = DataKey & { scope: string; until: Lease; isUsed?: boolean };

/** The end of a lease by both clocks: one can be set back, the other stands still while the machine sleeps. */
type Lease = { monotonicMs: number; wallMs: number };

type Asked = { scope: KeyScope; settle: PromiseWithResolvers<void> };

/** How long a process may seal with a copy; a destruction waits that long at most. */
export const leaseMs = 1_000;
const tendEveryMs = leaseMs / 4;
const mostCached = 20_000;
const mostAtOnce = 1_000;

/** A lease that begins now: take it before the store is asked for it, so that it ends here before it ends there. */
export const leaseFrom = (): Lease => ({
  monotonicMs: performance.now() + leaseMs,
  wallMs: Date.now() + leaseMs,
});

export const scopeId = ({ tenant, person, category, period, compartment }: KeyScope): string =>
  `${tenant}/${person}/${category}/${period ?? '-'}${compartment === undefined ? '' : `/${compartment}`}`;

/** Under which a key that seals nothing more is still there to open, beside the one that seals in its place. */
export const retiredScope = (scope: string, id: string): string => `${scope}#${id}`;

/** What the store of the keys does for this process. */
type Leases = {
  lease(tenant: Tenant, scopes: KeyScope[]): Promise<LeasedKey[]>;
  /** Undefined when one of the keys is there no more. */
  renewLeases(keys: LeasedKey[]): Promise<LeasedKey[] | undefined>;
};

/** The keys that this process may seal with at this moment; concurrent callers share one look at the store. */
export function sealingKeys(store: Leases) {
  const cache = new Map<string, LeasedKey>();
  const asked = new Map<string, Asked>();
  const queue: Asked[] = [];
  let tending: NodeJS.Timeout | undefined;
  let isRenewing = false;
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
      remember(await store.lease(tenant, scopes));
      for (const { settle } of round) settle.resolve();
    } catch (error) {
      for (const { settle } of round) settle.reject(error);
    } finally {
      for (const scope of scopes) asked.delete(scopeId(scope));
    }
  }

  function remember(leased: LeasedKey[]): void {
    if (cache.size + leased.length > mostCached) cache.clear();
    for (const key of leased) cache.set(key.scope, key);
    tending ??= setInterval(tend, tendEveryMs).unref();
  }

  /** Key material leaves the memory when its lease ends; what is in use is leased again before, so that no event waits. */
  function tend(): void {
    for (const [scope, key] of cache) if (!isLeased(key)) cache.delete(scope);
    const half = performance.now() + leaseMs / 2;
    const due = [...cache.values()].filter(({ isUsed, until }) => isUsed && until.monotonicMs < half);
    if (due.length > 0 && !isRenewing) void renew(due);
    if (cache.size === 0) forget();
  }

  async function renew(due: LeasedKey[]): Promise<void> {
    isRenewing = true;
    try {
      remember((await store.renewLeases(due)) ?? []);
    } catch {
      // The leases end as they would have; whoever seals next hears from the store itself.
    } finally {
      isRenewing = false;
    }
  }

  function forget(): void {
    clearInterval(tending);
    tending = undefined;
    cache.clear();
  }

  return {
    /** The key, if this process may seal with it now: use it at once, and ask again for the next event. */
    leased(scope: KeyScope): DataKey | undefined {
      const key = cache.get(scopeId(scope));
      if (!key || !isLeased(key)) return undefined;
      key.isUsed = true;
      return key;
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
    forget,
  };
}

const isLeased = ({ until }: LeasedKey): boolean => until.monotonicMs > performance.now() && until.wallMs > Date.now();
