import type { anonymisationEvents, disposalAnonymised } from '@vitne/contracts/catalogue/anonymisation-events';
import type {
  disposalAskedAgain,
  disposalFailed,
  disposalFollowUpEvents,
  disposalGivenUp,
  disposalOverdue,
} from '@vitne/contracts/catalogue/disposal-follow-up-events';
import type {
  erasureEvents,
  erasureReferred,
  erasureRemainderHeld,
  erasureTellingOwed,
  HeldPart,
  optOutRecognised,
  personForgotten,
} from '@vitne/contracts/catalogue/erasure-events';
import type {
  clientsFollowed,
  disposalCompleted,
  disposalConfirmed,
  disposalOrdered,
  holdingReleased,
  holdingScheduled,
  legalHoldLifted,
  legalHoldPlaced,
} from '@vitne/contracts/catalogue/retention-events';
import type { personUserEvents } from '@vitne/contracts/catalogue/user-events';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';
import { type Contacts, withContact, withoutContacts } from './contacts.ts';
import { type HeldBack, heldBackBy, withHeldBack, withoutCategories, withoutGivenAnew } from './held-back.ts';
import type { Holding } from './holding.ts';
import { inUtc } from './moments.ts';
import { omit } from './omit.ts';
import { withHolding } from './scheduled-holding.ts';
import { type Standing, withStanding } from './standing.ts';
import { heldCategories, type LegalHold } from './what-goes.ts';

type PersonDefinition =
  | (typeof personUserEvents)[number]
  | (typeof disposalFollowUpEvents)[number]
  | (typeof erasureEvents)[number]
  | (typeof anonymisationEvents)[number]
  | typeof holdingScheduled
  | typeof holdingReleased
  | typeof clientsFollowed
  | typeof disposalOrdered
  | typeof disposalConfirmed
  | typeof disposalCompleted
  | typeof legalHoldPlaced
  | typeof legalHoldLifted;

export type PersonUserEvent = DomainEvent<(typeof personUserEvents)[number]>;
export type PersonEvent = DomainEvent<PersonDefinition>;
export type RecordedPersonEvent = RecordedEvent<PersonDefinition>;

/** An order that is under way: systems were told, and not all of them have confirmed. */
export type Disposal = FactsOf<typeof disposalOrdered> & {
  confirmed: string[];
  /** Those of them that made the data anonymous. */
  anonymised?: string[];
  /** How far the rule for unconfirmed orders has been carried out, in days since the order. */
  followedUpTo?: number;
  /** When the keys go at the latest, while the person is told of an erasure that every system has confirmed. */
  tellBy?: string;
  /** When every system had confirmed an erasure that the person is told of. */
  allConfirmed?: string;
  /** The remainder changed after the person was to be told of it, so the person is told again; when that was decided. */
  toldAnew?: string;
  /** What systems said that they cannot do, by system, until they confirm. */
  failures?: Record<string, Pick<FactsOf<typeof disposalFailed>, 'reason' | 'detail' | 'failed'>>;
};

/** What is kept of one person and what is being disposed of. Plain JSON, so that a read model can hold it as it is. */
export type PersonFile = {
  /** The holdings that each disposal under way ends, as they were. */
  ending?: Record<string, Holding[]>;
  /** The client companies that the person belongs to. */
  clients: string[];
  /** Holdings that have neither ended nor been ordered away, by their id. */
  holdings: Record<string, Holding>;
  /** When a rule's anchor last happened, by rule: what comes in late is measured against it. */
  lastAnchored: Record<string, string>;
  /** What a person orders and leaves, and each cookie: when it last began and last ended, whether anything is held or not. */
  standings?: Record<string, Standing>;
  /** What the rules that count from the last contact have counted. */
  contacts?: Contacts;
  /** Holdings that ended because the person's matter passed on to another rule. */
  passedOn: string[];
  /** Disposals that are ordered and not completed. */
  disposals: Record<string, Disposal>;
  completed: string[];
  /** Keys that completed disposals have named as destroyed. */
  destroyed: string[];
  legalHolds: Record<string, LegalHold>;
  /** What was answered to requests for erasure beside the order: what stays and why, or whom the person was referred to. */
  erasures: Record<string, Erasure>;
  /** What was asked to be erased and goes when nothing keeps it any more. */
  heldBack?: HeldBack;
  /** To what the person had said no before an earlier id was forgotten. */
  saidNoBefore?: string[];
  /** The request by which the person was erased, and when that was done (UTC), until something is kept of them anew. */
  erasedBy?: { request: string; at: string };
  /** Since when nothing outside leads to the person; what is recorded afterwards takes it away. */
  forgotten?: string;
};

