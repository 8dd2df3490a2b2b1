import type { requestIntakeEvents } from '@vitne/contracts/catalogue/request-intake-events';
import { accept, type Decider, type Decision, reject } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent } from '@vitne/contracts/event-definition';
import type { Due } from '@vitne/contracts/law/derivation';
import { mayRefuse } from '@vitne/contracts/law/refusals';
import type { RequestType } from '@vitne/contracts/law/requests';
import { dueAfterExtension, dueOnReceipt } from './due-date.ts';
import type { CommandNamed, Identity, RequestCommand, RequestRejection } from './request-commands.ts';

type RequestEvent = (typeof requestIntakeEvents)[number];
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
  assignee?: string;
};
export type RequestState = { status: 'unknown' } | KnownRequest;

type Answer = Decision<DomainEvent<RequestEvent>, RequestRejection>;

/** Whether nothing more can happen to a request. */
export const isClosed = (status: RequestStatus): boolean => closedStatuses.some((closed) => closed === status);

/**
 * Requests whose fulfilment gives data away or changes it, so that it must be settled first who asks (GDPR 12(6)).
 * Taking a consent back, objecting and complaining must be as easy as can be, and harm nobody when a stranger does it.
 */
const needsIdentity: Record<RequestType, boolean> = {
  access: true,
  rectification: true,
  erasure: true,
  restriction: true,
  portability: true,
  'automated-decision': true,
  objection: false,
  withdrawal: false,
  complaint: false,
};

/** One request of one person, from its receipt to its answer (GDPR 12, 15 to 22, 7(3), 77). */
export const request: Decider<
  RequestState,
  RequestCommand,
  DomainEvent<RequestEvent>,
  RecordedRequestEvent,
  RequestRejection
> = {
  initial: () => ({ status: 'unknown' }),

  decide(command, state) {
    if (command.command === 'receive') return receive(command, state);
    if (state.status === 'unknown') return reject('unknown-request', 'There is no such request: check its id.');
    if (isClosed(state.status)) return whenClosed(command, state);
    switch (command.command) {
      case 'acknowledge':
        return state.acknowledged
          ? accept()
          : accept({ type: 'request.acknowledged.v1', facts: { ...idOf(state), acknowledged: command.now } });
      case 'assign':
        return state.assignee === command.assignee
          ? accept()
          : accept({ type: 'request.assigned.v1', facts: { ...idOf(state), assignee: command.assignee } });
      case 'accept':
        return acceptRequest(command, state);
      case 'extend':
        return extend(command, state);
      case 'fulfil':
        return fulfil(command, state);
      case 'fulfil-by-disposal':
        return fulfilByDisposal(command, state);
      case 'refuse':
        return refuse(command, state);
      case 'withdraw':
        return accept({ type: 'request.withdrawn.v1', facts: { ...idOf(state), withdrawn: command.now } });
    }
  },

  evolve(state, event) {
    if (event.meta.type === 'request.received.v1') return firstState(event as RecordedOf<'request.received.v1'>);
    return state.status === 'unknown' ? state : nextState(state, event);
  },
};

type RecordedOf<Type extends string> = Extract<RecordedRequestEvent, { meta: { type: Type } }>;

function firstState({ facts }: RecordedOf<'request.received.v1'>): KnownRequest {
  const { request: id, person, requestType, due } = facts;
  return { status: 'received', request: id, person, requestType, due, acknowledged: false, extended: false };
}

