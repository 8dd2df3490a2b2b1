import type { TellingOutcome } from '@vitne/contracts/catalogue/erasure-events';
import { accept, reject } from '@vitne/contracts/decider';
import type { FailedMail } from '@vitne/contracts/mail-evidence';
import { canonicalJson } from '@vitne/contracts/statement/canonical-json';
import type { CommandNamed, RequestCommand } from './request-commands.ts';
import { type Answer, type Erasing, idOf, type KnownRequest, type RequestFact } from './request-state.ts';
import { answersOf, isAnswer, lapsing, oneOfAKind, telling } from './request-telling.ts';

type TellOfErasure = CommandNamed<'tell-of-erasure'>;

/** The person is told while there is an address; the erasure is fulfilled when the keys are gone. */
export function tellOfErasure(command: TellOfErasure, state: KnownRequest): Answer {
  if (isOfTheSame(command, state)) return tellAnew(command, state);
  if (!isAbout(command, state)) return accept();
  const { now } = command;
  const owed = telling(state, { message: oneOfAKind.answer, matter: 'answer' }, { now });
  if ('rejected' in owed) return owed;
  return accept(...lapsing(state, 'answered', now), confirmed(command, state), ...owed.accepted);
}

/** Staff answered before: the keys wait only for that answer, if it is on its way still. */
export function tellAfterAnswer(command: TellOfErasure, state: KnownRequest): Answer {
  if (isOfTheSame(command, state)) return tellAnew(command, state);
  // What was held back then goes by a later disposal of the same request, of which the person knows from the answer.
  if (state.requestType !== 'erasure' || state.person !== command.person) return accept();
  const answer = state.messages[oneOfAKind.answer];
  if (answer?.status === 'owed' && !answer.givenUp) return accept(confirmed(command, state));
  const facts = {
    ...idOf(state),
    disposal: command.disposal,
    outcome: 'answered-before',
    settled: command.now,
  } as const;
  return accept({ type: 'request.telling-settled.v1', facts });
}

const isOfTheSame = ({ disposal, person }: TellOfErasure, state: KnownRequest): boolean =>
  state.requestType === 'erasure' && state.person === person && state.erasing?.disposal === disposal;

/** A legal hold came before the keys went: what stays is told instead of what was said before, in an answer of its own if that has left. */
function tellAnew(command: TellOfErasure, state: KnownRequest): Answer {
  const said = state.erasing?.held;
  if (said === undefined || canonicalJson(said) === canonicalJson(command.held)) return accept();
  const answers = answersOf(state);
  const answer = state.messages[answers.at(-1) ?? oneOfAKind.answer];
  if (answer?.status === 'owed' && !answer.givenUp) return accept(confirmed(command, state));
  const owed = telling(state, { message: nextAnswer(state), matter: 'answer' }, { now: command.now });
  return 'rejected' in owed ? owed : accept(confirmed(command, state), ...owed.accepted);
}

const isAbout = ({ person }: TellOfErasure, state: KnownRequest): boolean =>
  state.requestType === 'erasure' && state.person === person && state.erasing === undefined;

const confirmed = ({ disposal, held, confirmed: at, tellBy }: TellOfErasure, state: KnownRequest): RequestFact => ({
  type: 'request.erasure-confirmed.v1',
  facts: { ...idOf(state), disposal, held, confirmed: at, tellBy },
});

/**
 * What follows when the person was told of an erasure: the keys go, unless what stays has changed while the answer was on its
 * way. Of that the person is told in a further answer first.
 */
export function afterTelling(command: CommandNamed<'tell'>, state: KnownRequest): RequestFact[] {
  const { message, now } = command;
  if (!isAnswer(message) || !state.erasing || state.erasing.settled) return [];
  if (!isOutrun(command, state.erasing)) return settling(state, message, 'told', now);
  return [{ type: 'request.message-owed.v1', facts: { ...idOf(state), message: nextAnswer(state), matter: 'answer' } }];
}

/** Whether a legal hold came after the answer was written, or after staff told it. */
function isOutrun({ mail, said, told }: CommandNamed<'tell'>, { held, changed }: Erasing): boolean {
  if (mail) return said !== undefined && held !== undefined && canonicalJson(said) !== canonicalJson(held);
  return changed !== undefined && Date.parse(told) < Date.parse(changed);
}

const nextAnswer = (state: KnownRequest): string => `${oneOfAKind.answer}-${answersOf(state).length + 1}`;

/** Nothing keeps the address any more, once the answer is told or there is nobody to tell it to. */
export function settling(state: KnownRequest, message: string, outcome: TellingOutcome, now: string): RequestFact[] {
  const { erasing } = state;
  if (!isAnswer(message) || !erasing || erasing.settled) return [];
  const { disposal } = erasing;
  return [{ type: 'request.telling-settled.v1', facts: { ...idOf(state), disposal, outcome, settled: now } }];
}

/** An e-mail with the answer that is not tried again: without an address there is nobody to tell, and else staff has to. */
export function afterFailure(
  state: KnownRequest,
  message: string,
  { reason, nextAttempt, failed }: FailedMail,
): RequestFact[] {
  const { erasing } = state;
  if (nextAttempt !== undefined || !isAnswer(message) || !erasing || erasing.settled) return [];
  if (reason === 'no-address') return settling(state, message, 'nobody-to-tell', failed);
  const facts = { ...idOf(state), message, tellBy: erasing.tellBy, found: failed };
  return [{ type: 'request.person-not-reached.v1', facts }];
}

/** The address is gone and the person was not told in time: nobody can be any more. */
export function untold(state: KnownRequest, now: string): RequestFact[] {
  const message = answersOf(state).at(-1) ?? oneOfAKind.answer;
  const answer = state.messages[message];
  if (!state.erasing || state.erasing.settled || answer?.status !== 'owed' || !answer.givenUp) return [];
  const { matter } = answer;
  const facts = { ...idOf(state), message, matter, because: 'address-erased', lapsed: now } as const;
  return [{ type: 'request.message-lapsed.v1', facts }];
}

/** What can be said of an erasure that every system has carried out: nothing that would change its answer. */
const changingTheAnswer: readonly RequestCommand['command'][] = [
  'announce-fee',
  'ask',
  'charge-fee',
  'extend',
  'fulfil',
  'fulfil-item',
  'refuse',
  'refuse-item',
  'split',
  'withdraw',
];

/** Says no to what comes too late for an erasure whose answer the person is being told. */
export function whileErasing({ command }: RequestCommand, { erasing }: KnownRequest): Answer | undefined {
  if (!erasing || !changingTheAnswer.includes(command)) return undefined;
  return reject(
    'erasure-confirmed',
    'Every system has erased the data, and the person is being told: there is nothing left to decide.',
  );
}
