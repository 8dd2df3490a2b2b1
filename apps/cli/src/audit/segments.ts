import { eventsOf, type LedgerSource, type ReadOptions } from '@vitne/audit/ledger-source';
import type { Tenant } from '@vitne/contracts/channels';
import { keysDestroyedIn } from './destroyed-keys.ts';

/** Consecutive events of a ledger, so many in each but the last. */
export type Segment = {
  from: number;
  to: number;
  /** Of its first and of its last event. */
  began: string;
  ended: string;
  /** Keys under which something in it was sealed, and those of them that are not destroyed. */
  keys: number;
  keysLeft: number;
};

/**
 * The segments of a ledger, and whether anything in them can still be opened. A key that ends later counts for every
 * segment that has something sealed under it.
 * @throws {LedgerDamaged} when an event is missing
 */
export async function segmentsOf(
  source: LedgerSource,
  tenant: Tenant,
  length: number,
  options: ReadOptions = {},
): Promise<Segment[]> {
  const segments: (Segment & { named: Set<string> })[] = [];
  const destroyed = new Set<string>();
  for await (const batch of eventsOf(source, tenant, options)) {
    for (const event of batch) {
      const { position, meta, sealed } = event;
      for (const key of keysDestroyedIn(event)) destroyed.add(key);
      let segment = segments.at(-1);
      if (!segment || position > segment.from + length - 1) {
        const beginning = { from: position, began: meta.time, keys: 0, keysLeft: 0, named: new Set<string>() };
        segments.push((segment = { ...beginning, to: position, ended: meta.time }));
      }
      segment.to = position;
      segment.ended = meta.time;
      for (const { key } of sealed) segment.named.add(key);
    }
  }
  return segments.map(({ named, ...segment }) => ({
    ...segment,
    keys: named.size,
    keysLeft: named.difference(destroyed).size,
  }));
}
