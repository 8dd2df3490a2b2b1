import type { processingActivityRegistered } from '@vitne/contracts/catalogue/processor-registry-events';
import { accept, type Decider } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';
import { canonicalJson } from '@vitne/contracts/statement/canonical-json';

type Registered = typeof processingActivityRegistered;

/** An activity as a statement version describes it. */
export type ActivityFacts = FactsOf<Registered>;
export type ProcessingActivityState = { registered?: ActivityFacts };

/**
 * One activity of the record of Art. 30. Every version of the statement registers it anew, so that the record of any
 * version is what that version registered.
 */
export const processingActivity: Decider<
  ProcessingActivityState,
  ActivityFacts,
  DomainEvent<Registered>,
  RecordedEvent<Registered>,
  never
> = {
  initial: () => ({}),
  decide: (facts, { registered }) =>
    canonicalJson(registered ?? null) === canonicalJson(facts)
      ? accept()
      : accept({ type: 'processing-activity.registered.v1', facts }),
  evolve: (_state, { facts }) => ({ registered: facts }),
};
