import type {
  Disclosure,
  disclosureDenied,
  disclosureRecorded,
  disclosureRecordedOnce,
} from '@vitne/contracts/catalogue/disclosure-events';
import { accept, type Decider, type Rejection } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';
import {
  type DisclosureRejection,
  type DisclosureTerms,
  groundFor,
  isSale,
  type WantedDisclosure,
} from './disclosure-ground.ts';

type Denied = FactsOf<typeof disclosureDenied>;
type Recorded = RecordedEvent<typeof disclosureRecordedOnce | typeof disclosureRecorded | typeof disclosureDenied>;

/** What was recorded last, and when each denial was, by what was wanted; earlier disclosures decide nothing. */
export type DisclosuresOfAPerson = {
  latest?: { outcome: 'recorded'; facts: Disclosure } | { outcome: 'denied'; facts: Denied };
  denials: Readonly<Record<string, string>>;
};

export type Disclose = {
  disclosure: string;
  person: string;
  wanted: WantedDisclosure;
  terms: DisclosureTerms;
  /** Ledger position up to which the terms count everything. */
  upTo: number;
  /** More about what is handed over, in words; sealed. */
  scope?: string | undefined;
};

/** Keeps that it was not allowed. */
export type Deny = Omit<Disclose, 'scope'> & { rejection: Rejection<DisclosureRejection> };

/** Asking for the same again within these minutes is one attempt: a caller that tries over and over fills no ledger. */
export const sameDenialMinutes = 15;

/**
 * What was handed over of one person's data, and what somebody wanted to and was not allowed to. Each is judged by what
 * stands at its moment, never by one before it.
 */
export const disclosuresOfAPerson: Decider<
  DisclosuresOfAPerson,
  Disclose | Deny,
  DomainEvent<typeof disclosureRecorded> | DomainEvent<typeof disclosureDenied>,
  Recorded,
  DisclosureRejection
> = {
  initial: () => ({ denials: {} }),

  decide(command, state) {
    if ('rejection' in command) return denied(command, state);
    const { disclosure, person, wanted, terms, upTo, scope } = command;
    const found = groundFor(wanted, terms);
    if ('rejected' in found) return found;
    return accept({
      type: 'disclosure.recorded.v2',
      facts: {
        ...asked({ disclosure, person, wanted, terms, upTo }),
        ground: found.ground,
        disclosed: terms.now,
      },
      ...(scope !== undefined && { personal: { scope: { text: scope } } }),
    });
  },

  evolve(state, event) {
    switch (event.meta.type) {
      case 'disclosure.denied.v1': {
        const facts = event.facts as Denied;
        return { latest: { outcome: 'denied', facts }, denials: { ...state.denials, [nameOf(facts)]: facts.denied } };
      }
      case 'disclosure.recorded.v1':
      case 'disclosure.recorded.v2':
        // What is denied after something was allowed is another matter than what was denied before.
        return { latest: { outcome: 'recorded', facts: event.facts as Disclosure }, denials: {} };
    }
  },
};

function denied({ rejection, ...command }: Deny, { denials }: DisclosuresOfAPerson) {
  const { wanted, terms } = command;
  const against = rejection.code === 'use-not-allowed' ? terms.against : [];
  const facts: Denied = {
    ...asked(command),
    ...(wanted.authorityOrder && { demandedBy: wanted.authorityOrder.demandedBy }),
    reasons: [rejection.code, ...against],
    denied: terms.now,
  };
  const before = denials[nameOf(facts)];
  const isSame = before !== undefined && Date.parse(terms.now) - Date.parse(before) < sameDenialMinutes * 60_000;
  return isSame
    ? accept<DomainEvent<typeof disclosureDenied>>()
    : accept({ type: 'disclosure.denied.v1' as const, facts });
}

function asked({ disclosure, person, wanted, terms, upTo }: Omit<Disclose, 'scope'>) {
  const { recipient, purpose, dataCategories, company } = wanted;
  return {
    disclosure,
    person,
    recipient,
    purpose,
    dataCategories: [...new Set(dataCategories)],
    ...(company !== undefined && { company }),
    sale: isSale(wanted, terms),
    upTo,
  };
}

/** Who asks makes no difference: it is the same that is wanted, and the same that stands against it. */
const nameOf = ({ recipient, purpose, dataCategories, company, demandedBy, sale, reasons }: Denied): string =>
  JSON.stringify([recipient, purpose, [...dataCategories].sort(), company, demandedBy, sale, reasons]);
