import { type Rejected, reject } from '@vitne/contracts/decider';
import type { Statement } from '@vitne/contracts/statement/schema';
import { purposeById } from '@vitne/contracts/statement/statement-index';

/** What the statement in force lets a partner be given that it does not itself name. */
export type PartnerTerms = {
  /** Whether it shares with third parties by consent at all. */
  sharesByConsent: boolean;
  /** The purposes that people are asked to agree to, and the data of each. */
  dataCategoriesOf: Readonly<Record<string, readonly string[]>>;
  /** Whether the statement itself names a recipient of this id. */
  inStatement: boolean;
};

export type PartnerRejection = 'sharing-not-stated' | 'purpose-not-shared' | 'category-not-shared' | 'recipient-known';

/** What the statement says of sharing with partners. */
export function partnerTermsOf(statement: Statement, id: string): PartnerTerms {
  const { requiresConsentOf, consentPurpose, salePurpose } = statement.sharing;
  const asked = [consentPurpose, salePurpose].flatMap((purpose) => {
    const found = purpose === undefined ? undefined : purposeById(statement, purpose);
    return found ? [[found.id, found.dataCategories] as const] : [];
  });
  return {
    sharesByConsent: requiresConsentOf.length > 0,
    dataCategoriesOf: Object.fromEntries(asked),
    inStatement: statement.recipients.some((one) => one.id === id),
  };
}

/** Staff may name whom people can agree to share with, within what the statement asks them; nobody else. */
export function refusedAsPartner(
  { purposes, dataCategories }: { purposes: readonly string[]; dataCategories: readonly string[] },
  { sharesByConsent, dataCategoriesOf, inStatement }: PartnerTerms,
): Rejected<PartnerRejection> | undefined {
  if (inStatement) {
    return reject('recipient-known', 'The statement names a recipient of that id: give this one another id.');
  }
  if (!sharesByConsent || Object.keys(dataCategoriesOf).length === 0) {
    return reject(
      'sharing-not-stated',
      'The statement in force shares with no third party by consent, so no partner can be named beside it.',
    );
  }
  const unshared = purposes.filter((purpose) => !(purpose in dataCategoriesOf));
  if (unshared.length > 0) {
    return reject(
      'purpose-not-shared',
      `A partner is given data only for what people are asked to agree to: ${Object.keys(dataCategoriesOf).join(', ')}.`,
      { purposes: unshared },
    );
  }
  const shared = new Set(purposes.flatMap((purpose) => dataCategoriesOf[purpose] ?? []));
  const beyond = dataCategories.filter((category) => !shared.has(category));
  if (beyond.length > 0) {
    return reject('category-not-shared', `The statement does not share ${beyond.join(', ')}: leave that out.`, {
      dataCategories: beyond,
    });
  }
  return undefined;
}
