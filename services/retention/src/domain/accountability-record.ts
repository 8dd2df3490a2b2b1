import type { accountabilityRecordEvents } from '@vitne/contracts/catalogue/accountability-record-events';
import { accept, type Decider, type Decision, reject } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';
import { isRejected } from '@vitne/contracts/law/moments';
import { computeErasable } from '@vitne/contracts/law/retention';
import { currentRules } from '@vitne/contracts/law/rules';
import { canonicalJson } from '@vitne/contracts/statement/canonical-json';
import type { Statement } from '@vitne/contracts/statement/schema';
import type { DestroyedKeys } from './carry-out-disposals.ts';
import { dayBefore, endOfDayInUtc, inUtc, isAfter } from './moments.ts';
import { omit } from './omit.ts';
import { type RecordMatter, type RecordPart, recordParts } from './record-matters.ts';
import { type LegalHold, standingHolds } from './what-goes.ts';

type Definition = (typeof accountabilityRecordEvents)[number];
export type RecordEvent = DomainEvent<Definition>;
export type RecordedRecordEvent = RecordedEvent<Definition>;
type FactsIn<Type extends Definition['type']> = FactsOf<Extract<Definition, { type: Type }>>;

export type ScheduledPart = Omit<FactsIn<'accountability-record.scheduled.v1'>, 'owner'>;
export type HeldBack = Pick<FactsIn<'accountability-record.held-back.v1'>, 'because' | 'until'>;
type Ending = Omit<FactsIn<'accountability-record.ended.v1'>, 'owner'>;

/** What is written of one person's, or one incident's, matters, and until when. Plain JSON. */
export type AccountabilityRecord = {
  parts: Record<string, ScheduledPart & { heldBack?: HeldBack }>;
  /** Ended, and their keys not destroyed yet, by the end's id. */
  ending: Record<string, Ending>;
  /** Keys that the record's ends have destroyed. */
  destroyed: string[];
};

/** What else keeps the keys of the record, as the person's file says. */
export type Keepers = {
  legalHolds: readonly LegalHold[];
  /** What retention rules keep, and what is on its way out under one of them. */
  kept: readonly { dataCategories: readonly string[]; period?: string | undefined }[];
};

export type KeepRecord = {
  command: 'keep-record';
  owner: string;
  /** Every matter that the owner has to do with, and the keys that disposals of the owner's data have destroyed. */
  matters: readonly RecordMatter[];
  destroyed: readonly string[];
  /** Whether the person asked for erasure, and it is carried out. */
  isErased?: boolean;
  statement: Statement;
  statementVersion: string;
};
export type EndRecord = { command: 'end-record'; owner: string; keepers: Keepers; now: string; commandId: string };
export type RecordDestroyed = {
  command: 'record-destroyed';
  owner: string;
  end: string;
  keysDestroyed: DestroyedKeys;
  effective: string;
};
export type RecordCommand = KeepRecord | EndRecord | RecordDestroyed;
export type RecordRejection = 'retention-not-computable';

/** A command appends at most 100 events; what is left is dated or ended at the next look. */
const mostAtOnce = 100;

/**
 * The statement's term for the record itself (`record.keep`), which is processing too (Art. 5(1)(e), 5(2)). The ledger
 * keeps every event; its personal parts end with the keys that sealed them.
 */
export const accountabilityRecord: Decider<
  AccountabilityRecord,
  RecordCommand,
  RecordEvent,
  RecordedRecordEvent,
  RecordRejection
> = {
  initial: () => ({ parts: {}, ending: {}, destroyed: [] }),
  decide(command, state) {
    switch (command.command) {
      case 'keep-record':
        return keepRecord(state, command);
      case 'end-record':
        return endRecord(state, command);
      case 'record-destroyed': {
        const { owner, end, keysDestroyed, effective } = command;
        const ending = state.ending[end];
        if (!ending) return accept();
        const facts = { owner, part: ending.part, end, keysDestroyed, effective };
        return accept<RecordEvent>({ type: 'accountability-record.keys-destroyed.v1', facts });
      }
    }
  },
  evolve: evolveRecord,
};

function evolveRecord(state: AccountabilityRecord, { meta, facts }: RecordedRecordEvent): AccountabilityRecord {
  switch (meta.type) {
    case 'accountability-record.scheduled.v1': {
      const { owner: _, ...part } = facts as FactsIn<typeof meta.type>;
      return { ...state, parts: { ...state.parts, [part.part]: part } };
    }
    case 'accountability-record.held-back.v1': {
      const { part, because, until } = facts as FactsIn<typeof meta.type>;
      const known = state.parts[part];
      if (!known) return state;
      const heldBack = { because, ...(until !== undefined && { until }) };
      return { ...state, parts: { ...state.parts, [part]: { ...known, heldBack } } };
    }
    case 'accountability-record.released.v1':
      return { ...state, parts: omit(state.parts, [(facts as FactsIn<typeof meta.type>).part]) };
    case 'accountability-record.ended.v1': {
      const { owner: _, ...ending } = facts as FactsIn<typeof meta.type>;
      return {
        ...state,
        parts: omit(state.parts, [ending.part]),
        ending: { ...state.ending, [ending.end]: ending },
      };
    }
    case 'accountability-record.keys-destroyed.v1': {
      const { end, keysDestroyed } = facts as FactsIn<typeof meta.type>;
      return {
        ...state,
        ending: omit(state.ending, [end]),
        destroyed: [...state.destroyed, ...keysDestroyed.map(({ key }) => key)],
      };
    }
  }
}

