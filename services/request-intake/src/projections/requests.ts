import { requestIntakeEvents } from '@vitne/contracts/catalogue/request-intake-events';
import type { AnyRecordedEvent, SealedPart } from '@vitne/contracts/envelope';
import type { Due } from '@vitne/contracts/law/derivation';
import type { RequestType } from '@vitne/contracts/law/requests';
import type { Projection } from '@vitne/projector/projection';
import { isClosed, type RecordedRequestEvent, type RequestStatus } from '../domain/request-state.ts';

type Recorded<Type extends string> = Extract<RecordedRequestEvent, { meta: { type: Type } }>;

/** What happened to a request, without what is personal about it. */
export type RequestStep = { at: string; position: number; eventType: string; actor: string };

export type RequestDocument = {
  request: string;
  person: string;
  requestType: RequestType;
  status: RequestStatus;
  open: boolean;
  receivedThrough: string;
  received: string;
  /** The statement that was in force at the receipt. */
  statementVersion?: string;
  due: Due;
  dueDate: string;
  /** `due.due` in UTC with milliseconds, so that its text sorts as its time. */
  dueAt: string;
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
  language?: 'nb' | 'en';
  extension?: { reasons: string[]; told: string };
  fulfilled?: { at: string; by: string };
  refused?: { at: string; reason: string; complaintTo: string };
  withdrawn?: string;
  /** Personal parts as they lie in the ledger, with what is needed to open them. */
  sealed: { eventId: string; eventType: string; parts: SealedPart[] }[];
  steps: RequestStep[];
};

/** Every request as it stands, by its id; what is overdue depends on the clock and is said when it is read. */
export const requestsProjection: Projection<RequestDocument> = {
  name: 'requests',
  version: 3,
  handles: requestIntakeEvents.map(({ type }) => type),
  indexes: [{ key: { dueAt: 1 } }, { key: { status: 1, dueAt: 1 } }, { key: { assignee: 1, dueAt: 1 } }],
  keysOf: ({ facts }: AnyRecordedEvent) => [facts['request'] as string],
  evolve(doc, recorded) {
    const event = recorded as unknown as RecordedRequestEvent;
    const changed =
      event.meta.type === 'request.received.v1'
        ? received(event as Recorded<'request.received.v1'>)
        : doc && after(doc, event);
    return changed && withStep(changed, event);
  },
};

function received({ facts, meta }: Recorded<'request.received.v1'>): RequestDocument {
  const { request, person, requestType, receivedThrough, received: at, due, typeRead, leftOut, language } = facts;
  const { statementVersion } = meta;
  return {
    request,
    person,
    requestType,
    status: 'received',
    open: true,
    receivedThrough,
    received: at,
    ...(statementVersion !== undefined && { statementVersion }),
    ...dueFields(due),
    ...(typeRead !== undefined && { typeRead }),
    ...(leftOut !== undefined && { leftOut }),
    ...(language !== undefined && { language }),
    sealed: [],
    steps: [],
  };
}

function after(doc: RequestDocument, event: RecordedRequestEvent): RequestDocument {
  switch (event.meta.type) {
    case 'request.received.v1':
      return doc;
    case 'request.acknowledged.v1': {
      const { acknowledged } = (event as Recorded<'request.acknowledged.v1'>).facts;
      return { ...doc, acknowledged, status: doc.status === 'received' ? 'acknowledged' : doc.status };
    }
    case 'request.assigned.v1':
      return { ...doc, assignee: (event as Recorded<'request.assigned.v1'>).facts.assignee };
    case 'request.accepted.v1':
      return withStatus({ ...doc, identity: (event as Recorded<'request.accepted.v1'>).facts.identity }, 'accepted');
    case 'request.accepted.v2': {
      const { identity, proof, ground } = (event as Recorded<'request.accepted.v2'>).facts;
      const how = { identity, ...(proof !== undefined && { proof }), ...(ground !== undefined && { ground }) };
      return withStatus({ ...doc, ...how }, 'accepted');
    }
    case 'request.classified.v1': {
      const { requestType, before, classified: at } = (event as Recorded<'request.classified.v1'>).facts;
      const { typeRead: _read, ...settled } = doc;
      return { ...settled, requestType, classified: { at, before } };
    }
    case 'request.extended.v1': {
      const { reasons, told, due } = (event as Recorded<'request.extended.v1'>).facts;
      return { ...doc, extension: { reasons, told }, ...dueFields(due) };
    }
    case 'request.fulfilled.v1': {
      const { fulfilled: at, by } = (event as Recorded<'request.fulfilled.v1'>).facts;
      return withStatus({ ...doc, fulfilled: { at, by } }, 'fulfilled');
    }
    case 'request.refused.v1': {
      const { refused: at, reason, complaintTo } = (event as Recorded<'request.refused.v1'>).facts;
      return withStatus({ ...doc, refused: { at, reason, complaintTo } }, 'refused');
    }
    case 'request.withdrawn.v1':
      return withStatus(
        { ...doc, withdrawn: (event as Recorded<'request.withdrawn.v1'>).facts.withdrawn },
        'withdrawn',
      );
  }
}

const withStatus = (doc: RequestDocument, status: RequestStatus): RequestDocument => ({
  ...doc,
  status,
  open: !isClosed(status),
});

const dueFields = (due: Due) => ({ due, dueDate: due.dueDate, dueAt: new Date(due.due).toISOString() });

function withStep(doc: RequestDocument, { meta, position, sealed }: RecordedRequestEvent): RequestDocument {
  const step = { at: meta.time, position, eventType: meta.type, actor: meta.actor };
  const parts = sealed.length > 0 ? [{ eventId: meta.id, eventType: meta.type, parts: sealed }] : [];
  return { ...doc, sealed: [...doc.sealed, ...parts], steps: [...doc.steps, step] };
}
