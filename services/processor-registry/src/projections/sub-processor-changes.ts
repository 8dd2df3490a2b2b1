import {
  subProcessorChangeAnnounced,
  subProcessorChangeObjectedTo,
  subProcessorChangeTookEffect,
} from '@vitne/contracts/catalogue/processor-registry-events';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';

type ChangeEvent = RecordedEvent<
  typeof subProcessorChangeAnnounced | typeof subProcessorChangeObjectedTo | typeof subProcessorChangeTookEffect
>;

/** One announced change; `order` is its ledger position. */
export type SubProcessorChangeDocument = FactsOf<typeof subProcessorChangeAnnounced> & {
  order: number;
  status: 'announced' | 'objected-to' | 'in-effect';
  /** In UTC, while nobody has answered: when the time to object ends. */
  closes?: string;
  objected?: string;
  reason?: string;
  how?: 'accepted' | 'not-objected-to';
  effective?: string;
};

/** Every change of sub-processor that was announced, and what became of it (Art. 28(2)). */
export const subProcessorChangesProjection: Projection<SubProcessorChangeDocument> = {
  name: 'sub-processor-changes',
  version: 1,
  handles: [subProcessorChangeAnnounced.type, subProcessorChangeObjectedTo.type, subProcessorChangeTookEffect.type],
  indexes: [{ key: { closes: 1 } }, { key: { order: -1 } }, { key: { processor: 1, order: -1 } }],
  keysOf: (event) => [event.facts['change'] as string],
  evolve(doc, recorded) {
    const { facts, meta, position } = recorded as unknown as ChangeEvent;
    if (meta.type === 'sub-processor.change-announced.v1') {
      const announced = facts as FactsOf<typeof subProcessorChangeAnnounced>;
      const closes = new Date(announced.due.due).toISOString();
      return { ...announced, order: position, status: 'announced', closes };
    }
    if (!doc) return doc;
    const { closes: _, ...answered } = doc;
    switch (meta.type) {
      case 'sub-processor.change-objected-to.v1': {
        const { objected, reason } = facts as FactsOf<typeof subProcessorChangeObjectedTo>;
        return { ...answered, status: 'objected-to', objected, reason };
      }
      case 'sub-processor.change-took-effect.v1': {
        const { how, effective } = facts as FactsOf<typeof subProcessorChangeTookEffect>;
        return { ...answered, status: 'in-effect', how, effective };
      }
    }
  },
};
