import type { personMerged } from '../catalogue/consent-standing-events.ts';
import type { erasureRemainderHeld, optOutRecognised } from '../catalogue/erasure-events.ts';
import type { requestAcceptedV2 } from '../catalogue/identity-events.ts';
import type { requestClassified } from '../catalogue/request-classification-events.ts';
import type { messageMatters } from '../catalogue/request-course-events.ts';
import type { requestAccepted, requestReceived, requestRefused } from '../catalogue/request-intake-events.ts';
import type {
  disposalCompleted,
  disposalOrdered,
  holdingReleased,
  holdingScheduled,
} from '../catalogue/retention-events.ts';
import { categoriesHeldAfter, personUserEvents } from '../catalogue/user-events.ts';
import type { AnyRecordedEvent } from '../envelope.ts';
import type { FactsOf } from '../event-definition.ts';
import { hasCome, laterOf } from './moments.ts';

type Objecting = {
  type: 'objection' | 'restriction';
  /** `void`: nobody knows whether it was the person who asked. */
  status: 'received' | 'accepted' | 'withdrawn' | 'refused' | 'void' | 'lifted';
  /** Of an objection, where the person said whether it is against direct marketing (Art. 21(2)). */
  directMarketing?: boolean;
  /** Before a refusal that the person has not been told of yet: until then what stood stands on (Art. 18(3)). */
  untilTold?: 'received' | 'accepted';
};
type Held = { dataCategories: string[]; due?: string };

/**
 * What else than consents decides about the use of one person's data, told by the services that take in requests and
 * see to disposals. Plain JSON, so that a read model can hold it as it is.
 */
export type PersonFacts = {
  /** Requests that restrict use, by their id; one that was taken back stays, so that the past can be asked about. */
  requests: Record<string, Objecting>;
  /** Ledger position at which the person opted out, by purpose. */
  optedOut: Record<string, number>;
  /** To what the person had said no before being forgotten, and has come back since; a consent of today goes before it. */
  saidNoBefore?: string[];
  /** What is kept, by holding. */
  holdings: Record<string, Held>;
  /** The data categories of each disposal that is ordered and not completed. */
  leaving: Record<string, string[]>;
  /** Data categories of which nothing is left. */
  disposed: string[];
  /** Data categories that stay after an erasure only because a law or a claim keeps them. */
  heldBack?: string[];
  /** When which visitor turned out to be this person: what a visitor has asked for, the person has. */
  visitors: Record<string, string>;
  /** The latest time among the events that were counted, and the position of the last of them. */
  newest?: string;
  position?: number;
};

export const noFacts = (): PersonFacts => ({
  requests: {},
  optedOut: {},
  holdings: {},
  leaving: {},
  disposed: [],
  visitors: {},
});

/** The data categories that each user event says a system now holds. */
const told: ReadonlyMap<string, string[]> = new Map(
  personUserEvents.map((definition) => [definition.type, categoriesHeldAfter(definition)]),
);

/** User events by which a person opts out, and of what. */
export const optOuts: ReadonlyMap<string, string> = new Map([
  ['newsletter.opted-out.v1', 'newsletter'],
  ['course.opted-out.v1', 'course-invitations'],
]);

const retentionTypes = [
  'holding.scheduled.v1',
  'holding.released.v1',
  'disposal.ordered.v1',
  'disposal.completed.v1',
  'erasure.remainder-held.v1',
  'opt-out.recognised.v1',
] as const;
const merged = 'person.merged.v1';
const answerTypes = [
  'request.refused.v1',
  'request.withdrawn.v1',
  'request.message-owed.v1',
  'request.told.v1',
  'request.restriction-lifted.v1',
] as const;
const requestTypes = [
  'request.received.v1',
  'request.classified.v1',
  'request.taken-as-enquiry.v1',
  'request.accepted.v1',
  'request.accepted.v2',
  ...answerTypes,
] as const;

/** The types of the events that are folded. */
export const personFactTypes: readonly string[] = [
  ...retentionTypes,
  ...requestTypes,
  merged,
  ...[...told].flatMap(([type, categories]) => (categories.length > 0 || optOuts.has(type) ? [type] : [])),
];

/** Whose facts an event belongs to: the person that it names, or the one that a visitor turned out to be. */
export const personOfEvent = ({ facts, meta }: AnyRecordedEvent): string =>
  String(meta.type === merged ? facts['into'] : facts['person']);

