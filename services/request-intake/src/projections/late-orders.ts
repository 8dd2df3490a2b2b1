import { disposalFailed, disposalGivenUp, disposalOverdue } from '@vitne/contracts/catalogue/disposal-follow-up-events';
import { disposalCompleted, disposalConfirmed } from '@vitne/contracts/catalogue/retention-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';

/** A disposal that some systems did not confirm in time, or said that they cannot carry out. */
export type LateOrderDocument = { disposal: string; systems: string[] };

/** Which systems those on call are alerted about, and how many orders wait for each. */
export const lateOrdersProjection: Projection<LateOrderDocument> = {
  name: 'late-orders',
  version: 1,
  handles: [
    disposalOverdue.type,
    disposalGivenUp.type,
    disposalFailed.type,
    disposalConfirmed.type,
    disposalCompleted.type,
  ],
  indexes: [{ key: { systems: 1 } }],
  keysOf: ({ facts }) => [String(facts['disposal'])],
  evolve(doc, { meta, facts }, disposal) {
    const before = doc?.systems ?? [];
    switch (meta.type) {
      case disposalOverdue.type:
      case disposalGivenUp.type: {
        const { waitingFor } = facts as FactsOf<typeof disposalOverdue>;
        return { disposal, systems: [...new Set([...before, ...waitingFor])] };
      }
      case disposalFailed.type:
        return { disposal, systems: [...new Set([...before, (facts as FactsOf<typeof disposalFailed>).system])] };
      case disposalConfirmed.type: {
        const { system } = facts as FactsOf<typeof disposalConfirmed>;
        const systems = before.filter((one) => one !== system);
        return systems.length > 0 ? { disposal, systems } : undefined;
      }
      default:
        return undefined;
    }
  },
};
