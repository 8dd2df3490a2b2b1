import type { HeldPart } from '@vitne/contracts/catalogue/erasure-events';
import type { requestIntakeEvents } from '@vitne/contracts/catalogue/request-intake-events';
import type { Decision } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';
import type { Due } from '@vitne/contracts/law/derivation';
import type { ExtensionReason } from '@vitne/contracts/law/extension';
import type { RefusalReason } from '@vitne/contracts/law/refusals';
import type { RequestType } from '@vitne/contracts/law/requests';
import { canonicalJson } from '@vitne/contracts/statement/canonical-json';
import type { Identity, Matter, QuestionGround, RequestRejection } from './request-commands.ts';

type Definition = (typeof requestIntakeEvents)[number];
export type RequestEvent = Definition;
export type RecordedRequestEvent = RecordedEvent<RequestEvent>;
export type RecordedOf<Type extends string> = Extract<RecordedRequestEvent, { meta: { type: Type } }>;

export const openStatuses = ['received', 'acknowledged', 'accepted'] as const;
export const closedStatuses = [
  'fulfilled',
  'partly-fulfilled',
  'refused',
  'withdrawn',
  'answered-with-first',
  'taken-as-enquiry',
] as const;
export type RequestStatus = (typeof openStatuses)[number] | (typeof closedStatuses)[number];

/** Something that the person is told. `owed` until it is told or there is nothing to tell any more. */
export type Message = {
  matter: Matter;
  status: 'owed' | 'told' | 'lapsed';
  /** When the person was told. */
  told?: string;
  /** How many e-mails failed, and whether none is tried any more. */
  attempts: number;
  givenUp: boolean;
};
/** What the person is asked; the answer is outstanding from when the person was told of the question. */
export type Question = { message: string; ground: QuestionGround; told?: string; answered?: string };
export type Item = { item: string; dataCategory?: string; outcome?: 'fulfilled' | 'refused'; reason?: RefusalReason };

export type KnownRequest = {
  status: RequestStatus;
  request: string;
  person: string;
  requestType: RequestType;
  due: Due;
  acknowledged: boolean;
  extended: boolean;
  identity?: Identity;
  /** The event that proved it. */
  proof?: string;
  assignee?: string;
  /** Only where a rule read the type from free text, and nobody has settled it since. */
  typeRead?: 'clear' | 'unclear';
  directMarketing?: boolean;
  messages: Readonly<Record<string, Message>>;
  questions: readonly Question[];
  /** An extension that takes effect when the person is told of it. */
  extending?: { reasons: ExtensionReason[] };
  items: readonly Item[];
  fee?: 'announced' | 'agreed' | 'charged';
  /** The last reminder, and the due moment that it was about. */
  reminded?: { due: string; before: string };
  /** The due moment that passed without an answer. */
  overdue?: string;
  isLifted: boolean;
  /** The earlier request that asks the same, and whose answer this one waits for. */
  duplicateOf?: string;
  /** What was asked to be erased is erased by every system; the address goes when it is settled that the person is told. */
  erasing?: Erasing;
};
/** What stays of an erasure is what the person is told that stays. */
export type Erasing = {
  disposal: string;
  tellBy: string;
  settled: boolean;
  held?: HeldPart[];
  /** When what stays became something else than the person was to be told before. */
  changed?: string;
};
export type RequestState = { status: 'unknown' } | KnownRequest;

export type RequestFact = DomainEvent<RequestEvent>;
export type Answer = Decision<RequestFact, RequestRejection>;

/** Whether nothing more can be asked of a request. */
export const isClosed = (status: RequestStatus): boolean => closedStatuses.some((closed) => closed === status);

/** What names the request in each of its events. */
export const idOf = ({ request: id, person }: KnownRequest) => ({ request: id, person });

/** The facts of a recorded event whose type is known. */
const factsOf = <Type extends Definition['type']>(event: RecordedRequestEvent, _type: Type) =>
  event.facts as FactsOf<Extract<Definition, { type: Type }>>;

/** A request as it is received. */
export function firstState({ facts }: RecordedOf<'request.received.v1'>): KnownRequest {
  const { request: id, person, requestType, due, typeRead, directMarketing } = facts;
  return {
    status: 'received',
    request: id,
    person,
    requestType,
    due,
    acknowledged: false,
    extended: false,
    ...(typeRead !== undefined && { typeRead }),
    ...(directMarketing !== undefined && { directMarketing }),
    messages: {},
    questions: [],
    items: [],
    isLifted: false,
  };
}

