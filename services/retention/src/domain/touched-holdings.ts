import { keyPeriodAt, monthOf } from '@vitne/contracts/key-period';
import type { LawRejected } from '@vitne/contracts/law/moments';
import { isRejected } from '@vitne/contracts/law/moments';
import type { Anchor, RetentionRule, Statement } from '@vitne/contracts/statement/schema';
import { keyPeriodOf } from '@vitne/contracts/statement/statement-index';
import { type ClientAnchor, type ClientEndings, clientAnchors } from './client-file.ts';
import { type Holding, holdingIdOf, type Portion, saysTheSame, scheduleHolding } from './holding.ts';
import { earlierOf, isAfter, laterOf, startOfDay } from './moments.ts';
import type { PersonFile } from './person-state.ts';
import { joinSources, type Sources, sourcesFor, sourcesOf } from './sources.ts';
import { began, hasBegunSince, type Standing } from './standing.ts';
import type { UserEventEffect } from './user-event-effects.ts';

/** What is known when a user event is weighed against the statement. */
export type Occasion = {
  statement: Statement;
  statementVersion: string;
  person: string;
  occurred: string;
  /** The system that tells; absent when the ledger itself does, and then nobody holds more than the rules say. */
  system?: string | undefined;
  /** The statement's source that the system says the data came from. */
  source?: string | undefined;
  effect: UserEventEffect;
  /** What the event says that it begins or ends, as the person's file knows it. */
  about?: string | undefined;
  /** The client that the event names. */
  client?: string | undefined;
  /** Where the person's clients stand, by client. A client of whom nothing is known has ended nothing. */
  clients: Readonly<Record<string, ClientEndings>>;
  /** Of accounting material. */
  material?: 'primary' | 'secondary' | undefined;
  accountingYearEnd?: string | undefined;
  /** What a holding held that passes its data on. */
  carried?: { dataCategories: readonly string[]; systems: readonly string[]; sources: Sources } | undefined;
};

/** The categories that are held after the event: by the event's row, and as far as the statement lets the system. */
export function recordedCategories({
  statement,
  system,
  effect,
}: Pick<Occasion, 'statement' | 'system' | 'effect'>): string[] {
  const holds = statement.systems.find(({ id }) => id === system)?.holds ?? [];
  return effect.records.filter(
    (category) =>
      (system === undefined || holds.includes(category)) && statement.dataCategories.some(({ id }) => id === category),
  );
}

/** The retention rules that an effect is about: of its people and purposes, and for data that it records or ends. */
export function rulesTouched(
  occasion: Pick<Occasion, 'statement' | 'system' | 'effect' | 'material'>,
): RetentionRule[] {
  const { statement, effect, material } = occasion;
  const recorded = recordedCategories(occasion);
  return statement.retention.filter(
    (rule) =>
      rule.populations.some((population) => effect.populations.includes(population)) &&
      (rule.purposes?.some((purpose) => effect.purposes.includes(purpose)) ?? true) &&
      (rule.material === undefined || rule.material === material) &&
      (effect.records.length === 0
        ? effect.anchors.includes(rule.anchor)
        : rule.dataCategories.some((category) => recorded.includes(category))),
  );
}

/** The holdings that say something new because of the event, in the order of the statement's rules. */
export function touchedHoldings(file: PersonFile, occasion: Occasion): Holding[] | LawRejected {
  const touched: Holding[] = [];
  const sources = sourcesHere(occasion);
  for (const rule of rulesTouched(occasion)) {
    for (const slice of slicesOf(rule, file, occasion)) {
      const existing = file.holdings[holdingIdOf(rule, slice)];
      const came = joinSources(existing?.sources, sourcesFor(sources, slice.dataCategories));
      const next = scheduleHolding({
        statement: occasion.statement,
        statementVersion: occasion.statementVersion,
        rule,
        person: occasion.person,
        period: slice.period,
        dataCategories: new Set([...(existing?.dataCategories ?? []), ...slice.dataCategories]),
        systems: new Set([...rule.systems, ...(existing?.systems ?? []), ...slice.systems]),
        sources: came,
        ...anchoring(rule, existing, file, occasion),
      });
      if (isRejected(next)) return next;
      if (!saysTheSame(existing, next)) touched.push(next);
    }
  }
  return touched;
}

function sourcesHere(occasion: Occasion): Sources {
  const { statement, effect, source, carried } = occasion;
  return joinSources(carried?.sources, sourcesOf(statement, effect, recordedCategories(occasion), source));
}

type Slice = Portion & { dataCategories: string[]; systems: string[] };

/**
 * The part of a rule that an event touches. Each month of rolling data is a holding of its own, and so is each accounting
 * year, and what is kept on behalf of each client: all of them have their own ends.
 */
