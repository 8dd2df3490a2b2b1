import type { Purpose, Statement } from '../statement/schema.ts';
import { valueAt } from './choice.ts';
import { carriesOver } from './consent-carries-over.ts';
import { coversRecipient } from './consent-covers.ts';
import type { DecisionFacts, Question } from './decision-facts.ts';
import { against, all, type Finding, inFavour } from './finding.ts';
import { standingOf } from './standing-choices.ts';

/** The consent of the person, and of the company where the statement asks for both (Art. 6(1)(a), 7). */
export function consentsNeeded(question: Question, facts: DecisionFacts, { id, consent }: Purpose): Finding {
  return all([
    personConsent({ ...question, purpose: id }, facts, question),
    consent?.level === 'person-and-company' ? companyConsent({ ...question, purpose: id }, facts, question) : all([]),
  ]);
}

/**
 * @param use what the data would be used for, which is wider than what was asked where sharing has a consent of its own.
 */
function personConsent(asked: Question, facts: DecisionFacts, use: Question): Finding {
  const { person, file, statements, at } = facts;
  const standing = standingOf(person, { ...asked, at });
  switch (standing.status) {
    case 'in-force': {
      if (!carriesOver(statements, standing.statementVersion, asked.purpose)) return against('consent-invalidated');
      if (!coversRecipient(use, facts, standing)) return against('consent-without-recipient');
      const optedOut = valueAt(file.optedOut, asked.purpose);
      return optedOut !== undefined && optedOut > standing.position
        ? against('opted-out')
        : inFavour('consent-in-force');
    }
    case 'missing':
      return all([
        against('opted-out', file.saidNoBefore?.includes(asked.purpose) === true),
        against('consent-missing'),
      ]);
    case 'refused':
      return against('consent-refused');
    case 'withdrawn':
      return against('consent-withdrawn');
    case 'expired':
      return against('consent-expired');
    case 'invalidated':
      return against('consent-invalidated');
    case 'revoked':
      return against('consent-revoked');
    case 'for-other-company':
      return against('consent-for-other-company');
  }
}

function companyConsent(asked: Question, facts: DecisionFacts, use: Question): Finding {
  const { company, statements, at } = facts;
  if (asked.company === undefined) return against('company-unnamed');
  const standing = standingOf(company, { ...asked, company: undefined, at });
  if (standing.status === 'withdrawn') return against('company-consent-withdrawn');
  if (standing.status !== 'in-force') return against('company-consent-missing');
  if (!carriesOver(statements, standing.statementVersion, asked.purpose)) return against('company-consent-invalidated');
  return coversRecipient(use, facts, standing)
    ? inFavour('company-consent-in-force')
    : against('company-consent-without-recipient');
}

/**
 * The consents without which nothing is handed to a third party, whatever the purpose stands on: the statement's promise
 * about sharing, beside what the law asks for.
 */
export function sharingConsents(question: Question, facts: DecisionFacts, { sharing }: Statement): Finding {
  const asked = { ...question, purpose: sharing.consentPurpose ?? question.purpose };
  const isMissing = (found: Finding) => found.obstacles.length > 0;
  const of = sharing.requiresConsentOf;
  return all([
    against('sharing-consent-missing', of.includes('person') && isMissing(personConsent(asked, facts, question))),
    against(
      'sharing-company-consent-missing',
      of.includes('company') && isMissing(companyConsent(asked, facts, question)),
    ),
  ]);
}
