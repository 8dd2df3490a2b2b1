import {
  type Disclosure,
  type disclosureRecorded,
  disclosureTypes,
} from '@vitne/contracts/catalogue/disclosure-events';
import type { RecordedEvent, SealedPart } from '@vitne/contracts/envelope';
import type { Projection } from '@vitne/projector/projection';

/** One disclosure; `order` is its ledger position, and the event's id and type are needed to open what is sealed. */
export type DisclosureDocument = Disclosure & {
  order: number;
  actor: string;
  statementVersion?: string;
  eventId: string;
  eventType: string;
  sealed: SealedPart[];
};

/** What was handed to whom, and on which ground: the answer to Art. 15(1)(c) and 19. */
export const disclosuresProjection: Projection<DisclosureDocument> = {
  name: 'disclosures',
  version: 1,
  handles: disclosureTypes,
  indexes: [{ key: { person: 1, order: -1 } }],
  keysOf: (event) => [event.facts['disclosure'] as string],
  evolve(_doc, recorded) {
    const { facts, meta, position, sealed } = recorded as unknown as RecordedEvent<typeof disclosureRecorded>;
    return {
      ...facts,
      order: position,
      actor: meta.actor,
      ...(meta.statementVersion !== undefined && { statementVersion: meta.statementVersion }),
      eventId: meta.id,
      eventType: meta.type,
      sealed,
    };
  },
};
