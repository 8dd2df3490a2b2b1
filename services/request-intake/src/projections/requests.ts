import type { HeldPart } from '@vitne/contracts/catalogue/erasure-events';
import { requestIntakeEvents } from '@vitne/contracts/catalogue/request-intake-events';
import type { AnyRecordedEvent, SealedPart } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Due } from '@vitne/contracts/law/derivation';
import type { RequestType } from '@vitne/contracts/law/requests';
import type { Projection } from '@vitne/projector/projection';
import { isClosed, type RecordedOf, type RecordedRequestEvent, type RequestStatus } from '../domain/request-state.ts';
import { nextLookAt } from '../domain/request-time.ts';
import { afterStep, type RequestCourse } from './request-course.ts';

type Definition = (typeof requestIntakeEvents)[number];

/** What happened to a request, without what is personal about it. */
export type RequestStep = { at: string; position: number; eventType: string; actor: string };

/** Personal parts of one event; `of` names the question, item or message that they belong to. */
export type SealedText = { eventId: string; eventType: string; of?: string; parts: SealedPart[] };

export type RequestDocument = RequestCourse & {
  request: string;
  person: string;
  requestType: RequestType;
  status: RequestStatus;
  open: boolean;
  receivedThrough: string;
  received: string;
  /** The statement that was in force at the receipt. */
  statementVersion?: string;
  directMarketing?: boolean;
  purposes?: string[];
  language?: 'nb' | 'en';
  due: Due;
  dueDate: string;
  /** `due.due` in UTC with milliseconds, so that its text sorts as its time. */
  dueAt: string;
  /** When the passing of time has something to say next: a reminder, or that it is overdue. */
  nextLookAt?: string;
  acknowledged?: string;
  assignee?: string;
  identity?: string;
  /** The event that proved who asks, or what staff judged it by. */
  proof?: string;
  ground?: string;
  /** How a rule read the type from free text, until staff settled it. */
  typeRead?: 'clear' | 'unclear';
  classified?: { at: string; before: string };
  /** What the message also held and was not taken in. */
  leftOut?: string[];
  extension?: { reasons: string[]; told: string };
  fulfilled?: { at: string; by: string };
  partlyFulfilled?: { at: string; by?: string; fulfilled: string[]; refused: string[]; held?: HeldPart[] };
  refused?: { at: string; reason: string; complaintTo: string };
  withdrawn?: string;
  /** It exercised no right: it is kept as an enquiry, unless it is classified after all. */
  takenAsEnquiry?: { at: string };
  /** The earlier request that asks the same, and whose answer this one waits for or got. */
  duplicateOf?: string;
  answeredWith?: { request: string; outcome: string; firstReceived: string; at: string };
  /** Personal parts as they lie in the ledger, with what is needed to open them. */
  sealed: SealedText[];
  steps: RequestStep[];
};

/** Every request as it stands, by its id; what is overdue depends on the clock and is said when it is read. */
export const requestsProjection: Projection<RequestDocument> = {
  name: 'requests',
  version: 9,
  handles: requestIntakeEvents.map(({ type }) => type),
  indexes: [
    { key: { dueAt: 1 } },
    { key: { status: 1, dueAt: 1 } },
    { key: { assignee: 1, dueAt: 1 } },
    { key: { nextLookAt: 1 } },
    { key: { duplicateOf: 1 } },
    { key: { person: 1, requestType: 1 } },
  ],
  keysOf: ({ facts }: AnyRecordedEvent) => [facts['request'] as string],
  evolve(doc, recorded) {
    const event = recorded as unknown as RecordedRequestEvent;
    const changed =
      event.meta.type === 'request.received.v1'
        ? received(event as RecordedOf<'request.received.v1'>)
        : doc && after(doc, event);
    return changed && withLook(withStep(changed, event));
  },
};

function received({ facts, meta }: RecordedOf<'request.received.v1'>): RequestDocument {
  const { received: at, due, ...said } = facts;
  const { statementVersion } = meta;
  return {
    ...said,
    status: 'received',
    open: true,
    received: at,
    ...(statementVersion !== undefined && { statementVersion }),
    ...dueFields(due),
    messages: [],
    questions: [],
    items: [],
    sealed: [],
    steps: [],
  } as RequestDocument;
}

/** The facts of a recorded event whose type is known. */
const factsOf = <Type extends Definition['type']>(event: RecordedRequestEvent, _type: Type) =>
  event.facts as FactsOf<Extract<Definition, { type: Type }>>;