export type Erasure =
  | Pick<FactsOf<typeof erasureRemainderHeld>, 'decided' | 'held'>
  | Pick<FactsOf<typeof erasureReferred>, 'decided' | 'clients'>;

/** What was said to stay of an erasure. */
export const heldOf = (erasure: Erasure | undefined): HeldPart[] =>
  erasure !== undefined && 'held' in erasure ? erasure.held : [];

export const emptyFile = (): PersonFile => ({
  clients: [],
  holdings: {},
  lastAnchored: {},
  passedOn: [],
  disposals: {},
  completed: [],
  destroyed: [],
  legalHolds: {},
  erasures: {},
});

/** What an event tells, without its envelope: the decisions fold the events that they are about to record. */
type Told = { type: PersonEvent['type']; facts: object };

export const evolveFile = (file: PersonFile, event: RecordedPersonEvent): PersonFile =>
  foldTold(file, { type: event.meta.type, facts: event.facts });

export const foldDecided = (file: PersonFile, events: readonly PersonEvent[]): PersonFile =>
  events.reduce(foldTold, file);

function foldTold(file: PersonFile, told: Told): PersonFile {
  const after = foldInto(file, told);
  if (after.forgotten === undefined || told.type === 'person.forgotten.v1') return after;
  const { forgotten: _before, ...known } = after;
  return known;
}

