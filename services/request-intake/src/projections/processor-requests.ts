import { processorRequestEvents } from '@vitne/contracts/catalogue/processor-request-events';
import type { Projection } from '@vitne/projector/projection';
import {
  evolveProcessorRequest,
  type KnownProcessorRequest,
  noProcessorRequest,
  type RecordedProcessorRequestEvent,
} from '../domain/processor-request-state.ts';

export type ProcessorRequestDocument = KnownProcessorRequest;

/** What processors are asked by OpenDSR. Its timer finds which of them has to be called. */
export const processorRequestsProjection: Projection<ProcessorRequestDocument> = {
  name: 'processor-requests',
  version: 1,
  handles: processorRequestEvents.map(({ type }) => type),
  indexes: [
    { key: { next: 1 } },
    { key: { owed: -1 } },
    { key: { stage: 1, owed: -1 } },
    { key: { system: 1, owed: -1 } },
    { key: { task: 1 } },
    { key: { disposal: 1 } },
  ],
  keysOf: ({ facts }) => [String(facts['subjectRequestId'])],
  evolve(doc, event) {
    const before = doc ? ({ status: 'known', known: doc } as const) : noProcessorRequest();
    const after = evolveProcessorRequest(before, event as unknown as RecordedProcessorRequestEvent);
    return after.status === 'known' ? after.known : undefined;
  },
};
