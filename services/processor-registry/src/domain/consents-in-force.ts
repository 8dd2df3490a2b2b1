import type {
  companyConsentGiven,
  companyConsentWithdrawn,
  consentExpired,
  consentGiven,
  consentRefused,
  consentWithdrawn,
  decisionMade,
} from '@vitne/contracts/catalogue/consent-events';
import type {
  consentInvalidated,
  consentRefusedBySignal,
  consentRevoked,
  consentTakenOver,
  personMerged,
} from '@vitne/contracts/catalogue/consent-standing-events';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';

export type ConsentEvent =
  | typeof consentGiven
  | typeof consentRefused
  | typeof consentWithdrawn
  | typeof consentExpired
  | typeof consentInvalidated
  | typeof consentRevoked
  | typeof consentRefusedBySignal
  | typeof consentTakenOver
  | typeof companyConsentGiven
  | typeof companyConsentWithdrawn;
/** That it was decided about a use stands among a person's consents and changes none of them. */
type PersonOrCompanyEvent = ConsentEvent | typeof personMerged | typeof decisionMade;

type StandingChoice = {
  status: 'yes' | 'no' | 'expired' | 'ended';
  /** Ledger position of the event that says so. */
  position: number;
  expires?: string;
  /** The company that the person chose on behalf of, or that chose. */
  company?: string;
};

/** The latest choice of one person or one company, by purpose and by recipient where one was named. */
export type StandingChoices = Readonly<Record<string, StandingChoice>>;

const keyOf = (purpose: string, recipient?: string): string =>
  recipient === undefined ? purpose : `${purpose}~${recipient}`;

/**
 * Folds what a person or a company has chosen, from that one's own events. Under the id of a visitor who turned out to be
 * a known person nothing stands any more.
 */
export function standingChoices(events: readonly RecordedEvent<PersonOrCompanyEvent>[]): StandingChoices {
  if (events.some(({ meta }) => meta.type === 'person.merged.v1')) return {};
  return Object.fromEntries(
    events.flatMap((event) => {
      const choice = choiceOf(event);
      const { purpose, recipient } = event.facts as { purpose: string; recipient?: string };
      return choice ? [[keyOf(purpose, recipient), choice]] : [];
    }),
  );
}

function choiceOf(event: RecordedEvent<PersonOrCompanyEvent>): StandingChoice | undefined {
  const { facts, meta, position } = event;
  switch (meta.type) {
    case 'consent.given.v1':
    case 'company-consent.given.v1':
      return {
        status: 'yes',
        position,
        ...('expires' in facts && facts.expires !== undefined && { expires: facts.expires }),
        ...('company' in facts && facts.company !== undefined && { company: facts.company }),
      };
    case 'consent.taken-over.v1': {
      const { status, origin, expires, company } = facts as FactsOf<typeof consentTakenOver>;
      if (status !== 'given') return { status: 'no', position };
      return {
        status: 'yes',
        position: origin.position,
        ...(expires !== undefined && { expires }),
        ...(company !== undefined && { company }),
      };
    }
    case 'consent.refused.v1':
    case 'consent.refused-by-signal.v1':
    case 'consent.withdrawn.v1':
    case 'company-consent.withdrawn.v1':
      return { status: 'no', position };
    case 'consent.expired.v1':
      return { status: 'expired', position };
    case 'consent.invalidated.v1':
    case 'consent.revoked.v1':
      return { status: 'ended', position };
    case 'person.merged.v1':
    case 'decision.made.v1':
      return undefined;
  }
}

/**
 * The ledger position of a consent that is in force at a moment, for one recipient and one company; undefined when there
 * is none. A consent to a purpose counts for its every recipient. A no to the recipient outweighs a yes to the purpose,
 * and a later no to the purpose outweighs an earlier yes to the recipient: withdrawing is as easy as giving (Art. 7(3)).
 */
export function consentInForce(
  choices: StandingChoices,
  {
    purpose,
    recipient,
    company,
    now,
  }: { purpose: string; recipient: string; company?: string | undefined; now: string },
): number | undefined {
  const forAll = choices[keyOf(purpose)];
  const forRecipient = choices[keyOf(purpose, recipient)];
  if (forRecipient?.status === 'no') return undefined;
  const counts = (choice: StandingChoice | undefined): choice is StandingChoice =>
    choice?.status === 'yes' &&
    (choice.expires === undefined || Date.parse(now) < Date.parse(choice.expires)) &&
    (choice.company === undefined || company === undefined || choice.company === company);
  if (forAll?.status === 'no') {
    return counts(forRecipient) && forRecipient.position > forAll.position ? forRecipient.position : undefined;
  }
  return [forRecipient, forAll].find(counts)?.position;
}