/** Folds one event; events of other types change nothing. */
export function foldPersonFacts(facts: PersonFacts, event: AnyRecordedEvent): PersonFacts {
  if (!personFactTypes.includes(event.meta.type)) return facts;
  const after = told.has(event.meta.type) ? foldUserEvent(facts, event) : foldMatter(facts, event);
  return { ...after, newest: laterOf(facts.newest, event.meta.time), position: event.position };
}

function foldMatter(facts: PersonFacts, event: AnyRecordedEvent): PersonFacts {
  const type = event.meta.type as (typeof retentionTypes)[number] | (typeof requestTypes)[number] | typeof merged;
  switch (type) {
    case 'person.merged.v1': {
      const { person: visitor } = event.facts as FactsOf<typeof personMerged>;
      return { ...facts, visitors: { ...facts.visitors, [visitor]: event.meta.time } };
    }
    case 'request.received.v1': {
      const { requestType, directMarketing } = event.facts as FactsOf<typeof requestReceived>;
      const said = directMarketing !== undefined && { directMarketing };
      return isRestricting(requestType)
        ? withRequest(facts, event, { type: requestType, status: 'received', ...said })
        : facts;
    }
    case 'request.classified.v1': {
      const { request, requestType } = event.facts as FactsOf<typeof requestClassified>;
      if (isRestricting(requestType)) return withRequest(facts, event, { type: requestType, status: 'received' });
      return { ...facts, requests: omit(facts.requests, [request]) };
    }
    case 'request.taken-as-enquiry.v1':
      return { ...facts, requests: omit(facts.requests, [String(event.facts['request'])]) };
    case 'request.accepted.v1':
    case 'request.accepted.v2': {
      const { request, requestType } = event.facts as FactsOf<typeof requestAccepted | typeof requestAcceptedV2>;
      const known = facts.requests[request];
      return isRestricting(requestType)
        ? withRequest(facts, event, { ...known, type: requestType, status: 'accepted' })
        : facts;
    }
    case 'request.refused.v1':
    case 'request.withdrawn.v1':
    case 'request.message-owed.v1':
    case 'request.told.v1':
    case 'request.restriction-lifted.v1': {
      const known = facts.requests[String(event.facts['request'])];
      return known ? withRequest(facts, event, afterAnswer(known, type, event)) : facts;
    }
    case 'holding.scheduled.v1': {
      const { holding, dataCategories, due } = event.facts as FactsOf<typeof holdingScheduled>;
      const held = { dataCategories, ...(due !== undefined && { due }) };
      return heldAgain({ ...facts, holdings: { ...facts.holdings, [holding]: held } }, dataCategories);
    }
    case 'holding.released.v1':
      return { ...facts, holdings: omit(facts.holdings, [(event.facts as FactsOf<typeof holdingReleased>).holding]) };
    case 'disposal.ordered.v1': {
      const { disposal, holdings, dataCategories } = event.facts as FactsOf<typeof disposalOrdered>;
      return {
        ...facts,
        holdings: omit(facts.holdings, holdings),
        leaving: { ...facts.leaving, [disposal]: dataCategories },
      };
    }
    case 'erasure.remainder-held.v1': {
      const { held } = event.facts as FactsOf<typeof erasureRemainderHeld>;
      const ours = held.filter(({ because }) => because !== 'kept-for-client');
      const heldBack = [...(facts.heldBack ?? []), ...ours.flatMap(({ dataCategories }) => dataCategories)];
      return { ...facts, heldBack: [...new Set(heldBack)].sort() };
    }
    case 'opt-out.recognised.v1': {
      const { purposes } = event.facts as FactsOf<typeof optOutRecognised>;
      return { ...facts, saidNoBefore: [...new Set([...(facts.saidNoBefore ?? []), ...purposes])].sort() };
    }
    case 'disposal.completed.v1': {
      const { disposal } = event.facts as FactsOf<typeof disposalCompleted>;
      const gone = (facts.leaving[disposal] ?? []).filter((category) => holdingsOf(facts, category).length === 0);
      return {
        ...facts,
        leaving: omit(facts.leaving, [disposal]),
        disposed: [...new Set([...facts.disposed, ...gone])].sort(),
      };
    }
  }
}

/**
 * What the answer to a request, and that the person was told of it, make of what it restricts. That a refusal is to be
 * told stands in the ledger before the refusal, so nobody sees the one without the other.
 */
