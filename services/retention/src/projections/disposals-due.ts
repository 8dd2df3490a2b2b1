import { disposalOrdered, holdingReleased, holdingScheduled } from '@vitne/contracts/catalogue/retention-events';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { Projection } from '@vitne/projector/projection';
import { inUtc } from '../domain/moments.ts';

/** A holding with a date, as the calendar of disposals shows it; `due` is in UTC. */
export type DisposalDue = {
  person: string;
  holding: string;
  rule: string;
  dataCategories: string[];
  systems: string[];
  action: string;
  erasableFrom: string;
  due: string;
  legalDuty?: string;
};

const keyOf = (person: string, holding: string): string => `${person}/${holding}`;
type Scheduled = RecordedEvent<typeof holdingScheduled>['facts'];
type Ordered = RecordedEvent<typeof disposalOrdered>['facts'];

/** One document per holding whose anchor has happened and that is neither ordered nor released. */
export const disposalsDueProjection: Projection<DisposalDue> = {
  name: 'disposals-due',
  version: 1,
  handles: [holdingScheduled.type, holdingReleased.type, disposalOrdered.type],
  keysOf({ meta, facts }) {
    if (meta.type !== disposalOrdered.type) return [keyOf(String(facts['person']), String(facts['holding']))];
    const { person, holdings } = facts as Ordered;
    return holdings.map((holding) => keyOf(person, holding));
  },
  evolve(_doc, { meta, facts }) {
    if (meta.type !== holdingScheduled.type) return undefined;
    const { person, holding, rule, dataCategories, systems, action, erasableFrom, due, legalDuty } = facts as Scheduled;
    if (due === undefined || erasableFrom === undefined) return undefined;
    const what = { person, holding, rule, dataCategories, systems, action, erasableFrom, due: inUtc(due) };
    return { ...what, ...(legalDuty !== undefined && { legalDuty }) };
  },
  indexes: [{ key: { erasableFrom: 1 } }, { key: { due: 1 } }],
};