function foldInto(file: PersonFile, { type, facts }: Told): PersonFile {
  switch (type) {
    case 'profile.created.v1':
    case 'newsletter.signed-up.v1':
    case 'newsletter.opted-out.v1':
    case 'course.signed-up.v1':
    case 'course.held.v1':
    case 'course.opted-out.v1':
    case 'support.contacted.v1':
    case 'behaviour.observed.v1':
    case 'cookie.set.v1':
    case 'cookie.removed.v1':
    case 'technical-log.written.v1':
    case 'enquiry.received.v1':
    case 'enquiry.answered.v1':
    case 'customer.converted.v1':
    case 'register-data.fetched.v1':
    case 'accounting-material.recorded.v1': {
      const told = facts as { client?: string; cookie?: string; occurred: string };
      const { client } = told;
      const standing = withContact(withStanding(file, type, told), type, told);
      const known = withHeldBack(standing, (before) => withoutGivenAnew(before, type));
      return client === undefined || known.clients.includes(client)
        ? known
        : { ...known, clients: [...known.clients, client] };
    }
    // Who stands in the books of a client is none of its users: only what those books hold hangs on the client.
    case 'client-material.recorded.v1':
      return file;
    case 'holding.scheduled.v1': {
      const { erasedBy: _, ...known } = file;
      return withHolding(known, facts as Holding);
    }
    case 'holding.released.v1': {
      const { holding, reason } = facts as FactsOf<typeof holdingReleased>;
      const passedOn = reason === 'customer-converted' ? [...file.passedOn, holding] : file.passedOn;
      const left = withoutContacts(file, [file.holdings[holding] ?? []].flat());
      return { ...left, holdings: omit(file.holdings, [holding]), passedOn };
    }
    // Where clients stood is in the holdings already: this says up to when.
    case 'clients.followed.v1':
      return file;
    case 'disposal.ordered.v1': {
      const ordered = facts as FactsOf<typeof disposalOrdered>;
      const ending = ordered.holdings.flatMap((id) => file.holdings[id] ?? []);
      const left = {
        ...withoutContacts(file, ending),
        holdings: omit(file.holdings, ordered.holdings),
        disposals: { ...file.disposals, [ordered.disposal]: { ...ordered, confirmed: [] } },
        ending: { ...file.ending, [ordered.disposal]: ending },
      };
      return ordered.reason === 'erasure-request'
        ? withHeldBack(left, (before) => withoutCategories(before, ordered.dataCategories))
        : left;
    }
    case 'disposal.confirmed.v1': {
      const { disposal: id, system } = facts as FactsOf<typeof disposalConfirmed>;
      const disposal = file.disposals[id];
      if (!disposal) return file;
      const { failures = {}, ...rest } = disposal;
      const left = omit(failures, [system]);
      const confirmed = [...disposal.confirmed, system];
      const next = { ...rest, confirmed, ...(Object.keys(left).length > 0 && { failures: left }) };
      return { ...file, disposals: { ...file.disposals, [id]: next } };
    }
    case 'disposal.anonymised.v1': {
      const { disposal, system } = facts as FactsOf<typeof disposalAnonymised>;
      return withDisposal(file, disposal, ({ anonymised = [] }) => ({ anonymised: [...anonymised, system] }));
    }
    // What was found is for those who read the ledger: nothing is decided by it.
    case 'disposal.anonymisation-checked.v1':
      return file;
    // How an order travels changes nothing about what is owed.
    case 'disposal.passed-on.v1':
      return file;
    case 'disposal.asked-again.v1':
    case 'disposal.overdue.v1':
    case 'disposal.given-up.v1': {
      const { disposal, afterDays } = facts as FactsOf<
        typeof disposalAskedAgain | typeof disposalOverdue | typeof disposalGivenUp
      >;
      return withDisposal(file, disposal, ({ followedUpTo = 0 }) => ({
        followedUpTo: Math.max(followedUpTo, afterDays),
      }));
    }
    case 'disposal.failed.v1': {
      const { disposal, system, reason, detail, failed } = facts as FactsOf<typeof disposalFailed>;
      const failure = { reason, failed, ...(detail !== undefined && { detail }) };
      return withDisposal(file, disposal, ({ failures }) => ({ failures: { ...failures, [system]: failure } }));
    }
    case 'disposal.completed.v1': {
      const { disposal, keysDestroyed, effective } = facts as FactsOf<typeof disposalCompleted>;
      const { request, dataCategories = [] } = file.disposals[disposal] ?? {};
      // What a legal hold saved until it ended before the keys went is gone with them.
      const held = heldCategories(Object.values(file.legalHolds), effective);
      const gone = dataCategories.filter((one) => file.heldBack?.[one] === request && !held.has(one));
      const left = gone.length === 0 ? file : withHeldBack(file, (before) => withoutCategories(before, gone));
      return {
        ...left,
        disposals: omit(file.disposals, [disposal]),
        ending: omit(file.ending ?? {}, [disposal]),
        completed: [...file.completed, disposal],
        ...(request !== undefined && { erasedBy: { request, at: inUtc(effective) } }),
        destroyed: [...file.destroyed, ...keysDestroyed.map(({ key }) => key)],
      };
    }
    case 'erasure.remainder-held.v1':
    case 'erasure.referred-to-clients.v1': {
      const {
        request,
        person: _,
        ...answered
      } = facts as FactsOf<typeof erasureRemainderHeld | typeof erasureReferred>;
      const known = { ...file, erasures: { ...file.erasures, [request]: answered } };
      if (!('held' in answered)) return known;
      const added = answered.held.slice(heldOf(file.erasures[request]).length);
      return withHeldBack(known, (before) => ({ ...before, ...heldBackBy(request, added, file.holdings) }));
    }
    // Said with what is held, which the event before it has put down; how long an address stays is the record's to say.
    case 'erasure.withheld.v1':
    case 'erasure.answer-address-left.v1':
      return file;
    case 'person.forgotten.v1':
      return { ...file, forgotten: (facts as FactsOf<typeof personForgotten>).forgotten };
    case 'opt-out.recognised.v1': {
      const { purposes } = facts as FactsOf<typeof optOutRecognised>;
      return { ...file, saidNoBefore: [...new Set([...(file.saidNoBefore ?? []), ...purposes])].sort() };
    }
    case 'erasure.telling-owed.v1': {
      const { disposal, tellBy, confirmed } = facts as FactsOf<typeof erasureTellingOwed>;
      return withDisposal(file, disposal, (known) => ({
        tellBy,
        allConfirmed: confirmed,
        ...(known.tellBy !== undefined && { toldAnew: file.erasures[known.request ?? '']?.decided ?? confirmed }),
      }));
    }
    case 'legal-hold.placed.v1': {
      const hold = facts as LegalHold;
      return { ...file, legalHolds: { ...file.legalHolds, [hold.hold]: hold } };
    }
    case 'legal-hold.lifted.v1':
      return { ...file, legalHolds: omit(file.legalHolds, [(facts as FactsOf<typeof legalHoldLifted>).hold]) };
  }
}

function withDisposal(file: PersonFile, id: string, change: (known: Disposal) => Partial<Disposal>): PersonFile {
  const known = file.disposals[id];
  return known ? { ...file, disposals: { ...file.disposals, [id]: { ...known, ...change(known) } } } : file;
}
