import {
  foldPersonFacts,
  noFacts,
  type PersonFacts,
  personFactTypes,
  personOfEvent,
} from '@vitne/contracts/decisions/person-facts';
import type { Projection } from '@vitne/projector/projection';

export type DecisionFactsDocument = PersonFacts & { person: string };

/** What the other services have told of each person that decides about the use of data. */
export const decisionFactsProjection: Projection<DecisionFactsDocument> = {
  name: 'decision-facts',
  version: 6,
  handles: personFactTypes,
  keysOf: (event) => [personOfEvent(event)],
  evolve: (doc, event, person) => ({ ...foldPersonFacts(doc ?? noFacts(), event), person }),
};