function slicesOf(rule: RetentionRule, file: PersonFile, occasion: Occasion): Slice[] {
  const { statement, effect, occurred, system, carried, client, accountingYearEnd } = occasion;
  const rolls = (category: string) => keyPeriodOf(statement, category) === 'month';
  if (effect.records.length === 0)
    return endsSomething(rule, file) ? [{ dataCategories: heldOrAll(rule, file), systems: [] }] : [];
  const recorded = [...recordedCategories(occasion), ...(carried?.dataCategories ?? [])];
  const touched = rule.dataCategories.filter((category) => recorded.includes(category));
  const systems = [...holdersOf(statement, system, touched), ...(carried?.systems ?? [])];
  const ofYears = rule.anchor === 'accounting-year-ended' && accountingYearEnd !== undefined;
  const period = ofYears ? monthOf(accountingYearEnd) : undefined;
  const slices: Slice[] = [
    { period, client, dataCategories: touched.filter((category) => !rolls(category)), systems },
    { period: keyPeriodAt(occurred), client, dataCategories: touched.filter(rolls), systems },
  ];
  return slices.filter(({ dataCategories }) => dataCategories.length > 0);
}

const holdersOf = (statement: Statement, system: string | undefined, categories: string[]): string[] =>
  system !== undefined &&
  statement.systems.some(({ id, holds }) => id === system && holds.some((held) => categories.includes(held)))
    ? [system]
    : [];

/**
 * An event that only ends or prolongs something speaks of what is held, or of what was held before anybody told us. It
 * opens nothing anew that is being disposed of, was disposed of, or has passed on to another rule.
 */
function endsSomething(rule: RetentionRule, file: PersonFile): boolean {
  const id = holdingIdOf(rule);
  if (file.holdings[id]) return true;
  const leaving = Object.values(file.disposals).some(({ holdings }) => holdings.includes(id));
  return !leaving && !file.passedOn.includes(id) && file.lastAnchored[rule.id] === undefined;
}

const heldOrAll = (rule: RetentionRule, file: PersonFile): string[] => [
  ...(file.holdings[holdingIdOf(rule)]?.dataCategories ?? rule.dataCategories),
];

const isClientAnchor = (anchor: Anchor): anchor is ClientAnchor =>
  (clientAnchors as readonly string[]).includes(anchor);

/** From which moment a holding counts now: whether by the event itself, by the person's clients, or as it was. */
function anchoring(
  rule: RetentionRule,
  existing: Holding | undefined,
  file: PersonFile,
  occasion: Occasion,
): { anchored?: string | undefined; client?: string | undefined } {
  const { occurred, effect, statement, accountingYearEnd } = occasion;
  const happened = effect.anchors.includes(rule.anchor);
  const before = existing?.anchored;
  if (isClientAnchor(rule.anchor)) {
    const named = occasion.client === undefined ? [] : [occasion.client];
    const clients = rule.role === 'processor' ? named : [...new Set([...file.clients, ...named])];
    return clientAnchoring(rule.anchor, clients, occasion.clients);
  }
  switch (rule.anchor) {
    case 'accounting-year-ended':
      return {
        anchored:
          accountingYearEnd === undefined
            ? before
            : laterOf(before, startOfDay(accountingYearEnd, statement.statement.timeZone)),
      };
    case 'last-contact':
    case 'cookie-set':
      return { anchored: happened ? laterOf(before, occurred) : before };
    case 'collected-at':
    case 'logged-at':
      return { anchored: happened ? earlierOf(before, occurred) : before };
    case 'newsletter-opt-out':
    case 'course-opt-out':
    case 'purpose-ended':
      return {
        anchored: endOf(standingIn(file, occasion), { happened, before, last: file.lastAnchored[rule.id], occurred }),
      };
    case 'record-written':
      return { anchored: before };
  }
}

const standingIn = ({ standings }: PersonFile, { about }: Occasion): Standing =>
  (about === undefined ? undefined : standings?.[about]) ?? {};

/**
 * When what goes on until it is ended has ended, whatever was told first: an end of before the latest beginning ends nothing any
 * more, and a beginning that comes in after the later end does not undo it. Of several ends the first counts.
 */
function endOf(
  standing: Standing,
  {
    happened,
    before,
    last,
    occurred,
  }: { happened: boolean; before: string | undefined; last: string | undefined; occurred: string },
): string | undefined {
  if (happened) return hasBegunSince(standing, occurred) ? before : earlierOf(before, occurred);
  const end = standing.ended === undefined ? last : laterOf(last, standing.ended);
  return end === undefined || hasBegunSince(began(standing, occurred), end) ? undefined : end;
}

/** The anchor has happened when it happened at every client of the person; the last of them counts. */
export function clientAnchoring(
  anchor: ClientAnchor,
  clients: readonly string[],
  endings: Readonly<Record<string, ClientEndings>>,
): { anchored?: string | undefined; client?: string | undefined } {
  let anchored: string | undefined;
  let decisive = clients[0];
  for (const client of clients) {
    const ended = endings[client]?.[anchor];
    if (ended === undefined) return { client };
    if (anchored === undefined || isAfter(ended, anchored)) [anchored, decisive] = [ended, client];
  }
  return { anchored, client: decisive };
}
