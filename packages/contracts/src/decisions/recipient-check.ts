import { EEA_COUNTRIES } from '../statement/check-recipients.ts';
import type { Recipient, Statement } from '../statement/schema.ts';
import { recipientById } from '../statement/statement-index.ts';
import { sharingConsents } from './consents-needed.ts';
import type { DecisionFacts, Question } from './decision-facts.ts';
import { against, all, type Finding, inFavour } from './finding.ts';
import { dayOf } from './moments.ts';
import { agreementOn, type RecipientFacts } from './recipient-facts.ts';

type Named = NonNullable<RecipientFacts['named']>;

/** Whether data may go to a recipient (Art. 28(3), 44, and what the statement promises about sharing). */
export function givingTo(id: string, question: Question, facts: DecisionFacts, statement: Statement): Finding {
  const { named } = facts.recipient;
  const stated = recipientById(statement, id);
  const isNamed = named?.recipient === id && (named.statementVersion === undefined || stated !== undefined);
  if (!named || !isNamed) return against('unknown-recipient');
  // The registry follows the statement a moment later, so what a new version takes away is looked up in it too.
  const agreed = (of: 'purposes' | 'dataCategories', what: string) =>
    named[of].includes(what) && (stated === undefined || stated[of].includes(what));
  return all([
    against('recipient-not-for-purpose', !agreed('purposes', question.purpose)),
    against('recipient-not-for-data', !agreed('dataCategories', question.dataCategory)),
    transferTo(named, stated, statement),
    byKind(stated?.kind ?? named.kind, question, facts, statement),
  ]);
}

function transferTo(named: Named, stated: Recipient | undefined, { transfers }: Statement): Finding {
  const locations = [...named.locations, ...(stated?.locations ?? [])];
  if (locations.every((country) => EEA_COUNTRIES.includes(country))) return all([]);
  const basis = stated === undefined || stated.transfer ? named.transfer : undefined;
  const { allowedBases } = transfers;
  const allowed = allowedBases.length === 0 || allowedBases.some(({ article }) => article === basis?.article);
  return basis && allowed ? inFavour('transfer-based') : against('transfer-without-basis');
}

function byKind(kind: Named['kind'], question: Question, facts: DecisionFacts, statement: Statement): Finding {
  switch (kind) {
    case 'public-authority':
      return against('order-needed');
    case 'third-party':
      return statement.sharing.requiresConsentOf.length > 0
        ? sharingConsents(question, facts, statement)
        : byAgreement(facts, statement);
    case 'processor':
      return byAgreement(facts, statement);
    case 'sub-processor':
      return all([
        byAgreement(facts, statement),
        against('sub-processor-not-in-effect', facts.recipient.changePending === true),
        against('processor-agreement-missing', !underAgreement(facts, statement)),
      ]);
  }
}

/** A sub-processor works under a processor whose own agreement is in force (Art. 28(4)). */
function underAgreement({ recipient: { named, processor }, at }: DecisionFacts, statement: Statement): boolean {
  if (named?.under === undefined) return true;
  const day = dayOf(at, statement.statement.timeZone);
  return processor?.named !== undefined && agreementOn(processor, day) === 'in-force';
}

function byAgreement({ recipient, at }: DecisionFacts, { statement: { timeZone } }: Statement): Finding {
  switch (agreementOn(recipient, dayOf(at, timeZone))) {
    case 'in-force':
      return inFavour('agreement-in-force');
    case 'ended':
      return against('agreement-ended');
    case 'missing':
      return against('agreement-missing');
  }
}
