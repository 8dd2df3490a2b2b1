import { accept, type Decider, reject } from '@vitne/contracts/decider';
import type { DomainEvent } from '@vitne/contracts/event-definition';
import { dueOnReceipt } from './due-date.ts';
import { acceptJudged, acceptProved } from './request-acceptance.ts';
import { fulfil, fulfilByDisposal, refuse } from './request-answers.ts';
import { classify, whileUnclear } from './request-classification.ts';
import type { CommandNamed, RequestCommand, RequestRejection } from './request-commands.ts';
import {
  type Answer,
  firstState,
  idOf,
  isClosed,
  type KnownRequest,
  nextState,
  type RecordedOf,
  type RecordedRequestEvent,
  type RequestEvent,
  type RequestState,
} from './request-state.ts';
import { extend } from './request-time.ts';

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
    const unclear = whileUnclear(command, state);
    if (unclear) return unclear;
    switch (command.command) {
      case 'acknowledge':
        return state.acknowledged
          ? accept()
          : accept({ type: 'request.acknowledged.v1', facts: { ...idOf(state), acknowledged: command.now } });
      case 'classify':
        return classify(command, state);
      case 'assign':
        return state.assignee === command.assignee
          ? accept()
          : accept({ type: 'request.assigned.v1', facts: { ...idOf(state), assignee: command.assignee } });
      case 'accept-judged':
        return acceptJudged(command, state);
      case 'accept-proved':
        return acceptProved(command, state);
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

function receive(command: CommandNamed<'receive'>, state: RequestState): Answer {
  if (state.status !== 'unknown') return reject('already-received', 'This request was received before.');
  const {
    request: id,
    person,
    requestType,
    receivedThrough,
    received,
    terms,
    contact,
    text,
    now,
    reading,
    language,
  } = command;
  const due = dueOnReceipt(requestType, received, terms, now);
  if ('rejected' in due) return due;
  return accept({
    type: 'request.received.v1',
    facts: {
      request: id,
      person,
      requestType,
      receivedThrough,
      received,
      due,
      ...reading,
      ...(language && { language }),
    },
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
