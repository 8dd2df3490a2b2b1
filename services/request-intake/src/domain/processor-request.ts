import type {
  processorRequestCancelled,
  processorRequestReceived,
} from '@vitne/contracts/catalogue/processor-request-events';
import { accept, type Decider, type Decision, reject } from '@vitne/contracts/decider';
import type { FactsOf } from '@vitne/contracts/event-definition';
import {
  evolveProcessorRequest,
  furtherOf,
  isTakenBack,
  type KnownProcessorRequest,
  noProcessorRequest,
  type Owed,
  type ProcessorRequestEvent,
  type ProcessorRequestState,
  type ProcessorStatus,
  type RecordedProcessorRequestEvent,
  type StatusTold,
} from './processor-request-state.ts';
import { askedAt, calledAgain, type ProcessorCall, type ProcessorCallFailure } from './processor-request-terms.ts';

type Receipt = Pick<
  FactsOf<typeof processorRequestReceived>,
  'identities' | 'certificate' | 'receivedTime' | 'expectedCompletion'
>;

export type ProcessorRequestCommand =
  | { command: 'owe'; facts: Owed }
  /** The processor signed that it received the request. */
  | { command: 'note-receipt'; receipt: Receipt; sealed: { digest: string; signature: string }; now: string }
  /** A call came to nothing. */
  | {
      command: 'note-failure';
      call: ProcessorCall;
      attempt: number;
      reason: ProcessorCallFailure;
      httpStatus?: number | undefined;
      now: string;
    }
  /** The processor said how it stands: it called back, or was asked. */
  | ({ command: 'note-status'; system: string; now: string } & Pick<
      StatusTold,
      'status' | 'through' | 'answer' | 'expectedCompletion' | 'results'
    >)
  /** The order is given again. */
  | { command: 'resume'; now: string }
  /** Somebody answered for the processor, or the order is carried out. */
  | { command: 'settle'; now: string }
  /** Nothing of it is wanted any more: a processor that was told of it is told that. */
  | { command: 'cancel'; now: string }
  /** The processor received the cancellation, or knows nothing of the request. */
  | NoteCancelled
  /** It could not be told, or did not take it. */
  | {
      command: 'note-cancellation-failure';
      attempt: number;
      reason: ProcessorCallFailure;
      httpStatus?: number | undefined;
      now: string;
    };
type NoteCancelled = {
  command: 'note-cancelled';
  outcome: Cancelled['outcome'];
  httpStatus: number;
  answer?: Cancelled['answer'];
  now: string;
};
type Cancelled = FactsOf<typeof processorRequestCancelled>;

export type ProcessorRequestRejection = 'unknown-processor-request';
type Answer = Decision<ProcessorRequestEvent, ProcessorRequestRejection>;
type Command<Name extends ProcessorRequestCommand['command']> = Extract<ProcessorRequestCommand, { command: Name }>;

/** What a processor that takes orders by OpenDSR is asked for, and what came of each call. */
export const processorRequest: Decider<
  ProcessorRequestState,
  ProcessorRequestCommand,
  ProcessorRequestEvent,
  RecordedProcessorRequestEvent,
  ProcessorRequestRejection
> = {
  initial: noProcessorRequest,

  decide(command, state) {
    if (command.command === 'owe') {
      if (state.status === 'known') return accept();
      return accept({ type: 'processor-request.owed.v1', facts: command.facts });
    }
    if (state.status === 'unknown') return unknown();
    switch (command.command) {
      // A processor speaks of what it was asked itself.
      case 'note-status':
        return command.system === state.known.system ? noteStatus(command, state.known) : unknown();
      case 'note-receipt':
        return noteReceipt(command, state.known);
      case 'note-failure':
        return noteFailure(command, state.known);
      case 'resume':
        return resume(command, state.known);
      case 'settle':
        return settle(command, state.known);
      case 'cancel':
        return cancel(command, state.known);
      case 'note-cancelled':
        return noteCancelled(command, state.known);
      case 'note-cancellation-failure':
        return noteCancellationFailure(command, state.known);
    }
  },

  evolve: evolveProcessorRequest,
};

const unknown = () => reject('unknown-processor-request', 'The processor was asked nothing under that id.');

const about = ({ subjectRequestId, person, system, task, disposal }: KnownProcessorRequest) => ({
  subjectRequestId,
  person,
  system,
  ...(task !== undefined && { task }),
  ...(disposal !== undefined && { disposal }),
});

/** Nobody is called any more, and nothing that comes late is waited for. */
const isOver = (known: KnownProcessorRequest): boolean =>
  ['completed', 'ended', 'settled'].includes(known.stage) || isTakenBack(known);

function noteReceipt({ receipt, sealed, now }: Command<'note-receipt'>, known: KnownProcessorRequest): Answer {
  if (known.received !== undefined || isOver(known)) return accept();
  // The first question is always within the terms.
  const again = askedAt(known.terms, now, 1) ?? now;
  return accept({
    type: 'processor-request.received.v1',
    facts: { ...about(known), ...receipt, received: now, again },
    personal: { receipt: sealed },
  });
}

