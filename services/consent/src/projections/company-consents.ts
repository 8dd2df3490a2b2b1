import { companyConsentGiven, companyConsentWithdrawn } from '@vitne/contracts/catalogue/consent-events';
import { choiceKey } from '@vitne/contracts/decisions/choice';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { Projection } from '@vitne/projector/projection';

export type CompanyConsentsDocument = {
  company: string;
  choices: Record<
    string,
    {
      status: 'given' | 'withdrawn';
      purpose: string;
      recipient?: string;
      at: string;
      position: number;
      statementVersion: string;
    }
  >;
};

/** What each company has agreed to. */
export const companyConsentsProjection: Projection<CompanyConsentsDocument> = {
  name: 'company-consents',
  version: 1,
  handles: [companyConsentGiven.type, companyConsentWithdrawn.type],
  keysOf: (event) => [event.facts['company'] as string],
  evolve(doc, recorded) {
    const { facts, meta, position } = recorded as unknown as RecordedEvent<
      typeof companyConsentGiven | typeof companyConsentWithdrawn
    >;
    const { company, purpose, recipient, statementVersion } = facts;
    return {
      company,
      choices: {
        ...doc?.choices,
        [choiceKey(facts)]: {
          status: meta.type === 'company-consent.given.v1' ? 'given' : 'withdrawn',
          purpose,
          ...(recipient !== undefined && { recipient }),
          at: meta.time,
          position,
          statementVersion,
        },
      },
    };
  },
};
