import {
  recordEnded,
  recordHeldBack,
  recordReleased,
  recordScheduled,
} from '@vitne/contracts/catalogue/accountability-record-events';
import {
  disposalOrdered,
  holdingReleased,
  holdingScheduled,
  legalHoldLifted,
  legalHoldPlaced,
} from '@vitne/contracts/catalogue/retention-events';
import type { AnyRecordedEvent, RecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';
import { dayAfter, endOfDayInUtc, inUtc } from '../domain/moments.ts';

/** What has a date, as the calendar of disposals shows it: a holding, or a part of the record. `due` is in UTC. */
export type DisposalDue = {
  /** Whose it is; of an incident's record the incident. */
  person: string;
  holding: string;
  rule: string;
  dataCategories: string[];
  systems: string[];
  action: string;
  erasableFrom: string;
  due: string;
  legalDuty?: string;
  /** Of a legal hold with a last day, from when it keeps nothing any more: why it keeps, and until when. */
  hold?: Pick<Placed, 'ground' | 'until'>;
};
type Placed = FactsOf<typeof legalHoldPlaced>;

/** By which name the record's own term stands among the rules, and its parts among the holdings. */
export const recordRule = 'record';
const recordPart = (part: string): string => `${recordRule}/${part}`;

const holdRule = 'legal-hold';
export const holdPart = (hold: string): string => `${holdRule}/${hold}`;

const keyOf = (person: string, holding: string): string => `${person}/${holding}`;
type Scheduled = RecordedEvent<typeof holdingScheduled>['facts'];
type Ordered = RecordedEvent<typeof disposalOrdered>['facts'];
const holdTypes: readonly string[] = [legalHoldPlaced.type, legalHoldLifted.type];
const recordTypes: readonly string[] = [
  recordScheduled.type,
  recordHeldBack.type,
  recordReleased.type,
  recordEnded.type,
];

/**
 * One document per holding whose anchor has happened and that is neither ordered nor released, per part of the record, and per
 * legal hold with a last day that was not lifted.
 */
export const disposalsDueProjection: Projection<DisposalDue> = {
  name: 'disposals-due',
  version: 3,
  handles: [holdingScheduled.type, holdingReleased.type, disposalOrdered.type, ...holdTypes, ...recordTypes],
  keysOf({ meta, facts }) {
    if (recordTypes.includes(meta.type)) return [keyOf(String(facts['owner']), recordPart(String(facts['part'])))];
    if (holdTypes.includes(meta.type)) return [keyOf(String(facts['person']), holdPart(String(facts['hold'])))];
    if (meta.type !== disposalOrdered.type) return [keyOf(String(facts['person']), String(facts['holding']))];
    const { person, holdings } = facts as Ordered;
    return holdings.map((holding) => keyOf(person, holding));
  },
  evolve(doc, event) {
    if (recordTypes.includes(event.meta.type)) return ofRecord(doc, event);
    if (event.meta.type === legalHoldPlaced.type) return ofHold(event.facts as Placed);
    if (event.meta.type !== holdingScheduled.type) return undefined;
    const { facts } = event;
    const { person, holding, rule, dataCategories, systems, action, erasableFrom, due, legalDuty } = facts as Scheduled;
    if (due === undefined || erasableFrom === undefined) return undefined;
    const what = { person, holding, rule, dataCategories, systems, action, erasableFrom, due: inUtc(due) };
    return { ...what, ...(legalDuty !== undefined && { legalDuty }) };
  },
  indexes: [{ key: { erasableFrom: 1 } }, { key: { due: 1 } }],
};

function ofHold({ person, hold, dataCategories, ground, until }: Placed): DisposalDue | undefined {
  if (until === undefined) return undefined;
  const what = { person, holding: holdPart(hold), rule: holdRule, dataCategories, systems: [], action: 'erase' };
  return { ...what, erasableFrom: dayAfter(until), due: endOfDayInUtc(until), hold: { ground, until } };
}

function ofRecord(doc: DisposalDue | undefined, { meta, facts }: AnyRecordedEvent): DisposalDue | undefined {
  if (meta.type === recordScheduled.type) {
    const { owner, part, dataCategory, erasableFrom, due } = facts as FactsOf<typeof recordScheduled>;
    if (due === undefined || erasableFrom === undefined) return undefined;
    const what = { person: owner, holding: recordPart(part), rule: recordRule, dataCategories: [dataCategory] };
    return { ...what, systems: [], action: 'erase', erasableFrom, due: inUtc(due) };
  }
  if (meta.type !== recordHeldBack.type || !doc) return undefined;
  const { because, until } = facts as FactsOf<typeof recordHeldBack>;
  // What a retention rule keeps goes with that rule, which stands in the calendar itself.
  if (because === 'retention-rule') return undefined;
  return until === undefined ? doc : { ...doc, erasableFrom: dayAfter(until), due: endOfDayInUtc(until) };
}
