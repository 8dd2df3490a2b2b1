import {
  type consentExpired,
  type consentGiven,
  type consentRefused,
  type consentWithdrawn,
  type decisionMade,
} from '@vitne/contracts/catalogue/consent-events';
import { type Accepted, accept, type Decider, type Rejected, reject } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf, PersonalOf } from '@vitne/contracts/event-definition';
import { type ConsentTerms, expiryOf } from './consent-terms.ts';

type ConsentEvent = typeof consentGiven | typeof consentRefused | typeof consentWithdrawn | typeof consentExpired;
/** Decisions that are kept as evidence stand in the same entity, so that none is recorded beside a withdrawal unseen. */
type PersonEvent = ConsentEvent | typeof decisionMade;

/** The four of DPV's consent states that a person's own acts and time lead to. */
export type ConsentStatus = 'given' | 'refused' | 'withdrawn' | 'expired';

export type Choice = {
  status: ConsentStatus;
  statementVersion?: string;
  noticeHash?: string;
  /** For which company the person agreed. */
  company?: string;
  expires?: string;
};

/** One person's choices by purpose, and by recipient where a consent is asked for each. */
export type ConsentsOfAPerson = { choices: Readonly<Record<string, Choice>> };

type Shown = FactsOf<typeof consentGiven>['shown'];
type Choosing = {
  person: string;
  purpose: string;
  recipient?: string | undefined;
  company?: string | undefined;
  shown: Shown;
  /** The version the person was shown, which has to be the one in force. */
  statementVersion: string;
  terms: ConsentTerms;
  gpc?: boolean | undefined;
  circumstances?: NonNullable<PersonalOf<typeof consentGiven>['circumstances']> | undefined;
  now: string;
};

export type ConsentCommand =
  | ({ command: 'give' } & Choosing)
  | ({ command: 'refuse' } & Choosing)
  | {
      command: 'withdraw';
      person: string;
      purpose: string;
      recipient?: string | undefined;
      surface: Shown['surface'];
      statementVersion: string;
    }
  | { command: 'expire'; person: string; purpose: string; recipient?: string | undefined; now: string };

export type ConsentRejection =
  | 'unknown-purpose'
  | 'purpose-without-consent'
  | 'unknown-recipient'
  | 'company-missing'
  | 'statement-not-in-force'
  | 'notice-mismatch'
  | 'nothing-to-withdraw';

/** The place of a choice among a person's choices. */
export const choiceKey = ({ purpose, recipient }: { purpose: string; recipient?: string | undefined }): string =>
  recipient === undefined ? purpose : `${purpose}~${recipient}`;

