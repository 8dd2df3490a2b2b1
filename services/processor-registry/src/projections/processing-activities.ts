import { processingActivityRegistered } from '@vitne/contracts/catalogue/processor-registry-events';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';

/** `order` is the ledger position of the registration. */
export type ActivityDocument = FactsOf<typeof processingActivityRegistered> & { registered: string; order: number };

/** Every activity as the last version of the statement that has it describes it (Art. 30). */
export const processingActivitiesProjection: Projection<ActivityDocument> = {
  name: 'processing-activities',
  version: 1,
  handles: [processingActivityRegistered.type],
  indexes: [{ key: { order: -1 } }, { key: { statementVersion: 1 } }],
  keysOf: (event) => [event.facts['activity'] as string],
  evolve(_doc, recorded) {
    const { facts, meta, position } = recorded as unknown as RecordedEvent<typeof processingActivityRegistered>;
    return { ...facts, registered: meta.time, order: position };
  },
};