function after(doc: RequestDocument, event: RecordedRequestEvent): RequestDocument {
  const { type } = event.meta;
  switch (type) {
    case 'request.received.v1':
      return doc;
    // Where the answer goes lies among what is sealed.
    case 'request.answer-address-kept.v1':
      return doc;
    case 'request.acknowledged.v1': {
      const { acknowledged } = factsOf(event, type);
      return { ...doc, acknowledged, status: doc.status === 'received' ? 'acknowledged' : doc.status };
    }
    case 'request.assigned.v1':
      return { ...doc, assignee: factsOf(event, type).assignee };
    case 'request.accepted.v1':
      return withStatus({ ...doc, identity: factsOf(event, type).identity }, 'accepted');
    case 'request.accepted.v2': {
      const { identity, proof, ground } = factsOf(event, type);
      const how = { identity, ...(proof !== undefined && { proof }), ...(ground !== undefined && { ground }) };
      return withStatus({ ...doc, ...how }, 'accepted');
    }
    case 'request.classified.v1': {
      const { requestType, before, classified: at } = factsOf(event, type);
      const { typeRead: _read, ...settled } = doc;
      const { takenAsEnquiry: _before, ...asked } = settled;
      const settledAs = { ...asked, requestType, classified: { at, before } };
      return doc.takenAsEnquiry ? withStatus(settledAs, 'received') : settledAs;
    }
    case 'request.extended.v1': {
      const { reasons, told, due } = factsOf(event, type);
      const { extending: _, ...before } = doc;
      return { ...before, extension: { reasons, told }, ...dueFields(due) };
    }
    case 'request.paused.v1':
    case 'request.resumed.v1':
      return { ...doc, ...dueFields(factsOf(event, type).due) };
    case 'request.fulfilled.v1': {
      const { fulfilled: at, by } = factsOf(event, type);
      return withStatus({ ...doc, fulfilled: { at, by } }, 'fulfilled');
    }
    case 'request.partly-fulfilled.v2': {
      const { closed: at, by, fulfilled, refused, held } = factsOf(event, type);
      return withStatus({ ...doc, partlyFulfilled: { at, by, fulfilled, refused, held } }, 'partly-fulfilled');
    }
    case 'request.partly-fulfilled.v1': {
      const { closed: at, fulfilled, refused } = factsOf(event, type);
      return withStatus({ ...doc, partlyFulfilled: { at, fulfilled, refused } }, 'partly-fulfilled');
    }
    case 'request.refused.v1': {
      const { refused: at, reason, complaintTo } = factsOf(event, type);
      return withStatus({ ...doc, refused: { at, reason, complaintTo } }, 'refused');
    }
    case 'request.withdrawn.v1':
      return withStatus({ ...doc, withdrawn: factsOf(event, type).withdrawn }, 'withdrawn');
    case 'request.taken-as-enquiry.v1':
      return withStatus({ ...doc, takenAsEnquiry: { at: factsOf(event, type).taken } }, 'taken-as-enquiry');
    case 'request.duplicate-found.v1':
      return { ...doc, duplicateOf: factsOf(event, type).of };
    case 'request.duplicate-dismissed.v1': {
      const { duplicateOf: _, ...before } = doc;
      return before;
    }
    case 'request.answered-with-first.v1': {
      const { of: request, outcome, firstReceived, answered: at } = factsOf(event, type);
      return withStatus({ ...doc, answeredWith: { request, outcome, firstReceived, at } }, 'answered-with-first');
    }
    case 'request.message-owed.v1':
    case 'request.told.v1':
    case 'request.telling-failed.v1':
    case 'request.message-lapsed.v1':
    case 'request.question-asked.v1':
    case 'request.question-answered.v1':
    case 'request.extension-decided.v1':
    case 'request.split.v1':
    case 'request.corrections-named.v1':
    case 'request.item-fulfilled.v1':
    case 'request.item-refused.v1':
    case 'request.fee-announced.v1':
    case 'request.fee-agreed.v1':
    case 'request.fee-charged.v1':
    case 'request.due-soon.v1':
    case 'request.overdue.v1':
    case 'request.lifting-announced.v1':
    case 'request.restriction-lifted.v1':
    case 'request.erasure-confirmed.v1':
    case 'request.erasure-withheld.v1':
    case 'request.telling-settled.v1':
    case 'request.person-not-reached.v1':
    case 'request.nothing-kept.v1':
      return { ...doc, ...afterStep(doc, event) };
  }
}

const withStatus = (doc: RequestDocument, status: RequestStatus): RequestDocument => ({
  ...doc,
  status,
  open: !isClosed(status),
});

const dueFields = (due: Due) => ({ due, dueDate: due.dueDate, dueAt: new Date(due.due).toISOString() });

function withStep(doc: RequestDocument, { meta, position, sealed, facts }: RecordedRequestEvent): RequestDocument {
  const step = { at: meta.time, position, eventType: meta.type, actor: meta.actor };
  const { message, item } = facts as { message?: string; item?: string };
  const of = message ?? item ?? (meta.type === 'request.fee-announced.v1' ? 'fee' : undefined);
  const text = { eventId: meta.id, eventType: meta.type, ...(of !== undefined && { of }), parts: sealed };
  return { ...doc, sealed: sealed.length > 0 ? [...doc.sealed, text] : doc.sealed, steps: [...doc.steps, step] };
}

function withLook(doc: RequestDocument): RequestDocument {
  const { nextLookAt: _, ...rest } = doc;
  const next = nextLookAt({
    status: doc.status,
    due: doc.due,
    ...(doc.duplicateOf !== undefined && { duplicateOf: doc.duplicateOf }),
    ...(doc.reminded && { reminded: doc.reminded }),
    ...(doc.overdue && { overdue: doc.overdue.due }),
  });
  return { ...rest, ...(next !== undefined && { nextLookAt: new Date(next).toISOString() }) };
}
