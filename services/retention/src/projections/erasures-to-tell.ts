import { erasureTellingOwed } from '@vitne/contracts/catalogue/erasure-events';
import { disposalCompleted } from '@vitne/contracts/catalogue/retention-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';
import { inUtc } from '../domain/moments.ts';

/** A confirmed erasure whose keys wait for the person to be told; `tellBy` is in UTC. */
export type ErasureToTell = { disposal: string; person: string; tellBy: string };

/** What waits for a person to be told. Its timer finds those that have waited long enough. */
export const erasuresToTellProjection: Projection<ErasureToTell> = {
  name: 'erasures-to-tell',
  version: 1,
  handles: [erasureTellingOwed.type, disposalCompleted.type],
  indexes: [{ key: { tellBy: 1 } }],
  keysOf: ({ facts }) => [String(facts['disposal'])],
  evolve(_doc, { meta, facts }) {
    if (meta.type === disposalCompleted.type) return undefined;
    const { disposal, person, tellBy } = facts as FactsOf<typeof erasureTellingOwed>;
    return { disposal, person, tellBy: inUtc(tellBy) };
  },
};