function afterAnswer(known: Objecting, type: (typeof answerTypes)[number], { facts }: AnyRecordedEvent): Objecting {
  const { untilTold: _, ...settled } = known;
  const isRefusal = (facts as { matter?: (typeof messageMatters)[number] }).matter === 'refusal';
  switch (type) {
    case 'request.message-owed.v1':
      return isRefusal && (known.status === 'received' || known.status === 'accepted')
        ? { ...known, untilTold: known.status }
        : known;
    case 'request.refused.v1':
      return (facts as FactsOf<typeof requestRefused>).reason === 'identity-not-established'
        ? { ...settled, status: 'void' }
        : { ...known, status: 'refused' };
    case 'request.told.v1':
      return isRefusal ? settled : known;
    case 'request.withdrawn.v1':
      return { ...settled, status: 'withdrawn' };
    case 'request.restriction-lifted.v1':
      return { ...settled, status: 'lifted' };
  }
}

function foldUserEvent(facts: PersonFacts, { meta, position }: AnyRecordedEvent): PersonFacts {
  const purpose = optOuts.get(meta.type);
  const after = purpose === undefined ? facts : { ...facts, optedOut: { ...facts.optedOut, [purpose]: position } };
  const categories = told.get(meta.type) ?? [];
  // Whoever comes back after an erasure gives data anew, and that is there to be used.
  const { heldBack, ...rest } = after;
  const still = heldBack?.filter((category) => !categories.includes(category)) ?? [];
  return heldAgain({ ...rest, ...(still.length > 0 && { heldBack: still }) }, categories);
}

const isRestricting = (type: string): type is Objecting['type'] => type === 'objection' || type === 'restriction';

const withRequest = (facts: PersonFacts, event: AnyRecordedEvent, request: Objecting): PersonFacts => ({
  ...facts,
  requests: { ...facts.requests, [String(event.facts['request'])]: request },
});

const heldAgain = (facts: PersonFacts, dataCategories: readonly string[]): PersonFacts => ({
  ...facts,
  disposed: facts.disposed.filter((category) => !dataCategories.includes(category)),
});

const holdingsOf = ({ holdings }: Pick<PersonFacts, 'holdings'>, category: string): Held[] =>
  Object.values(holdings).filter(({ dataCategories }) => dataCategories.includes(category));

const omit = <T>(record: Record<string, T>, keys: readonly string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));

/** How far a request that restricts use stands: a refusal counts when the person has been told of it. */
const standing = ({ status, untilTold }: Objecting): 'received' | 'accepted' | undefined => {
  if (status === 'received' || status === 'accepted') return status;
  return status === 'refused' ? untilTold : undefined;
};

/**
 * Use is restricted once it is settled that the person asked for it (Art. 18(1), 12(6)), until the request is taken back,
 * refused, or the restriction is lifted, of which the person is told before (Art. 18(3)).
 */
export const isRestricted = ({ requests }: PersonFacts): boolean =>
  Object.values(requests).some((one) => one.type === 'restriction' && standing(one) === 'accepted');

const objections = ({ requests }: PersonFacts): Objecting[] =>
  Object.values(requests).filter(({ type }) => type === 'objection');

/**
 * An objection counts from its receipt (Art. 18(1)(d)), whoever says it: it harms nobody. It counts until it is taken
 * back, or refused because compelling grounds go before it (Art. 21(1)). One against direct marketing alone stops that
 * alone (Art. 21(2)).
 */
export const hasObjected = (facts: PersonFacts): boolean =>
  objections(facts).some((one) => one.directMarketing !== true && standing(one) !== undefined);

/**
 * Against direct marketing no ground is compelling (Art. 21(3)): a refusal of the objection to anything else leaves it,
 * unless the person said that marketing was not meant.
 */
export const hasObjectedToMarketing = (facts: PersonFacts): boolean =>
  objections(facts).some(
    (one) => standing(one) !== undefined || (one.status === 'refused' && one.directMarketing !== false),
  );

/** Why data of a category is not there to be used any more; undefined while it is, or while nobody has told anything. */
export function goneAt(
  facts: PersonFacts,
  category: string,
  at: string,
): 'data-disposed-of' | 'disposal-under-way' | 'keeping-time-over' | undefined {
  const held = holdingsOf(facts, category);
  if (held.length > 0) {
    return held.every(({ due }) => due !== undefined && hasCome(due, at)) ? 'keeping-time-over' : undefined;
  }
  if (facts.disposed.includes(category)) return 'data-disposed-of';
  return Object.values(facts.leaving).some((leaving) => leaving.includes(category)) ? 'disposal-under-way' : undefined;
}
