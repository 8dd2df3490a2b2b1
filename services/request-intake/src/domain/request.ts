import { accept, type Decider, reject } from '@vitne/contracts/decider';
import type { DomainEvent } from '@vitne/contracts/event-definition';
import { acceptJudged, acceptProved } from './request-acceptance.ts';
import {
  answerNothingKept,
  fulfil,
  fulfilByDisposal,
  fulfilByPackage,
  fulfilByWithdrawal,
  fulfilItem,
  refuse,
  refuseItem,
  split,
} from './request-answers.ts';
import { classify, whileUnclear } from './request-classification.ts';
import type { CommandNamed, RequestCommand, RequestRejection } from './request-commands.ts';
import { nameCorrections } from './request-corrections.ts';
import { dismissing, followFirst, markDuplicate, whileDuplicate } from './request-duplicates.ts';
import { asRequestAfterAll, takeAsEnquiry } from './request-enquiry.ts';
import { tellAfterAnswer, tellOfErasure, whileErasing } from './request-erasure.ts';
import { agreeToFee, announceFee, chargeFee } from './request-fee.ts';
import { announceLifting, lift } from './request-lifting.ts';
import { acknowledge, fail, lapse, tell } from './request-messages.ts';
import { ask, recordReply } from './request-questions.ts';
import { receive } from './request-receipt.ts';
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
import { extend, passTime } from './request-time.ts';
import { withdraw } from './request-withdrawal.ts';
import { withholdErasure } from './request-withholding.ts';

/** One request of one person, from its receipt to its answer (GDPR 12, 15 to 22, 7(3), 77), and that the person is told. */
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
    switch (command.command) {
      case 'tell':
        return tell(command, state);
      case 'fail':
        return fail(command, state);
      case 'lapse':
        return lapse(command, state);
      case 'announce-lifting':
        return announceLifting(command, state);
      case 'lift':
        return lift(command, state);
      case 'pass-time':
        return passTime(command, state);
      case 'accept-judged':
      case 'accept-proved':
      case 'acknowledge':
      case 'agree-to-fee':
      case 'answer-nothing-kept':
      case 'announce-fee':
      case 'ask':
      case 'assign':
      case 'charge-fee':
      case 'classify':
      case 'dismiss-duplicate':
      case 'extend':
      case 'fulfil':
      case 'fulfil-by-disposal':
      case 'fulfil-by-package':
      case 'fulfil-by-withdrawal':
      case 'fulfil-item':
      case 'follow-first':
      case 'mark-duplicate':
      case 'name-corrections':
      case 'record-reply':
      case 'refuse':
      case 'refuse-item':
      case 'split':
      case 'take-as-enquiry':
      case 'tell-of-erasure':
      case 'withdraw':
      case 'withhold-erasure':
        return isClosed(state.status) ? whenClosed(command, state) : whenOpen(command, state);
    }
  },

  evolve(state, event) {
    if (event.meta.type === 'request.received.v1') return firstState(event as RecordedOf<'request.received.v1'>);
    return state.status === 'unknown' ? state : nextState(state, event);
  },
};

/** What is possible after the answer too: telling, lifting a restriction, and letting time pass. */
type Afterwards = CommandNamed<'tell' | 'fail' | 'lapse' | 'announce-lifting' | 'lift' | 'pass-time'>;
type BeforeTheAnswer = Exclude<RequestCommand, Afterwards | CommandNamed<'receive'>>;

function whenOpen(command: BeforeTheAnswer, state: KnownRequest): Answer {
  const refused = whileUnclear(command, state) ?? whileErasing(command, state) ?? whileDuplicate(command, state);
  if (refused) return refused;
  switch (command.command) {
    case 'classify':
      return classify(command, state);
    case 'take-as-enquiry':
      return takeAsEnquiry(command, state);
    case 'acknowledge':
      return acknowledge(command, state);
    case 'assign':
      return state.assignee === command.assignee
        ? accept()
        : accept({ type: 'request.assigned.v1', facts: { ...idOf(state), assignee: command.assignee } });
    case 'accept-judged':
      return byItself(acceptJudged(command, state), state);
    case 'accept-proved':
      return byItself(acceptProved(command, state), state);
    case 'mark-duplicate':
      return markDuplicate(command, state);
    case 'dismiss-duplicate':
      return accept(...dismissing(state, 'staff'));
    case 'follow-first':
      return followFirst(command, state);
    case 'ask':
      return ask(command, state);
    case 'record-reply':
      return recordReply(command, state);
    case 'extend':
      return extend(command, state);
    case 'name-corrections':
      return nameCorrections(command, state);
    case 'split':
      return split(command, state);
    case 'fulfil-item':
      return fulfilItem(command, state);
    case 'refuse-item':
      return refuseItem(command, state);
    case 'fulfil':
      return fulfil(command, state);
    case 'tell-of-erasure':
      return tellOfErasure(command, state);
    case 'withhold-erasure':
      return withholdErasure(command, state);
    case 'fulfil-by-disposal':
      return fulfilByDisposal(command, state);
    case 'fulfil-by-package':
      return fulfilByPackage(command, state);
    case 'answer-nothing-kept':
      return answerNothingKept(command, state);
    case 'fulfil-by-withdrawal':
      return fulfilByWithdrawal(command, state);
    case 'refuse':
      return refuse(command, state);
    case 'announce-fee':
      return announceFee(command, state);
    case 'agree-to-fee':
      return agreeToFee(command, state);
    case 'charge-fee':
      return chargeFee(command, state);
    case 'withdraw':
      return withdraw(command, state);
  }
}

/** Who is known to ask waits for no other request, whose asker nobody may know. */
const byItself = (accepted: Answer, state: KnownRequest): Answer =>
  'rejected' in accepted || accepted.accepted.length === 0
    ? accepted
    : accept(...dismissing(state, 'accepted'), ...accepted.accepted);

/** A disposal, a package or a withdrawal that comes after the answer, and a request that is taken back twice, change nothing; the rest is too late. */
function whenClosed(late: BeforeTheAnswer, state: KnownRequest): Answer {
  const { command } = late;
  const { status } = state;
  if (command === 'classify' && status === 'taken-as-enquiry') return asRequestAfterAll(late, state);
  if (command === 'tell-of-erasure') return tellAfterAnswer(late, state);
  if (
    command === 'fulfil-by-disposal' ||
    command === 'fulfil-by-package' ||
    command === 'answer-nothing-kept' ||
    command === 'fulfil-by-withdrawal' ||
    command === 'follow-first' ||
    command === 'withhold-erasure' ||
    (command === 'withdraw' && status === 'withdrawn') ||
    (command === 'take-as-enquiry' && status === 'taken-as-enquiry')
  )
    return accept();
  return reject('already-closed', `The request is ${status}; whoever wants more makes a new request.`, { status });
}
