import type { requestIntakeEvents } from '@vitne/contracts/catalogue/request-intake-events';
import type { Decision } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent } from '@vitne/contracts/event-definition';
import type { Due } from '@vitne/contracts/law/derivation';
import type { RequestType } from '@vitne/contracts/law/requests';
import type { Identity, RequestRejection } from './request-commands.ts';

export type RequestEvent = (typeof requestIntakeEvents)[number];
export type RecordedRequestEvent = RecordedEvent<RequestEvent>;

export const openStatuses = ['received', 'acknowledged', 'accepted'] as const;
export const closedStatuses = ['fulfilled', 'refused', 'withdrawn'] as const;
export type RequestStatus = (typeof openStatuses)[number] | (typeof closedStatuses)[number];

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
};
export type RequestState = { status: 'unknown' } | KnownRequest;

export type Answer = Decision<DomainEvent<RequestEvent>, RequestRejection>;

/** Whether nothing more can happen to a request. */
export const isClosed = (status: RequestStatus): boolean => closedStatuses.some((closed) => closed === status);

/** What names the request in each of its events. */
export const idOf = ({ request: id, person }: KnownRequest) => ({ request: id, person });

export type RecordedOf<Type extends string> = Extract<RecordedRequestEvent, { meta: { type: Type } }>;

/** A request as it is received. */
export function firstState({ facts }: RecordedOf<'request.received.v1'>): KnownRequest {
  const { request: id, person, requestType, due, typeRead } = facts;
  const read = typeRead !== undefined && { typeRead };
  return { status: 'received', request: id, person, requestType, due, acknowledged: false, extended: false, ...read };
}

/** A request after one more event. */
export function nextState(state: KnownRequest, event: RecordedRequestEvent): KnownRequest {
  switch (event.meta.type) {
    case 'request.received.v1':
      return state;
    case 'request.acknowledged.v1':
      return { ...state, acknowledged: true, status: state.status === 'received' ? 'acknowledged' : state.status };
    case 'request.assigned.v1':
      return { ...state, assignee: (event as RecordedOf<'request.assigned.v1'>).facts.assignee };
    case 'request.accepted.v1':
      return { ...state, status: 'accepted', identity: (event as RecordedOf<'request.accepted.v1'>).facts.identity };
    case 'request.accepted.v2': {
      const { identity, proof } = (event as RecordedOf<'request.accepted.v2'>).facts;
      return { ...state, status: 'accepted', identity, ...(proof !== undefined && { proof }) };
    }
    case 'request.classified.v1': {
      const { typeRead: _read, ...settled } = state;
      return { ...settled, requestType: (event as RecordedOf<'request.classified.v1'>).facts.requestType };
    }
    case 'request.extended.v1':
      return { ...state, extended: true, due: (event as RecordedOf<'request.extended.v1'>).facts.due };
    case 'request.fulfilled.v1':
      return { ...state, status: 'fulfilled' };
    case 'request.refused.v1':
      return { ...state, status: 'refused' };
    case 'request.withdrawn.v1':
      return { ...state, status: 'withdrawn' };
  }
}
