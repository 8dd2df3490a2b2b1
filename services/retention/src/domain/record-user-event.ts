import { accept, type Decision, reject } from '@vitne/contracts/decider';
import { isRejected, type LawRejected } from '@vitne/contracts/law/moments';
import type { Statement } from '@vitne/contracts/statement/schema';
import { keyPeriodOf } from '@vitne/contracts/statement/statement-index';
import { type ClientAnchor, type ClientEndings, clientAnchors } from './client-file.ts';
import { type Holding, saysTheSame, scheduleHolding } from './holding.ts';
import { monthsAfter } from './moments.ts';
import { foldDecided, type PersonEvent, type PersonFile, type PersonUserEvent } from './person-state.ts';
import { joinSources, type Sources, sourcesFor, sourcesOf } from './sources.ts';
import { standingOf } from './standing.ts';
import { clientAnchoring, type Occasion, recordedCategories, touchedHoldings } from './touched-holdings.ts';
import { effectsOf, type PersonEventName, type UserEventEffect } from './user-event-effects.ts';
import { onBehalfOf, whatGoes } from './what-goes.ts';

type UnderStatement = {
  statement: Statement;
  statementVersion: string;
  /** Where the person's clients stand. */
  clients: Readonly<Record<string, ClientEndings>>;
};

export type RecordUserEvent = UnderStatement & {
  command: 'record-user-event';
  event: PersonUserEvent;
  /** The statement's source that the system says the data came from; without it the statement answers. */
  source?: string | undefined;
  /** Purposes of direct marketing that somebody who was known by one of the identifiers, and forgotten, had said no to. */
  saidNoBefore?: string[] | undefined;
};
/** What another service recorded is data that the organisation holds: the rules that fit it get their dates. */
export type ScheduleHoldings = UnderStatement & {
  command: 'schedule-holdings';
  person: string;
  occurred: string;
  effect: UserEventEffect;
  /** What it says that it ends, as the person's file knows it. */
  about?: string | undefined;
};
export type FollowClients = UnderStatement & { command: 'follow-clients'; person: string };

export type UserEventRejection = 'not-in-statement' | 'accounting-year-invalid' | 'retention-not-computable';

/** Records what a system tells of a person, together with every holding that has a new result because of it. */
export function recordUserEvent(file: PersonFile, command: RecordUserEvent): Decision<PersonEvent, UserEventRejection> {
  const { event, statement, statementVersion, clients, source } = command;
  const name = event.type.slice(0, -'.v1'.length) as PersonEventName;
  const facts = event.facts as PersonUserEvent['facts'] & {
    cookie?: string;
    material?: 'primary' | 'secondary';
    accountingYearEnd?: string;
  };
  const effects = effectsOf(name, facts, Object.keys(event.personal ?? {}), statement);
  if (!effects) return reject('not-in-statement', 'The cookie table of the statement does not list this cookie.');
  const { person, occurred, system, client, material, accountingYearEnd } = facts;
  if (accountingYearEnd !== undefined && accountingYearEnd > monthsAfter(occurred.slice(0, 10), 18)) {
    return reject(
      'accounting-year-invalid',
      'An accounting year ends at most 18 months after what happens in it (regnskapsloven § 1-7).',
    );
  }
  const leaving = statement.retention
    .filter((rule) => rule.stopsWhen === name)
    .flatMap((rule) => Object.values(file.holdings).filter((holding) => holding.rule === rule.id));
  const carried = leaving.length > 0 ? dataOf(leaving) : undefined;
  const occasion = {
    statement,
    statementVersion,
    person,
    occurred,
    system,
    source,
    about: standingOf(event.type, facts),
    client,
    clients,
    material,
    accountingYearEnd,
    carried,
  };
  const events: PersonEvent[] = [withSources(event, effects, occasion)];
  for (const effect of effects) {
    const touched = touchedHoldings(foldDecided(file, events), { ...occasion, effect });
    if (isRejected(touched)) return reject('retention-not-computable', touched.rejected.detail);
    events.push(...touched.map(scheduledEvent));
  }
  for (const holding of leaving) events.push(...passOn(foldDecided(file, events), holding));
  const opened = effects.some(({ records }) => records.length > 0);
  const nothingHeld = Object.keys(foldDecided(file, events).holdings).length === 0;
  // Somebody of whom there is something already says no by events of their own.
  if (isNew(file) && command.saidNoBefore !== undefined && command.saidNoBefore.length > 0)
    events.push({ type: 'opt-out.recognised.v1', facts: { person, purposes: command.saidNoBefore } });
  // The system's own id of a person of whom nothing is held has no rule that would end it, so it is not taken in.
  return accept(...(opened || !nothingHeld ? events : events.map(withoutReference)));
}

/** Whether nothing was told of the person yet, under this id. */
const isNew = ({ holdings, lastAnchored, standings, clients, disposals, completed }: PersonFile): boolean =>
  [holdings, lastAnchored, standings ?? {}, clients, disposals, completed].every(
    (known) => Object.keys(known).length === 0,
  );

function withoutReference(event: PersonEvent): PersonEvent {
  const { reference: _, ...personal } = (event as { personal?: Record<string, unknown> }).personal ?? {};
  return { ...event, personal };
}

/**
 * Dates what the rules end of data that the ledger tells of; quiet when nothing differs. What only ends something ends what
 * is known to be held: whatever the ledger tells of data, it has told.
 */
