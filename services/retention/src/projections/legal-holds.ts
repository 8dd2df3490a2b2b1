import { legalHoldLifted, legalHoldPlaced } from '@vitne/contracts/catalogue/retention-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';

export type LegalHoldDocument = FactsOf<typeof legalHoldPlaced> & { placed: string; lifted?: string };

/** Every legal hold, with whom it is about. */
export const legalHoldsProjection: Projection<LegalHoldDocument> = {
  name: 'legal-holds',
  version: 2,
  indexes: [{ key: { person: 1 } }],
  handles: [legalHoldPlaced.type, legalHoldLifted.type],
  keysOf: ({ facts }) => [String(facts['hold'])],
  evolve(doc, { meta, facts }) {
    if (meta.type === legalHoldPlaced.type) return { ...(facts as FactsOf<typeof legalHoldPlaced>), placed: meta.time };
    return doc && { ...doc, lifted: (facts as FactsOf<typeof legalHoldLifted>).lifted };
  },
};
