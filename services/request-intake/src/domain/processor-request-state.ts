import type {
  processorCallFailed,
  processorCancellationFailed,
  processorRequestEvents,
  processorRequestGivenUp,
  processorRequestOwed,
  processorRequestReceived,
  processorStatuses,
  processorStatusTold,
} from '@vitne/contracts/catalogue/processor-request-events';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';
import type { ProcessorCall } from './processor-request-terms.ts';

type Definition = (typeof processorRequestEvents)[number];
export type ProcessorRequestEvent = DomainEvent<Definition>;
export type RecordedProcessorRequestEvent = RecordedEvent<Definition>;
export type ProcessorStatus = (typeof processorStatuses)[number];

export type Owed = FactsOf<typeof processorRequestOwed>;
export type StatusTold = FactsOf<typeof processorStatusTold>;

/** What one processor is asked for, and how far it is; plain JSON, so that a read model can hold it as it is. */
export type KnownProcessorRequest = Owed & {
  /** Which call is next, or how it ended: nobody is called any more then. */
  stage:
    | ProcessorCall
    | 'completed'
    | 'ended'
    | 'given-up'
    | 'settled'
    | 'cancel'
    | 'cancelled'
    | 'cancellation-given-up';
  /** Which attempt of that call is next, and which time it was taken up again after it was given up. */
  attempt: number;
  round: number;
  /** When the next call is made (UTC). */
  next?: string;
  received?: string;
  expectedCompletion?: string;
  status?: ProcessorStatus;
  results?: number;
  givenUp?: Pick<FactsOf<typeof processorRequestGivenUp>, 'call' | 'reason' | 'httpStatus' | 'givenUp'>;
};
export type ProcessorRequestState = { status: 'unknown' } | { status: 'known'; known: KnownProcessorRequest };

export const noProcessorRequest = (): ProcessorRequestState => ({ status: 'unknown' });

export function evolveProcessorRequest(
  state: ProcessorRequestState,
  event: RecordedProcessorRequestEvent,
): ProcessorRequestState {
  if (event.meta.type === 'processor-request.owed.v1') {
    const owed = event.facts as Owed;
    return { status: 'known', known: { ...owed, stage: 'send', attempt: 1, round: 0, next: inUtc(owed.owed) } };
  }
  return state.status === 'unknown' ? state : { status: 'known', known: evolveKnown(state.known, event) };
}

function evolveKnown(
  known: KnownProcessorRequest,
  { meta, facts }: RecordedProcessorRequestEvent,
): KnownProcessorRequest {
  const { next: _, ...still } = known;
  switch (meta.type) {
    case 'processor-request.owed.v1':
      return known;
    case 'processor-request.received.v1': {
      const { received, expectedCompletion, again } = facts as FactsOf<typeof processorRequestReceived>;
      const receipt = { received, expectedCompletion };
      // A call back can come before the receipt is recorded.
      return known.stage === 'send'
        ? { ...still, ...receipt, stage: 'ask', attempt: 1, next: inUtc(again) }
        : { ...known, ...receipt };
    }
    case 'processor-request.call-failed.v1': {
      const { attempt, again } = facts as FactsOf<typeof processorCallFailed>;
      return { ...still, attempt: attempt + 1, ...(again !== undefined && { next: inUtc(again) }) };
    }
    case 'processor-request.status-told.v1':
      return told(known, facts as StatusTold);
    case 'processor-request.given-up.v1': {
      const { call, reason, httpStatus, givenUp } = facts as FactsOf<typeof processorRequestGivenUp>;
      const why = { call, reason, givenUp, ...(httpStatus !== undefined && { httpStatus }) };
      return { ...still, stage: 'given-up', givenUp: why };
    }
    case 'processor-request.resumed.v1': {
      const { givenUp, ...rest } = still;
      const { resumed } = facts as { resumed: string };
      const stage = givenUp?.call ?? 'send';
      return { ...rest, stage, attempt: 1, round: known.round + 1, next: inUtc(resumed) };
    }
    case 'processor-request.settled.v1':
      return { ...still, stage: 'settled' };
    case 'processor-request.cancellation-owed.v1': {
      const { givenUp: _given, ...rest } = still;
      return { ...rest, stage: 'cancel', attempt: 1, next: inUtc((facts as { owed: string }).owed) };
    }
    case 'processor-request.cancelled.v1':
      return { ...still, stage: 'cancelled' };
    case 'processor-request.cancellation-failed.v1': {
      const { attempt, again } = facts as FactsOf<typeof processorCancellationFailed>;
      return { ...still, attempt: attempt + 1, ...(again !== undefined && { next: inUtc(again) }) };
    }
    case 'processor-request.cancellation-given-up.v1':
      return { ...still, stage: 'cancellation-given-up' };
  }
}

function told(known: KnownProcessorRequest, facts: StatusTold): KnownProcessorRequest {
  const { status, through, expectedCompletion, results, again } = facts;
  const { next, givenUp: _, ...still } = known;
  const said = {
    ...still,
    status: furtherOf(known.status, status),
    ...(expectedCompletion !== undefined && { expectedCompletion }),
    ...(results !== undefined && { results }),
  };
  if (isTakenBack(known)) return { ...said, stage: 'cancelled' };
  if (status === 'cancelled' || status === 'denied') return { ...said, stage: 'ended' };
  if (status === 'completed') {
    return again === undefined
      ? { ...said, stage: 'completed' }
      : { ...said, stage: 'fetch', attempt: 1, next: inUtc(again) };
  }
  const attempt = through === 'asked' ? known.attempt + 1 : known.stage === 'ask' ? known.attempt : 1;
  const when = again === undefined ? next : inUtc(again);
  return { ...said, stage: 'ask', attempt, ...(when !== undefined && { next: when }) };
}

/** Whether nothing of it is wanted any more, and the processor is told, or was. */
export const isTakenBack = ({ stage }: KnownProcessorRequest): boolean =>
  ['cancel', 'cancelled', 'cancellation-given-up'].includes(stage);

const order: readonly ProcessorStatus[] = ['pending', 'in_progress', 'completed', 'cancelled', 'denied'];

/** The further of two statuses: what comes late says nothing new. */
export const furtherOf = (one: ProcessorStatus | undefined, other: ProcessorStatus): ProcessorStatus =>
  one !== undefined && order.indexOf(one) > order.indexOf(other) ? one : other;

const inUtc = (moment: string): string => new Date(moment).toISOString();
