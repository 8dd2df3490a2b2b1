import type { companyConsentGiven, companyConsentWithdrawn } from '@vitne/contracts/catalogue/consent-events';
import { accept, type Decider, reject } from '@vitne/contracts/decider';
import { choiceKey, valueAt } from '@vitne/contracts/decisions/choice';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';
import type { ConsentTerms } from './consent-terms.ts';

type CompanyConsentEvent = typeof companyConsentGiven | typeof companyConsentWithdrawn;

/** What a company has agreed to, by purpose and recipient: the statement version it agreed under. */
export type ConsentsOfACompany = { given: Readonly<Record<string, string>> };

type Addressed = {
  company: string;
  purpose: string;
  recipient?: string | undefined;
  /** The person who acts for the company. */
  representative: string;
  statementVersion: string;
};
export type CompanyConsentCommand =
  | ({ command: 'give'; shown: FactsOf<typeof companyConsentGiven>['shown']; terms: ConsentTerms } & Addressed)
  | ({ command: 'withdraw' } & Addressed);

export type CompanyConsentRejection =
  | 'unknown-purpose'
  | 'company-not-asked'
  | 'unknown-recipient'
  | 'statement-not-in-force'
  | 'notice-mismatch'
  | 'nothing-to-withdraw';

/** A company's consent to sharing its users' data, which counts beside the user's own and never instead of it. */
export const consentsOfACompany: Decider<
  ConsentsOfACompany,
  CompanyConsentCommand,
  DomainEvent<CompanyConsentEvent>,
  RecordedEvent<CompanyConsentEvent>,
  CompanyConsentRejection
> = {
  initial: () => ({ given: {} }),

  decide(command, { given }) {
    const { company, purpose, recipient, representative, statementVersion } = command;
    const known = valueAt(given, choiceKey(command));
    const facts = { company, purpose, ...(recipient !== undefined && { recipient }), representative, statementVersion };
    switch (command.command) {
      case 'give': {
        const { terms, shown } = command;
        if (!terms.purpose) return reject('unknown-purpose', `The statement in force has no purpose ${purpose}.`);
        if (terms.purpose.consent?.level !== 'person-and-company') {
          return reject('company-not-asked', `The purpose ${purpose} asks for no consent of a company.`);
        }
        if (recipient !== undefined && !terms.purpose.recipients.includes(recipient)) {
          return reject('unknown-recipient', `No recipient ${recipient} is named for the purpose ${purpose}.`);
        }
        if (statementVersion !== terms.statementVersion) {
          return reject(
            'statement-not-in-force',
            `Version ${terms.statementVersion} is in force: show that one, and ask again.`,
          );
        }
        if (shown.noticeHash !== terms.noticeHashes[shown.language]) {
          return reject(
            'notice-mismatch',
            'What was shown is not the notice of this purpose: fetch the notice and ask again.',
          );
        }
        return known === statementVersion
          ? accept()
          : accept({ type: 'company-consent.given.v1', facts: { ...facts, shown } });
      }
      case 'withdraw':
        return known === undefined
          ? reject('nothing-to-withdraw', `The company has no consent to ${purpose} in force.`)
          : accept({ type: 'company-consent.withdrawn.v1', facts });
    }
  },

  evolve({ given }, event) {
    const key = choiceKey(event.facts);
    switch (event.meta.type) {
      case 'company-consent.given.v1':
        return { given: { ...given, [key]: event.facts.statementVersion } };
      case 'company-consent.withdrawn.v1':
        return { given: Object.fromEntries(Object.entries(given).filter(([other]) => other !== key)) };
    }
  },
};
