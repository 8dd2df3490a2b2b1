import type { AnyRecordedEvent, SealedPart } from '@vitne/contracts/envelope';

/** An event that the evidence stands on, where it lies and what is sealed in it. */
export type EventOfEvidence = {
  readonly position: number;
  readonly eventId: string;
  readonly eventType: string;
  readonly sealed: SealedPart[];
};

export const eventOfEvidence = ({ position, meta, sealed }: AnyRecordedEvent): EventOfEvidence => ({
  position,
  eventId: meta.id,
  eventType: meta.type,
  sealed,
});
