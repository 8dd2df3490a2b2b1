import {
  accountabilityRecordEvents,
  recordKeysDestroyed,
} from '@vitne/contracts/catalogue/accountability-record-events';
import { disposalsBecameFinal } from '@vitne/contracts/catalogue/key-encryption-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';
import {
  type AccountabilityRecord,
  accountabilityRecord,
  lookAt,
  type RecordedRecordEvent,
} from '../domain/accountability-record.ts';

/** The record of one owner's matters as the domain folds it, and when something of it is to be looked at next (UTC). */
export type RecordDocument = { owner: string; record: AccountabilityRecord; due?: string; heldBack?: true };

/** What is written of each person's and each incident's matters, and until when. Its timer ends what is due. */
export const recordsProjection: Projection<RecordDocument> = {
  name: 'records',
  version: 1,
  handles: accountabilityRecordEvents.map(({ type }) => type),
  keysOf: ({ meta }) => [meta.entity],
  evolve(doc, event, owner) {
    const before = doc?.record ?? accountabilityRecord.initial();
    const record = accountabilityRecord.evolve(before, event as unknown as RecordedRecordEvent);
    const parts = Object.values(record.parts);
    const due = parts.flatMap((part) => lookAt(part) ?? []).sort()[0];
    const isHeld = parts.some(({ heldBack }) => heldBack !== undefined);
    return { owner, record, ...(due !== undefined && { due }), ...(isHeld && { heldBack: true as const }) };
  },
  indexes: [{ key: { due: 1 } }],
};

export type RecordEndDocument = FactsOf<typeof recordKeysDestroyed> & { final?: string };

/** Each end of a record whose keys are destroyed, until and after the generation that had wrapped them is. */
export const recordEndsProjection: Projection<RecordEndDocument> = {
  name: 'record-ends',
  version: 1,
  handles: [recordKeysDestroyed.type, disposalsBecameFinal.type],
  keysOf: ({ meta, facts }) =>
    meta.type === disposalsBecameFinal.type
      ? (facts as FactsOf<typeof disposalsBecameFinal>).disposals
      : [String(facts['end'])],
  evolve(doc, { meta, facts }) {
    if (meta.type === recordKeysDestroyed.type) return facts as FactsOf<typeof recordKeysDestroyed>;
    return doc && { ...doc, final: (facts as FactsOf<typeof disposalsBecameFinal>).final };
  },
  indexes: [{ key: { final: 1 } }],
};
