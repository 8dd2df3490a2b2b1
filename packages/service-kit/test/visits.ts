import type { behaviourObserved } from '@vitne/contracts/catalogue/user-events';
import { accept, type Decider, reject } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DecidedEvent } from '../src/command-handler.ts';

export const visitor = 'p4k7w2m9x1c6v3b8n5z0';

/** Records the pages that a person looked at, each once. */
export type LookAt = { pages: readonly string[]; occurred: string; system?: string };
type Visits = { seen: number };

/** A small decider over a real event type; page names are sealed, so it knows only how many there were. */
export const visits: Decider<Visits, LookAt, DecidedEvent, RecordedEvent<typeof behaviourObserved>, 'full'> = {
  initial: () => ({ seen: 0 }),
  decide({ pages, occurred, system = 'site' }, { seen }) {
    if (seen + pages.length > 10) return reject('full', 'Ten pages are the most.');
    return accept(
      ...pages.map((page) => ({
        type: 'behaviour.observed.v1',
        facts: { system, occurred, person: visitor },
        personal: { behaviour: { page }, reference: undefined },
      })),
    );
  },
  evolve: ({ seen }) => ({ seen: seen + 1 }),
};