function noteFailure(
  { call, attempt, reason, httpStatus, now }: Command<'note-failure'>,
  known: KnownProcessorRequest,
): Answer {
  if (known.stage !== call || known.attempt !== attempt) return accept();
  const http = httpStatus === undefined ? {} : { httpStatus };
  const again =
    call === 'ask' ? nextQuestion(known, attempt, now) : calledAgain({ terms: known.terms, reason, attempt }, now);
  const failed: ProcessorRequestEvent = {
    type: 'processor-request.call-failed.v1',
    facts: { ...about(known), call, attempt, reason, ...http, failed: now, ...(again !== undefined && { again }) },
  };
  if (again !== undefined) return accept(failed);
  const facts = { ...about(known), call, reason, ...http, givenUp: now };
  return accept<ProcessorRequestEvent>(failed, { type: 'processor-request.given-up.v1', facts });
}

/** When it is asked next, after the `times`-th question; questions whose time is over already are not made up for. */
function nextQuestion(
  { terms, received, owed }: KnownProcessorRequest,
  times: number,
  now: string,
): string | undefined {
  for (let next = times + 1; ; next++) {
    const moment = askedAt(terms, received ?? owed, next);
    if (moment === undefined || Date.parse(moment) > Date.parse(now)) return moment;
  }
}

function noteStatus(
  { status, through, answer, expectedCompletion, results, now }: Command<'note-status'>,
  known: KnownProcessorRequest,
): Answer {
  const isCancellation = isTakenBack(known) && status === 'cancelled';
  if ((isOver(known) && !isCancellation) || known.stage === 'fetch') return accept();
  const isNews = known.status !== status && furtherOf(known.status, status) === status;
  if (through === 'callback' && !isNews) return accept();
  const again = nextCall(known, status, through, now);
  const told: ProcessorRequestEvent = {
    type: 'processor-request.status-told.v1',
    facts: {
      ...about(known),
      status,
      through,
      answer,
      ...(expectedCompletion !== undefined && { expectedCompletion }),
      ...(results !== undefined && { results }),
      told: now,
      ...(again !== undefined && { again }),
    },
  };
  if (again !== undefined || isEnd(status)) return accept(told);
  const facts = { ...about(known), call: 'ask' as const, reason: 'no-end' as const, givenUp: now };
  return accept<ProcessorRequestEvent>(told, { type: 'processor-request.given-up.v1', facts });
}

const isEnd = (status: ProcessorStatus): boolean => ['completed', 'cancelled', 'denied'].includes(status);

function nextCall(known: KnownProcessorRequest, status: ProcessorStatus, through: StatusTold['through'], now: string) {
  // What an access or a portability gives is fetched.
  if (status === 'completed') return known.task === undefined ? undefined : now;
  if (isEnd(status)) return undefined;
  const asked = known.stage === 'ask' ? known.attempt : 0;
  return nextQuestion(known, through === 'asked' ? asked : Math.max(asked - 1, 0), now);
}

function resume({ now }: Command<'resume'>, known: KnownProcessorRequest): Answer {
  if (known.stage !== 'given-up') return accept();
  return accept({ type: 'processor-request.resumed.v1', facts: { ...about(known), resumed: now } });
}

function settle({ now }: Command<'settle'>, known: KnownProcessorRequest): Answer {
  if (isOver(known)) return accept();
  return accept({ type: 'processor-request.settled.v1', facts: { ...about(known), settled: now } });
}

/**
 * Takes back what a processor was told of (OpenDSR § 9); what it has done already is done, and what it never heard of is not
 * called about. An erasure goes on whoever asked for it, because a disposal that was ordered is carried out everywhere.
 */
function cancel({ now }: Command<'cancel'>, known: KnownProcessorRequest): Answer {
  if (isOver(known)) return accept();
  const isTold = known.received !== undefined || known.status !== undefined || known.attempt > 1 || known.round > 0;
  if (known.task === undefined || !isTold || known.stage === 'fetch') return settle({ command: 'settle', now }, known);
  return accept({ type: 'processor-request.cancellation-owed.v1', facts: { ...taskOf(known), owed: now } });
}

function noteCancelled({ outcome, httpStatus, answer, now }: NoteCancelled, known: KnownProcessorRequest): Answer {
  if (known.stage !== 'cancel') return accept();
  const said = { outcome, httpStatus, ...(answer && { answer }) };
  return accept({ type: 'processor-request.cancelled.v1', facts: { ...taskOf(known), ...said, cancelled: now } });
}

function noteCancellationFailure(
  { attempt, reason, httpStatus, now }: Command<'note-cancellation-failure'>,
  known: KnownProcessorRequest,
): Answer {
  if (known.stage !== 'cancel' || known.attempt !== attempt) return accept();
  const why = { reason, ...(httpStatus !== undefined && { httpStatus }) };
  const again = calledAgain({ terms: known.terms, reason, attempt }, now);
  const failed: ProcessorRequestEvent = {
    type: 'processor-request.cancellation-failed.v1',
    facts: { ...taskOf(known), attempt, ...why, failed: now, ...(again !== undefined && { again }) },
  };
  if (again !== undefined) return accept(failed);
  const facts = { ...taskOf(known), ...why, givenUp: now };
  return accept<ProcessorRequestEvent>(failed, { type: 'processor-request.cancellation-given-up.v1', facts });
}

const taskOf = ({ subjectRequestId, person, system, task = '' }: KnownProcessorRequest) => ({
  subjectRequestId,
  person,
  system,
  task,
});
