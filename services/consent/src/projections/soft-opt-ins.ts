import { softOptInEnded, softOptInRecorded } from '@vitne/contracts/catalogue/consent-standing-events';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';

export type SoftOptInsDocument = {
  person: string;
  purposes: Record<
    string,
    {
      status: 'standing' | 'ended';
      at: string;
      position: number;
      sale?: FactsOf<typeof softOptInRecorded>['sale'];
      by?: FactsOf<typeof softOptInEnded>['by'];
    }
  >;
};

/** Which marketing to a customer stands on an earlier sale. */
export const softOptInsProjection: Projection<SoftOptInsDocument> = {
  name: 'soft-opt-ins',
  version: 1,
  handles: [softOptInRecorded.type, softOptInEnded.type],
  keysOf: ({ facts }) => [String(facts['person'])],
  evolve(doc, recorded) {
    const { facts, meta, position } = recorded as unknown as RecordedEvent<
      typeof softOptInRecorded | typeof softOptInEnded
    >;
    const { person, purpose } = facts;
    const at = { at: meta.time, position };
    const before = doc?.purposes[purpose];
    const after =
      meta.type === 'soft-opt-in.recorded.v1'
        ? { status: 'standing' as const, ...at, sale: (facts as FactsOf<typeof softOptInRecorded>).sale }
        : {
            status: 'ended' as const,
            ...at,
            ...(before?.sale && { sale: before.sale }),
            by: (facts as FactsOf<typeof softOptInEnded>).by,
          };
    return { person, purposes: { ...doc?.purposes, [purpose]: after } };
  },
};