/** What stands under a key that a caller named; a name that every object knows (`constructor`) is nothing. */
export const valueAt = <Value>(of: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(of, key) ? of[key] : undefined;

/**
 * A person's consents (Art. 4(11), 6(1)(a), 7). A choice counts only for what was really shown, under the statement in
 * force; withdrawing needs no reason and no more than saying so.
 */
export const consentsOfAPerson: Decider<
  ConsentsOfAPerson,
  ConsentCommand,
  DomainEvent<ConsentEvent>,
  RecordedEvent<PersonEvent>,
  ConsentRejection
> = {
  initial: () => ({ choices: {} }),

  decide(command, { choices }) {
    const known = valueAt(choices, choiceKey(command));
    switch (command.command) {
      case 'give':
        return refusedByTerms(command) ?? give(command, known);
      case 'refuse':
        return refusedByTerms(command) ?? refuse(command, known);
      case 'withdraw':
        return withdraw(command, known);
      case 'expire':
        return expire(command, known);
    }
  },

  evolve(state, event) {
    const choice = choiceAfter(event);
    return choice ? { choices: { ...state.choices, [choiceKey(event.facts)]: choice } } : state;
  },
};

function choiceAfter(event: RecordedEvent<PersonEvent>): Choice | undefined {
  switch (event.meta.type) {
    case 'consent.given.v1': {
      const { statementVersion, shown, company, expires } = event.facts as FactsOf<typeof consentGiven>;
      return {
        status: 'given',
        statementVersion,
        noticeHash: shown.noticeHash,
        ...(company !== undefined && { company }),
        ...(expires !== undefined && { expires }),
      };
    }
    case 'consent.refused.v1': {
      const { statementVersion, shown } = event.facts as FactsOf<typeof consentRefused>;
      return { status: 'refused', statementVersion, noticeHash: shown.noticeHash };
    }
    case 'consent.withdrawn.v1':
      return { status: 'withdrawn' };
    case 'consent.expired.v1':
      return { status: 'expired' };
    case 'decision.made.v1':
      return undefined;
  }
}

function refusedByTerms({
  purpose,
  recipient,
  company,
  shown,
  statementVersion,
  terms,
}: Choosing): Rejected<ConsentRejection> | undefined {
  if (!terms.purpose) return reject('unknown-purpose', `The statement in force has no purpose ${purpose}.`);
  if (!terms.purpose.consent) {
    return reject(
      'purpose-without-consent',
      `The purpose ${purpose} does not stand on consent, so none can be given or refused.`,
    );
  }
  if (terms.purpose.consent.level === 'person-and-company' && company === undefined) {
    return reject(
      'company-missing',
      `The purpose ${purpose} needs the consent of the person's company too: say which company.`,
    );
  }
  if (recipient !== undefined && !terms.purpose.recipients.includes(recipient)) {
    return reject('unknown-recipient', `The statement names no recipient ${recipient} for the purpose ${purpose}.`);
  }
  if (statementVersion !== terms.statementVersion) {
    return reject(
      'statement-not-in-force',
      `Version ${terms.statementVersion} is in force: show the person that one, and ask again.`,
      {
        inForce: terms.statementVersion,
      },
    );
  }
  if (shown.noticeHash !== terms.noticeHashes[shown.language]) {
    return reject(
      'notice-mismatch',
      'What was shown is not the notice of this purpose in the statement in force: fetch the notice and ask again.',
    );
  }
  return undefined;
}

function give(command: Choosing, known: Choice | undefined): Accepted<DomainEvent<ConsentEvent>> {
  const unchanged =
    known?.status === 'given' &&
    !isOver(known, command.now) &&
    known.statementVersion === command.statementVersion &&
    known.noticeHash === command.shown.noticeHash &&
    known.company === command.company;
  if (unchanged) return accept();
  const expires = expiryOf(command.terms, command.now);
  return accept({
    type: 'consent.given.v1',
    facts: { ...chosen(command), ...(expires !== undefined && { expires }) },
    ...(command.circumstances && { personal: { circumstances: command.circumstances } }),
  });
}

function refuse(command: Choosing, known: Choice | undefined): Accepted<DomainEvent<ConsentEvent>> {
  if (known?.status === 'refused' && known.statementVersion === command.statementVersion) return accept();
  return accept({
    type: 'consent.refused.v1',
    facts: chosen(command),
    ...(command.circumstances && { personal: { circumstances: command.circumstances } }),
  });
}

const chosen = ({ person, purpose, recipient, company, statementVersion, shown, gpc }: Choosing) => ({
  person,
  purpose,
  ...(recipient !== undefined && { recipient }),
  ...(company !== undefined && { company }),
  statementVersion,
  shown,
  ...(gpc !== undefined && { gpc }),
});

function withdraw(
  { person, purpose, recipient, statementVersion, surface }: Extract<ConsentCommand, { command: 'withdraw' }>,
  known: Choice | undefined,
): Accepted<DomainEvent<ConsentEvent>> | Rejected<ConsentRejection> {
  if (known?.status === 'withdrawn') return accept();
  if (known?.status !== 'given')
    return reject('nothing-to-withdraw', `No consent to ${purpose} is in force, so nothing is done for it.`);
  return accept({
    type: 'consent.withdrawn.v1',
    facts: { person, purpose, ...(recipient !== undefined && { recipient }), statementVersion, surface },
  });
}

function expire(
  { person, purpose, recipient, now }: Extract<ConsentCommand, { command: 'expire' }>,
  known: Choice | undefined,
): Accepted<DomainEvent<ConsentEvent>> {
  if (known?.status !== 'given' || !isOver(known, now)) return accept();
  return accept({
    type: 'consent.expired.v1',
    facts: { person, purpose, ...(recipient !== undefined && { recipient }), expired: known.expires as string },
  });
}

/** Its time is past, whether or not that has been recorded yet. */
const isOver = ({ expires }: Choice, now: string): boolean =>
  expires !== undefined && Date.parse(expires) <= Date.parse(now);
