import type { LedgerFinding, LedgerFindingCode } from './ledger-finding.ts';

/** What is wrong, up to a thousand findings, and how many more there were. */
export type ListedFindings = { readonly findings: LedgerFinding[]; unlisted: number };

const mostListed = 1_000;

/** Adds findings as long as there is room for them, and counts the others. */
export function list(to: ListedFindings, found: readonly LedgerFinding[]): void {
  const room = mostListed - to.findings.length;
  to.findings.push(...found.slice(0, room));
  to.unlisted += Math.max(0, found.length - room);
}

/** What is said of one event stands in this order, and before it whatever is not named here. */
const last: Partial<Record<LedgerFindingCode, number>> = {
  'cause-unknown': 1,
  'id-repeated': 2,
  'statement-altered': 3,
  'statement-unknown': 4,
  'root-differs': 5,
};
const ranks = 8;

/** Findings in the order of the ledger, whenever each was found; of as many as may be, it keeps what will be listed. */
export class FindingsInOrder {
  #kept: { readonly place: number; readonly finding: LedgerFinding }[] = [];
  #count = 0;

  /** @param at the position whose event was looked at; 0 before the first, and infinite behind the last */
  add(found: readonly LedgerFinding[], at: number): void {
    for (const finding of found) this.#kept.push({ place: ranks * at + (last[finding.code] ?? 0), finding });
    this.#count += found.length;
    if (this.#kept.length >= 2 * mostListed) this.#keepFirst();
  }

  listed(): ListedFindings {
    this.#keepFirst();
    return { findings: this.#kept.map(({ finding }) => finding), unlisted: this.#count - this.#kept.length };
  }

  #keepFirst(): void {
    this.#kept = this.#kept.toSorted((a, b) => (a.place === b.place ? 0 : a.place - b.place)).slice(0, mostListed);
  }
}
