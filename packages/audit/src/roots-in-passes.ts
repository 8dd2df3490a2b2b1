import type { LedgerFinding } from './ledger-finding.ts';

/** The root that a ledger had at a size, as whoever kept it wrote it down; in hexadecimal. */
export type KeptRoot = { readonly size: number; readonly root: string };

/**
 * Compares a ledger with roots while its messages pass by. Roots are read as the ledger grows, and forgotten once they were
 * compared, so that their number costs no memory.
 */
export type RootsInPasses = {
  /** The next size that there is a root of; infinite when this pass has none any more. */
  nextSize(): number;
  /** Compares with the root that the ledger has at the next size, and goes on to the size after it. */
  pass(root: string): Promise<LedgerFinding[]>;
  /** Ends a pass where the ledger ends: what there are roots of beyond that is not there any more. */
  end(size: number): AsyncGenerator<LedgerFinding[], void>;
  /** Whether the ledger has to pass by once more, for roots that stood far from their place. */
  again(): Promise<boolean>;
  /** Whoever stops before the end says so, because the roots may come from a server. */
  close(): Promise<void>;
};

/** Checkpoints are published as the ledger grows, but for one that a witness cosigns late: it has the root of one that just passed. */
const mostRecent = 1_024;
/** What stands far from its place waits for another pass over the ledger, and so many are taken along in each. */
const mostStrays = 10_000;

/**
 * @param kept in any order; they are in memory anyway
 * @param published about in the order of their sizes. The first one is read before this answers: when the ledger's end is asked for
 *   afterwards, none is of more than the ledger had.
 */
export async function rootsInPasses(
  kept: readonly KeptRoot[],
  published: AsyncIterable<KeptRoot>,
): Promise<RootsInPasses> {
  const source = published[Symbol.asyncIterator]();
  const recent = new Map<number, string>();
  let listed = largestFirst(kept);
  let strays: KeptRoot[] = [];
  let ahead: KeptRoot | undefined;
  let isRead = false;

  /** Reads on to the next root of more than has passed. What is of less is compared with what passed last, or waits. */
  async function readOn(passed: number): Promise<LedgerFinding[]> {
    const found: LedgerFinding[] = [];
    ahead = undefined;
    while (!isRead && !ahead && strays.length < mostStrays) {
      const { value, done } = await source.next();
      if (done) isRead = true;
      else if (value.size > passed) ahead = value;
      else {
        const then = recent.get(value.size);
        if (then === undefined) strays.push(value);
        else if (then !== value.root) found.push(differing(value.size));
      }
    }
    return found;
  }

  function remember(size: number, root: string): void {
    recent.set(size, root);
    const [oldest] = recent.keys();
    if (recent.size > mostRecent && oldest !== undefined) recent.delete(oldest);
  }

  const nextSize = (): number => Math.min(listed.at(-1)?.size ?? Infinity, ahead?.size ?? Infinity);

  await readOn(-1);
  return {
    nextSize,
    async pass(root) {
      const size = nextSize();
      const found: LedgerFinding[] = [];
      const compare = (one: KeptRoot): void => {
        if (one.root !== root) found.push(differing(size));
      };
      remember(size, root);
      while (listed.at(-1)?.size === size) compare(listed.pop() as KeptRoot);
      if (ahead?.size !== size) return found;
      compare(ahead);
      return [...found, ...(await readOn(size))];
    },
    async *end(size) {
      yield listed.toReversed().map((one) => shortened(one.size, size));
      listed = [];
      while (ahead) yield [shortened(ahead.size, size), ...(await readOn(size))];
    },
    async again() {
      if (isRead && strays.length === 0) return false;
      listed = largestFirst(strays);
      strays = [];
      recent.clear();
      await readOn(-1);
      return true;
    },
    async close() {
      await source.return?.();
    },
  };
}

const largestFirst = (roots: readonly KeptRoot[]): KeptRoot[] => roots.toSorted((a, b) => b.size - a.size);

const shortened = (size: number, end: number): LedgerFinding => ({
  code: 'ledger-shortened',
  position: end + 1,
  detail: `It held ${size} events, and ${end} are there.`,
});

const differing = (size: number): LedgerFinding => ({
  code: 'root-differs',
  position: size,
  detail: `Its first ${size} events do not have the root that was kept of them.`,
});
