import type { disclosureRecorded } from '@vitne/contracts/catalogue/processor-registry-events';
import { accept, type Decider } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';
import {
  type DisclosureRejection,
  type DisclosureTerms,
  groundFor,
  isSale,
  type WantedDisclosure,
} from './disclosure-ground.ts';

type Recorded = typeof disclosureRecorded;

/** The disclosure that was recorded last; earlier ones decide nothing. */
export type DisclosuresOfAPerson = { latest?: FactsOf<Recorded> };

export type Disclose = {
  disclosure: string;
  person: string;
  wanted: WantedDisclosure;
  terms: DisclosureTerms;
  /** More about what is handed over, in words; sealed. */
  scope?: string | undefined;
};

/** What was handed over of one person's data. Each is judged by what stands at its moment, never by one before it. */
export const disclosuresOfAPerson: Decider<
  DisclosuresOfAPerson,
  Disclose,
  DomainEvent<Recorded>,
  RecordedEvent<Recorded>,
  DisclosureRejection
> = {
  initial: () => ({}),

  decide({ disclosure, person, wanted, terms, scope }) {
    const found = groundFor(wanted, terms);
    if ('rejected' in found) return found;
    const { recipient, purpose, dataCategories } = wanted;
    return accept({
      type: 'disclosure.recorded.v1',
      facts: {
        disclosure,
        person,
        recipient,
        purpose,
        dataCategories: [...new Set(dataCategories)],
        ground: found.ground,
        sale: isSale(wanted, terms),
        disclosed: terms.now,
      },
      ...(scope !== undefined && { personal: { scope: { text: scope } } }),
    });
  },

  evolve: (_state, { facts }) => ({ latest: facts }),
};
