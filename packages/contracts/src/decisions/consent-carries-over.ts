import { consentsInvalidatedBy, diffStatements } from '../statement/diff-statements.ts';
import type { Statement } from '../statement/schema.ts';

/** A version of the statement as it was published. */
export type KnownStatement = { version: string; published: string; position: number; statement: Statement };

/**
 * Whether a consent given under one version still counts under the newest: none of the versions since has changed what
 * was consented to (Art. 4(11): specific and informed). A change that was taken back later has voided it all the same.
 * @param statements oldest first, the one in force last.
 */
export function carriesOver(statements: readonly KnownStatement[], givenUnder: string, purpose: string): boolean {
  const from = statements.findIndex(({ version }) => version === givenUnder);
  if (from < 0) return false;
  return statements
    .slice(from + 1)
    .every(
      ({ statement }, index) => !voidedBetween(statements[from + index] as KnownStatement, statement).has(purpose),
    );
}

/** Comparing two files takes far longer than deciding, and published versions never change, so each pair is compared once. */
function voidedBetween({ statement: older }: KnownStatement, newer: Statement): ReadonlySet<string> {
  const known = compared.get(newer)?.get(older);
  if (known) return known;
  const voided = new Set(consentsInvalidatedBy(diffStatements(older, newer)));
  const ofNewer = compared.get(newer) ?? new WeakMap<Statement, ReadonlySet<string>>();
  compared.set(newer, ofNewer.set(older, voided));
  return voided;
}
const compared = new WeakMap<Statement, WeakMap<Statement, ReadonlySet<string>>>();
