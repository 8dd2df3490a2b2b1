import type { softOptInEnded, softOptInRecorded } from '@vitne/contracts/catalogue/consent-standing-events';
import { accept, type Decider, type Decision, reject } from '@vitne/contracts/decider';
import { valueAt } from '@vitne/contracts/decisions/choice';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';
import type { Purpose } from '@vitne/contracts/statement/schema';

type SoftOptInEvent = typeof softOptInRecorded | typeof softOptInEnded;

/** Where one customer may be told of own similar products because of an earlier sale, by purpose. */
export type SoftOptIns = {
  standing: Readonly<Record<string, { status: 'standing' | 'ended'; sale: string }>>;
};

/** What is known of the person from elsewhere, looked up for one command. */
export type CustomerFacts = {
  /** Whether the person has only asked, and bought nothing since. */
  isEnquirer: boolean;
  /** Whether the person has said no to the purpose: opted out, refused, withdrawn or objected. */
  hasSaidNo: boolean;
};

export type SoftOptInCommand =
  | {
      command: 'record';
      person: string;
      sale: FactsOf<typeof softOptInRecorded>['sale'];
      /** As in the statement in force; undefined when it has no such purpose. */
      purpose: Pick<Purpose, 'id' | 'directMarketing'> | undefined;
      statementVersion: string;
      customer: CustomerFacts;
      now: string;
    }
  | { command: 'end'; person: string; purpose: string; by: FactsOf<typeof softOptInEnded>['by'] };

export type SoftOptInRejection =
  | 'unknown-purpose'
  | 'not-marketing'
  | 'sale-in-future'
  | 'enquirer-is-no-customer'
  | 'has-said-no'
  | 'no-soft-opt-in';

/**
 * Marketing of own similar products to somebody who bought something and could say no there (markedsføringsloven § 15).
 * It stands beside the consents and is none: nothing that asks for a consent looks at it.
 */
export const softOptIns: Decider<
  SoftOptIns,
  SoftOptInCommand,
  DomainEvent<SoftOptInEvent>,
  RecordedEvent<SoftOptInEvent>,
  SoftOptInRejection
> = {
  initial: () => ({ standing: {} }),

  decide(command, { standing }) {
    switch (command.command) {
      case 'record':
        return record(command, standing);
      case 'end': {
        const { person, purpose, by } = command;
        const known = valueAt(standing, purpose);
        if (!known) return reject('no-soft-opt-in', `There is no marketing under ${purpose} that stands on a sale.`);
        if (known.status === 'ended') return accept();
        return accept({ type: 'soft-opt-in.ended.v1', facts: { person, purpose, by } });
      }
    }
  },

  evolve({ standing }, { facts, meta }) {
    switch (meta.type) {
      case 'soft-opt-in.recorded.v1': {
        const { purpose, sale } = facts as FactsOf<typeof softOptInRecorded>;
        return { standing: { ...standing, [purpose]: { status: 'standing', sale: sale.reference } } };
      }
      case 'soft-opt-in.ended.v1': {
        const sale = valueAt(standing, facts.purpose)?.sale ?? '';
        return { standing: { ...standing, [facts.purpose]: { status: 'ended', sale } } };
      }
    }
  },
};

function record(
  { person, sale, purpose, statementVersion, customer, now }: Extract<SoftOptInCommand, { command: 'record' }>,
  standing: SoftOptIns['standing'],
): Decision<DomainEvent<SoftOptInEvent>, SoftOptInRejection> {
  if (!purpose) return reject('unknown-purpose', 'The statement in force has no such purpose.');
  if (!purpose.directMarketing) {
    return reject('not-marketing', `The purpose ${purpose.id} is no direct marketing, so it cannot stand on a sale.`);
  }
  if (Date.parse(sale.sold) > Date.parse(now)) return reject('sale-in-future', 'The sale has not happened yet.');
  if (customer.isEnquirer) {
    return reject(
      'enquirer-is-no-customer',
      'Somebody who has only asked has bought nothing: tell of the sale first (customer.converted), or ask for consent.',
    );
  }
  const known = valueAt(standing, purpose.id);
  if (customer.hasSaidNo || known?.status === 'ended') {
    return reject('has-said-no', `The person has said no to ${purpose.id}: only a consent counts from then on.`);
  }
  if (known?.sale === sale.reference) return accept();
  return accept({
    type: 'soft-opt-in.recorded.v1',
    facts: {
      person,
      purpose: purpose.id,
      sale,
      products: 'own-similar',
      optOutOffered: true,
      statementVersion,
    },
  });
}
