import { clientAnchors, type clientBooks } from './clients.ts';
import { beginOf, later, localDay } from './days.ts';
import type { Promises, Rule } from './statement.ts';

/** Data of one category, of one month where it goes by months, in one system; and the rules that let it be there. */
export type Cell = {
  category: string;
  /** The month of rolling data, or kind and year of accounting material; empty for all else. */
  slice: string;
  system: string;
  keepers: Set<string>;
  /** The message and the tick at which something about it was last told. */
  sequence: number;
  tick: number;
  reported?: true;
};

type Hold = { dataCategories: string[]; untilMs: number; placed: number };

/** What is kept of one person, by what was told and by nothing that a service concluded from it. */
export type Kept = {
  cells: Map<string, Cell>;
  /** When things happened from which a rule counts: by rule and slice. */
  moments: Map<string, number[]>;
  /** When a rule's reason began, and when it ended, by rule; for opt-outs and purposes. */
  begun: Map<string, number>;
  ended: Map<string, number[]>;
  clients: Set<string>;
  holds: Map<string, Hold>;
};

export const nobody = (): Kept => ({
  cells: new Map(),
  moments: new Map(),
  begun: new Map(),
  ended: new Map(),
  clients: new Set(),
  holds: new Map(),
});

const accountingMonths: Readonly<Record<string, number>> = { primary: 60, secondary: 42 };

/** When a rule lets go of a person's data: the first moment of the local day on which it has to be gone; undefined while open. */
export function endOfKeeping(
  kept: Kept,
  rule: Rule,
  slice: string,
  { zone }: Promises,
  clients: ReturnType<typeof clientBooks>,
): number | undefined {
  const anchoredMs = anchorOf(kept, rule, slice, clients);
  if (anchoredMs === undefined) return undefined;
  if (rule.anchor === 'accounting-year-ended') {
    // The year's last day is the moment that is remembered; the time counts from the first day after it.
    const first = localDay(anchoredMs, zone) + 1;
    return beginOf(later(first, `P${accountingMonths[rule.material ?? 'primary']}M`), zone);
  }
  return beginOf(later(localDay(anchoredMs, zone), rule.keep.atMost), zone);
}

function anchorOf(kept: Kept, rule: Rule, slice: string, clients: ReturnType<typeof clientBooks>): number | undefined {
  if (clientAnchors.includes(rule.anchor)) {
    const ends = [...kept.clients].map((client) => clients.endedMs(client, rule.anchor));
    return ends.length === 0 || ends.includes(undefined) ? undefined : Math.max(...(ends as number[]));
  }
  const moments = kept.moments.get(`${rule.id}/${slice}`) ?? [];
  switch (rule.anchor) {
    case 'last-contact':
    case 'cookie-set':
    case 'accounting-year-ended':
      return moments.length === 0 ? undefined : Math.max(...moments);
    case 'collected-at':
    case 'logged-at':
      return moments.length === 0 ? undefined : Math.min(...moments);
    default: {
      const begunMs = kept.begun.get(rule.id) ?? Number.NEGATIVE_INFINITY;
      const ends = (kept.ended.get(rule.id) ?? []).filter((endMs) => endMs >= begunMs);
      return ends.length === 0 ? undefined : Math.min(...ends);
    }
  }
}

/** Whether a legal hold keeps a category, or anything at all, at a moment. */
export const isHeld = ({ holds }: Kept, category: string | undefined, atMs: number): boolean =>
  [...holds.values()].some(
    (hold) => (category === undefined || hold.dataCategories.includes(category)) && hold.untilMs > atMs,
  );

/** When the last rule lets go of a cell: undefined while one of them is open, or keeps it without an end. */
export function lastEnd(
  kept: Kept,
  cell: Cell,
  promises: Promises,
  clients: ReturnType<typeof clientBooks>,
): number | undefined {
  let last = Number.NEGATIVE_INFINITY;
  for (const id of cell.keepers) {
    const rule = promises.rules.get(id);
    const endMs = rule && endOfKeeping(kept, rule, cell.slice, promises, clients);
    if (endMs === undefined) return undefined;
    last = Math.max(last, endMs);
  }
  return last;
}