export function scheduleHoldings(
  file: PersonFile,
  { command: _command, ...occasion }: ScheduleHoldings,
): Decision<PersonEvent, UserEventRejection> {
  const touched = touchedHoldings(file, occasion);
  if (isRejected(touched)) return reject('retention-not-computable', touched.rejected.detail);
  const { records } = occasion.effect;
  const known = touched.filter(({ holding }) => records.length > 0 || file.holdings[holding] !== undefined);
  return accept(...known.map(scheduledEvent));
}

/** The event says of each category that it brings where it came from, so that the record never needs the statement to tell. */
function withSources(
  event: PersonUserEvent,
  effects: readonly UserEventEffect[],
  occasion: Omit<Occasion, 'effect'>,
): PersonUserEvent {
  const { statement, source } = occasion;
  const sources = effects
    .map((effect) => sourcesOf(statement, effect, recordedCategories({ ...occasion, effect }), source))
    .reduce<Sources>(joinSources, {});
  if (Object.keys(sources).length === 0) return event;
  return { ...event, facts: { ...event.facts, sources } } as PersonUserEvent;
}

/** Brings the holdings that hang on a client up to date with where the client stands; quiet when nothing differs. */
export function followClients(file: PersonFile, command: FollowClients): Decision<PersonEvent, UserEventRejection> {
  const { statement, statementVersion, clients, person } = command;
  const events: PersonEvent[] = [];
  for (const existing of Object.values(file.holdings)) {
    const found = statement.retention.find(({ id }) => id === existing.rule);
    if (!found || !(clientAnchors as readonly string[]).includes(found.anchor)) continue;
    // What was taken in on a client's behalf stays the client's, whatever role a later statement gives the rule.
    const rule = { ...found, role: existing.role ?? found.role };
    const next = scheduleHolding({
      statement,
      statementVersion,
      rule,
      person,
      period: existing.period,
      dataCategories: new Set(existing.dataCategories),
      systems: new Set(existing.systems),
      sources: existing.sources,
      ...clientAnchoring(rule.anchor as ClientAnchor, clientsFor(existing, file), clients),
    });
    if (isRejected(next)) return reject('retention-not-computable', next.rejected.detail);
    if (!saysTheSame(existing, next)) events.push(scheduledEvent(next));
  }
  const returned = returnedHoldings(file, command);
  if (isRejected(returned)) return reject('retention-not-computable', returned.rejected.detail);
  return accept(...events, ...returned.map(scheduledEvent));
}

/** All clients that something of the person hangs on: those that the person belongs to, and those whose books hold it. */
export const clientsOf = (file: PersonFile): string[] => [
  ...new Set([...file.clients, ...Object.values(file.holdings).flatMap((holding) => onBehalfOf(holding) ?? [])]),
];

function clientsFor(holding: Holding, file: PersonFile): string[] {
  const client = onBehalfOf(holding);
  return client === undefined ? file.clients : [client];
}

/**
 * A client that comes back has its reasons to keep again: a rule that ended with the client takes up what another rule
 * still keeps of its data. Without that, the data would go with the other rule while its reason lasts.
 */
function returnedHoldings(
  file: PersonFile,
  { statement, statementVersion, clients, person }: FollowClients,
): Holding[] | LawRejected {
  const ours = Object.values(file.holdings).filter((holding) => onBehalfOf(holding) === undefined);
  const held = new Set(ours.flatMap(({ dataCategories }) => dataCategories));
  const sources = ours.reduce<Sources>((all, holding) => joinSources(all, holding.sources), {});
  const returned: Holding[] = [];
  for (const rule of statement.retention) {
    const ended =
      file.lastAnchored[rule.id] !== undefined && !file.holdings[rule.id] && !file.passedOn.includes(rule.id);
    if (!ended || rule.role === 'processor' || !(clientAnchors as readonly string[]).includes(rule.anchor)) continue;
    const { anchored, client } = clientAnchoring(rule.anchor as ClientAnchor, file.clients, clients);
    const dataCategories = new Set(
      rule.dataCategories.filter((category) => held.has(category) && keyPeriodOf(statement, category) === 'none'),
    );
    if (anchored !== undefined || dataCategories.size === 0) continue;
    const came = sourcesFor(sources, [...dataCategories]);
    const next = scheduleHolding({
      statement,
      statementVersion,
      rule,
      person,
      dataCategories,
      systems: new Set(rule.systems),
      sources: came,
      client,
    });
    if (isRejected(next)) return next;
    returned.push(next);
  }
  return returned;
}

export const scheduledEvent = (holding: Holding): PersonEvent => ({ type: 'holding.scheduled.v1', facts: holding });

const dataOf = (holdings: readonly Holding[]) => ({
  dataCategories: holdings.flatMap(({ dataCategories }) => dataCategories),
  systems: holdings.flatMap(({ systems }) => systems),
  sources: holdings.reduce<Sources>((all, { sources }) => joinSources(all, sources), {}),
});

/** Ends a holding whose data other rules have taken over; what none of them took over stays under the old rule. */
function passOn(file: PersonFile, holding: Holding): PersonEvent[] {
  const standing = file.holdings[holding.holding] ?? holding;
  const others = Object.values(file.holdings).filter((other) => other.holding !== holding.holding);
  const left = whatGoes(standing, others, new Set()).flatMap(({ dataCategories }) => dataCategories);
  const dataCategories = standing.dataCategories.filter((category) => left.includes(category));
  if (dataCategories.length === 0) {
    const { person } = holding;
    return [{ type: 'holding.released.v1', facts: { person, holding: holding.holding, reason: 'customer-converted' } }];
  }
  const sources = sourcesFor(standing.sources ?? {}, dataCategories);
  const next = { ...standing, dataCategories, ...(standing.sources && { sources }) };
  return saysTheSame(standing, next) ? [] : [scheduledEvent(next)];
}