function nextState(state: KnownRequest, event: RecordedRequestEvent): KnownRequest {
  switch (event.meta.type) {
    case 'request.received.v1':
      return state;
    case 'request.acknowledged.v1':
      return { ...state, acknowledged: true, status: state.status === 'received' ? 'acknowledged' : state.status };
    case 'request.assigned.v1':
      return { ...state, assignee: (event as RecordedOf<'request.assigned.v1'>).facts.assignee };
    case 'request.accepted.v1':
      return { ...state, status: 'accepted', identity: (event as RecordedOf<'request.accepted.v1'>).facts.identity };
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

const idOf = ({ request: id, person }: KnownRequest) => ({ request: id, person });

function receive(command: CommandNamed<'receive'>, state: RequestState): Answer {
  if (state.status !== 'unknown') return reject('already-received', 'This request was received before.');
  const { request: id, person, requestType, receivedThrough, received, terms, contact, text, now } = command;
  const due = dueOnReceipt(requestType, received, terms, now);
  if ('rejected' in due) return due;
  return accept({
    type: 'request.received.v1',
    facts: { request: id, person, requestType, receivedThrough, received, due },
    ...((contact || text !== undefined) && {
      personal: { ...(contact && { contact }), ...(text !== undefined && { enquiry: { text } }) },
    }),
  });
}

/** A disposal that comes after the answer, and a request that is taken back twice, change nothing; the rest is too late. */
function whenClosed({ command }: RequestCommand, { status }: KnownRequest): Answer {
  if (command === 'fulfil-by-disposal' || (command === 'withdraw' && status === 'withdrawn')) return accept();
  return reject('already-closed', `The request is ${status}; whoever wants more makes a new request.`, { status });
}

function acceptRequest({ identity }: CommandNamed<'accept'>, state: KnownRequest): Answer {
  if (state.identity === identity) return accept();
  if (state.identity !== undefined) {
    return reject('already-accepted', 'The identity was settled before, in another way; it is not judged twice.', {
      identity: state.identity,
    });
  }
  const { requestType } = state;
  return accept({ type: 'request.accepted.v1', facts: { ...idOf(state), requestType, identity } });
}

function extend({ reasons, told, now }: CommandNamed<'extend'>, state: KnownRequest): Answer {
  if (state.extended) return reject('already-extended', 'The law lets the time be extended once only.');
  const due = dueAfterExtension(state.due, reasons, told, now);
  if ('rejected' in due) return due;
  return accept({ type: 'request.extended.v1', facts: { ...idOf(state), reasons, told, due } });
}

function fulfil({ answer, now }: CommandNamed<'fulfil'>, state: KnownRequest): Answer {
  if (needsIdentity[state.requestType] && state.status !== 'accepted') {
    return reject('not-accepted', 'Settle who asks and accept the request before it is carried out.');
  }
  return accept({
    type: 'request.fulfilled.v1',
    facts: { ...idOf(state), fulfilled: now, by: 'staff' },
    ...(answer !== undefined && { personal: { answer: { text: answer } } }),
  });
}

/** A completed disposal answers an erasure, and nothing else; the data is gone, so nothing stands against saying so. */
function fulfilByDisposal({ person, now }: CommandNamed<'fulfil-by-disposal'>, state: KnownRequest): Answer {
  if (state.requestType !== 'erasure' || state.person !== person) return accept();
  return accept({ type: 'request.fulfilled.v1', facts: { ...idOf(state), fulfilled: now, by: 'disposal' } });
}

function refuse(command: CommandNamed<'refuse'>, state: KnownRequest): Answer {
  const { reason, explanation, directMarketing, complaintTo, now } = command;
  if (state.requestType === 'objection' && directMarketing === undefined) {
    return reject(
      'direct-marketing-unsaid',
      'Say in directMarketing whether the objection is against direct marketing: such an objection is absolute.',
    );
  }
  if (!mayRefuse(state.requestType, reason, { directMarketing: directMarketing ?? false })) {
    return reject('reason-not-allowed', `The law knows no refusal of this request for the reason ${reason}.`);
  }
  if (reason === 'identity-not-established' && state.identity !== undefined) {
    return reject('identity-settled', 'The request was accepted: it is settled who asks.', {
      identity: state.identity,
    });
  }
  if (complaintTo === undefined) {
    return reject(
      'complaint-authority-missing',
      'The statement in force names no supervisory authority, and a refusal must name it: publish a statement that does.',
    );
  }
  return accept({
    type: 'request.refused.v1',
    facts: { ...idOf(state), refused: now, reason, complaintTo, courtRemedyStated: true },
    personal: { explanation: { text: explanation } },
  });
}
