import type { notaryKeyChanged } from '@vitne/contracts/catalogue/notary-events';
import { accept, type Decider } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';

/** The newest generation of the keys that sign a ledger, as the ledger itself knows it; the first is in no event. */
export type NotaryKeyState = { generation: number };
export type NotaryKeyCommand = { command: 'record-change' } & FactsOf<typeof notaryKeyChanged>;

/** The keys of one ledger: each change of them is recorded once, oldest first, however often it is looked at. */
export const notaryKey: Decider<
  NotaryKeyState,
  NotaryKeyCommand,
  DomainEvent<typeof notaryKeyChanged>,
  RecordedEvent<typeof notaryKeyChanged>,
  never
> = {
  initial: () => ({ generation: 1 }),
  decide(command, { generation }) {
    const { command: _, ...facts } = command;
    return facts.generation > generation ? accept({ type: 'notary-key.changed.v1', facts }) : accept();
  },
  evolve(_state, event) {
    switch (event.meta.type) {
      case 'notary-key.changed.v1':
        return { generation: event.facts.generation };
    }
  },
};