/** Every key that is destroyed, or is about to be: what was written under it is no part of the record any more. */
const goneKeys = ({ ending, destroyed }: AccountabilityRecord): string[] => [
  ...destroyed,
  ...Object.values(ending).flatMap(({ keys }) => keys),
];

/**
 * Dates the record by its last matters; quiet when nothing differs. What was kept for answering alone ends when everybody is
 * answered, and by the statement's term at the latest.
 */
function keepRecord(state: AccountabilityRecord, command: KeepRecord): Decision<RecordEvent, RecordRejection> {
  const { owner, matters, destroyed } = command;
  const parts = recordParts(owner, matters, new Set([...destroyed, ...goneKeys(state)]), command.isErased);
  const events: RecordEvent[] = [];
  for (const part of parts) {
    const next = scheduled(command, part);
    if (isRejected(next)) return reject('retention-not-computable', next.rejected.detail);
    const { heldBack: _, ...before } = state.parts[part.part] ?? { heldBack: undefined };
    if (saysTheSame(before, next)) continue;
    events.push({ type: 'accountability-record.scheduled.v1', facts: { owner, ...next } });
  }
  const written = new Set(parts.map(({ part }) => part));
  for (const part of Object.keys(state.parts).filter((name) => !written.has(name)))
    events.push({ type: 'accountability-record.released.v1', facts: { owner, part, reason: 'keys-destroyed' } });
  return accept(...events.slice(0, mostAtOnce));
}

function scheduled({ statement, statementVersion }: KeepRecord, part: RecordPart) {
  const { anchored, served, ...sealedUnder } = part;
  const { anchor } = statement.record;
  const keep: Statement['record']['keep'] = served ? { atMost: 'at-once' } : statement.record.keep;
  const kept = { ...sealedUnder, anchor, statementVersion };
  if (anchored === undefined) return { ...kept, derivation: [], rules: currentRules };
  const zone = statement.statement.timeZone;
  const most = computeErasable({ anchor: anchored, zone, keep: keep.atMost });
  if (isRejected(most)) return most;
  const least =
    keep.atLeast === undefined ? undefined : computeErasable({ anchor: anchored, zone, keep: keep.atLeast });
  if (least !== undefined && isRejected(least)) return least;
  const { erasableFrom, erasableAt: due, derivation, rules } = most;
  const atLeast = least && { keepUntilAtLeast: dayBefore(least.erasableFrom) };
  return { ...kept, anchored, ...atLeast, erasableFrom, due, derivation, rules };
}

const saysTheSame = (one: object, other: ScheduledPart): boolean =>
  canonicalJson(result(one)) === canonicalJson(result(other));

/** The version of a statement that changes nothing here is no difference. */
const result = ({ statementVersion: _version, rules: _rules, ...rest }: Partial<ScheduledPart>) => rest;

/**
 * Ends what is due, but not what a legal hold keeps, nor a key that still seals what a retention rule keeps: that one goes
 * with the rule's own end. Why it stays is said once.
 */
function endRecord(
  state: AccountabilityRecord,
  { owner, keepers, now, commandId }: EndRecord,
): Decision<RecordEvent, RecordRejection> {
  const events: RecordEvent[] = [];
  for (const { heldBack, anchored: _, ...part } of Object.values(state.parts)) {
    const { part: name, dataCategory, period, keys, due, erasableFrom } = part;
    if (due === undefined || erasableFrom === undefined || isAfter(due, now)) continue;
    const keeper = keeperOf(part, keepers, now);
    if (keeper) {
      if (canonicalJson(keeper) !== canonicalJson(heldBack ?? {}))
        events.push({
          type: 'accountability-record.held-back.v1',
          facts: { owner, part: name, ...keeper, heldBack: now },
        });
      continue;
    }
    events.push({
      type: 'accountability-record.ended.v1',
      facts: {
        owner,
        part: name,
        dataCategory,
        ...(period !== undefined && { period }),
        end: `${commandId}-${events.length + 1}`,
        keys,
        reason: 'term-over',
        erasableFrom,
        ended: now,
      },
    });
  }
  return accept(...events.slice(0, mostAtOnce));
}

function keeperOf(
  { dataCategory, period }: Pick<ScheduledPart, 'dataCategory' | 'period'>,
  { legalHolds, kept }: Keepers,
  now: string,
): HeldBack | undefined {
  const holds = standingHolds(legalHolds, now).filter(({ dataCategories }) => dataCategories.includes(dataCategory));
  if (holds.length > 0) {
    const days = holds.flatMap(({ until }) => until ?? []).sort();
    // A hold without a last day lasts until it is lifted.
    const until = days.length === holds.length ? days.at(-1) : undefined;
    return { because: 'legal-hold', ...(until !== undefined && { until }) };
  }
  const ruled = kept.some(
    (other) =>
      other.dataCategories.includes(dataCategory) &&
      (other.period === undefined || period === undefined || other.period === period),
  );
  return ruled ? { because: 'retention-rule' } : undefined;
}

/**
 * When a part is to be looked at next (UTC): its due time, or the end of the hold that keeps it. Undefined while a matter
 * is open, and while it is held back by what has no day: its keeper's end is what makes it be looked at again.
 */
export function lookAt({ due, heldBack }: Pick<ScheduledPart, 'due'> & { heldBack?: HeldBack }): string | undefined {
  if (due === undefined) return undefined;
  if (!heldBack) return inUtc(due);
  return heldBack.until === undefined ? undefined : endOfDayInUtc(heldBack.until);
}
