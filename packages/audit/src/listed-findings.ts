import type { LedgerFinding } from './ledger-finding.ts';

/** What is wrong, up to a thousand findings, and how many more there were. */
export type ListedFindings = { readonly findings: LedgerFinding[]; unlisted: number };

const mostListed = 1_000;

/** Adds findings as long as there is room for them, and counts the others. */
export function list(to: ListedFindings, found: readonly LedgerFinding[]): void {
  const room = mostListed - to.findings.length;
  to.findings.push(...found.slice(0, room));
  to.unlisted += Math.max(0, found.length - room);
}
