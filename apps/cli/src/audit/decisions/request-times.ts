import { requestIntakeEvents } from '@vitne/contracts/catalogue/request-intake-events';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { Due } from '@vitne/contracts/law/derivation';
import { isRejected } from '@vitne/contracts/law/moments';
import type { RequestType } from '@vitne/contracts/law/requests';
import {
  type AnswerTerms,
  dueAfterExtension,
  dueOnReceipt,
  dueWithPauses,
} from '@vitne/request-intake/domain/due-date';
import { request } from '@vitne/request-intake/domain/request';
import type { KnownRequest, RecordedRequestEvent, RequestState } from '@vitne/request-intake/domain/request-state';
import { passTime } from '@vitne/request-intake/domain/request-time';
import {
  compared,
  differing,
  type Law,
  type Redecided,
  type Redecider,
  type Statements,
  type Told,
} from './decision.ts';

const types: readonly string[] = requestIntakeEvents.map(({ type }) => type);

/**
 * The times to answer: at the receipt, after an extension, beside a pause, and when somebody was reminded or it passed.
 * With another law each request goes on by what that law would have given.
 */
export function requestTimes(law: Law): Redecider {
  const states = new Map<string, RequestState>();
  return {
    decisions: 'times to answer requests',
    look(event, statements) {
      if (!types.includes(event.meta.type)) return [];
      const id = event.meta.entity;
      const state = states.get(id) ?? request.initial();
      const again = decideAgain(event, state, statements, law);
      const wouldBe = law && again?.told ? { ...event, facts: again.told.facts } : event;
      states.set(id, request.evolve(state, wouldBe as unknown as RecordedRequestEvent));
      return again ? [again.redecided] : [];
    },
  };
}

type Again = { redecided: Redecided; told?: Told };

function decideAgain(
  event: AnyRecordedEvent,
  state: RequestState,
  statements: Statements,
  law: Law,
): Again | undefined {
  const { type, time } = event.meta;
  const { facts } = event;
  if (type === 'request.received.v1') return onReceipt(event, statements, law);
  if (state.status === 'unknown') return undefined;
  switch (type) {
    case 'request.extended.v1': {
      const { reasons, told } = facts as { reasons: string[]; told: string };
      return withDue(event, dueAfterExtension({ ...state, ...withLaw(law) }, reasons, told, time));
    }
    case 'request.paused.v1':
      return withDue(event, dueWithPauses({ ...asked(state, event, 'told', facts['paused']), ...withLaw(law) }));
    case 'request.resumed.v1':
      return withDue(event, dueWithPauses({ ...asked(state, event, 'answered', facts['resumed']), ...withLaw(law) }));
    case 'request.due-soon.v1':
      return passed(event, state, String(facts['reminded']));
    case 'request.overdue.v1':
      return passed(event, state, String(facts['overdue']));
    default:
      return undefined;
  }
}

const withLaw = (law: Law) => (law ? { law } : {});

function onReceipt(event: AnyRecordedEvent, statements: Statements, law: Law): Again {
  const { requestType, received, due } = event.facts as { requestType: RequestType; received: string; due: Due };
  const statement = statements.of(event);
  if (!statement) return { redecided: differing(event, 'statement', event.meta.statementVersion, undefined) };
  const terms: AnswerTerms = {
    zone: statement.statement.timeZone,
    answerWithin: statement.requests.answerWithin,
    law: { rules: due.rules, calendar: due.calendar, ...law },
  };
  return withDue(event, dueOnReceipt(requestType, received, terms, event.meta.time));
}

function withDue(event: AnyRecordedEvent, due: Due | { rejected: { code: string } }): Again {
  if (isRejected(due)) return { redecided: differing(event, 'due', 'computed', due.rejected.code) };
  const told = { type: event.meta.type, facts: { ...event.facts, due } };
  return { redecided: compared(event, told), told };
}

/** The questions as they stood when the decision was made: its own events may come after it. */
function asked(state: KnownRequest, event: AnyRecordedEvent, what: 'told' | 'answered', moment: unknown): KnownRequest {
  const message = String(event.facts['message']);
  const questions = state.questions.map((one) => (one.message === message ? { ...one, [what]: String(moment) } : one));
  return { ...state, questions };
}

function passed(event: AnyRecordedEvent, state: KnownRequest, now: string): Again {
  const decision = passTime({ command: 'pass-time', now }, state);
  const told = 'accepted' in decision ? decision.accepted[0] : undefined;
  return { redecided: compared(event, told), ...(told && { told }) };
}