/** A request after one more event. */
export function nextState(state: KnownRequest, event: RecordedRequestEvent): KnownRequest {
  const { type } = event.meta;
  switch (type) {
    case 'request.received.v1':
      return state;
    case 'request.acknowledged.v1':
      return { ...state, acknowledged: true, status: state.status === 'received' ? 'acknowledged' : state.status };
    case 'request.assigned.v1':
      return { ...state, assignee: factsOf(event, type).assignee };
    case 'request.accepted.v1':
      return { ...state, status: 'accepted', identity: factsOf(event, type).identity };
    case 'request.accepted.v2': {
      const { identity, proof } = factsOf(event, type);
      return { ...state, status: 'accepted', identity, ...(proof !== undefined && { proof }) };
    }
    case 'request.classified.v1': {
      const { typeRead: _read, ...settled } = state;
      const status = state.status === 'taken-as-enquiry' ? ('received' as const) : state.status;
      return { ...settled, status, requestType: factsOf(event, type).requestType };
    }
    case 'request.extended.v1': {
      const { extending: _, ...before } = state;
      return { ...before, extended: true, due: factsOf(event, type).due };
    }
    case 'request.fulfilled.v1':
      return { ...state, status: 'fulfilled' };
    case 'request.partly-fulfilled.v1':
    case 'request.partly-fulfilled.v2':
      return { ...state, status: 'partly-fulfilled' };
    case 'request.refused.v1':
      return { ...state, status: 'refused' };
    case 'request.withdrawn.v1':
      return { ...state, status: 'withdrawn' };
    case 'request.taken-as-enquiry.v1':
      return { ...state, status: 'taken-as-enquiry' };
    case 'request.answered-with-first.v1':
      return { ...state, status: 'answered-with-first' };
    case 'request.duplicate-found.v1':
      return { ...state, duplicateOf: factsOf(event, type).of };
    case 'request.duplicate-dismissed.v1': {
      const { duplicateOf: _, ...before } = state;
      return before;
    }
    case 'request.message-owed.v1':
    case 'request.told.v1':
    case 'request.telling-failed.v1':
    case 'request.message-lapsed.v1':
      return afterMessage(state, event);
    case 'request.question-asked.v1': {
      const { message, ground } = factsOf(event, type);
      return { ...state, questions: [...state.questions, { message, ground }] };
    }
    case 'request.question-answered.v1':
      return withQuestion(state, factsOf(event, type).message, { answered: factsOf(event, type).answered });
    case 'request.paused.v1':
    case 'request.resumed.v1':
      return { ...state, due: factsOf(event, type).due };
    case 'request.extension-decided.v1':
      return { ...state, extending: { reasons: factsOf(event, type).reasons } };
    case 'request.split.v1':
    case 'request.corrections-named.v1':
      return { ...state, items: factsOf(event, type).items.map(namedItem) };
    case 'request.item-fulfilled.v1':
      return withItem(state, factsOf(event, type).item, { outcome: 'fulfilled' });
    case 'request.item-refused.v1':
      return withItem(state, factsOf(event, type).item, { outcome: 'refused', reason: factsOf(event, type).reason });
    case 'request.fee-announced.v1':
      return { ...state, fee: 'announced' };
    case 'request.fee-agreed.v1':
      return { ...state, fee: 'agreed' };
    case 'request.fee-charged.v1':
      return { ...state, fee: 'charged' };
    case 'request.due-soon.v1':
      return { ...state, reminded: { due: factsOf(event, type).due, before: factsOf(event, type).before } };
    case 'request.overdue.v1':
      return { ...state, overdue: factsOf(event, type).due };
    case 'request.lifting-announced.v1':
      return state;
    case 'request.restriction-lifted.v1':
      return { ...state, isLifted: true };
    case 'request.erasure-confirmed.v1': {
      const { disposal, tellBy, held } = factsOf(event, type);
      const isNew = state.erasing?.disposal !== disposal || canonicalJson(state.erasing.held) === canonicalJson(held);
      const changed = isNew ? state.erasing?.changed : event.meta.time;
      return {
        ...state,
        erasing: { disposal, tellBy, settled: false, held, ...(changed !== undefined && { changed }) },
      };
    }
    case 'request.telling-settled.v1': {
      const { disposal } = factsOf(event, type);
      return { ...state, erasing: { tellBy: '', ...state.erasing, disposal, settled: true } };
    }
    case 'request.answer-address-kept.v1':
    case 'request.person-not-reached.v1':
    case 'request.nothing-kept.v1':
    case 'request.erasure-withheld.v1':
      return state;
  }
}

type MessageEvent =
  | 'request.message-owed.v1'
  | 'request.told.v1'
  | 'request.telling-failed.v1'
  | 'request.message-lapsed.v1';

function afterMessage(state: KnownRequest, event: RecordedRequestEvent): KnownRequest {
  const type = event.meta.type as MessageEvent;
  const { message, matter } = factsOf(event, type);
  const known = state.messages[message] ?? { matter, status: 'owed', attempts: 0, givenUp: false };
  const becomes = (over: Partial<Message>) => ({
    ...state,
    messages: { ...state.messages, [message]: { ...known, ...over } },
  });
  switch (type) {
    case 'request.message-owed.v1':
      return becomes({});
    case 'request.told.v1': {
      const { told } = factsOf(event, type);
      return withQuestion(becomes({ status: 'told', told }), message, { told });
    }
    case 'request.telling-failed.v1': {
      const { attempt, nextAttempt } = factsOf(event, type);
      return becomes({ attempts: attempt, givenUp: nextAttempt === undefined });
    }
    case 'request.message-lapsed.v1':
      return becomes({ status: 'lapsed' });
  }
}

const withQuestion = (state: KnownRequest, message: string, over: Partial<Question>): KnownRequest => ({
  ...state,
  questions: state.questions.map((one) => (one.message === message ? { ...one, ...over } : one)),
});

const namedItem = ({ item, dataCategory }: { item: string; dataCategory?: string | undefined }): Item => ({
  item,
  ...(dataCategory !== undefined && { dataCategory }),
});

const withItem = (state: KnownRequest, answered: string, over: Partial<Item>): KnownRequest => ({
  ...state,
  items: state.items.map((one) => (one.item === answered ? { ...one, ...over } : one)),
});
