import { recipientById } from '../statement/statement-index.ts';
import type { DecisionFacts, Question } from './decision-facts.ts';
import type { Standing } from './standing-choices.ts';

type InForce = Extract<Standing, { status: 'in-force' }>;

/**
 * Whether a consent covers the recipient that is asked about (Art. 4(11), 13(1)(e)): it was given to that one, or to the
 * purpose while that third party was named for this use, by the statement it was given under or by the registry. A
 * processor is no other party, and needs no consent of its own.
 */
export function coversRecipient(
  { recipient, purpose, dataCategory }: Question,
  { statements, recipient: { named, namings } }: Pick<DecisionFacts, 'statements' | 'recipient'>,
  consent: InForce,
): boolean {
  if (recipient === undefined || consent.toRecipient) return true;
  const statedAs = (version: string | undefined) => {
    const found = statements.find((one) => one.version === version);
    return found && recipientById(found.statement, recipient);
  };
  const kind = statedAs(statements.at(-1)?.version)?.kind ?? named?.kind;
  if (kind !== 'third-party') return true;
  const isForThis = (of: { purposes: readonly string[]; dataCategories: readonly string[] } | undefined): boolean =>
    of?.purposes.includes(purpose) === true && of.dataCategories.includes(dataCategory);
  const wasNamed = namings.some(
    (naming) =>
      naming.from < consent.position &&
      consent.position < (naming.until ?? Number.POSITIVE_INFINITY) &&
      naming.name === named?.name &&
      isForThis(naming),
  );
  return wasNamed || isForThis(statedAs(consent.statementVersion));
}
