import { accept, reject } from '@vitne/contracts/decider';
import { dueWithPauses } from './due-date.ts';
import type { CommandNamed } from './request-commands.ts';
import { type Answer, idOf, type KnownRequest, type RequestFact } from './request-state.ts';
import { telling } from './request-telling.ts';
import { pausedBy } from './request-time.ts';

/**
 * Asks the person for what the request cannot be answered without: who they are, on a reasonable doubt that is recorded
 * (GDPR 12(6)), or what they mean (recital 63). One question at a time.
 */
export function ask(command: CommandNamed<'ask'>, state: KnownRequest): Answer {
  const { ground, question, doubt, byHand, now } = command;
  if (ground === 'identity-doubt' && state.identity !== undefined) {
    return reject('identity-settled', 'The request was accepted: it is settled who asks.', {
      identity: state.identity,
    });
  }
  if (ground === 'identity-doubt' && doubt === undefined)
    return reject('doubt-unsaid', 'Say in doubt what makes the doubt about the identity reasonable.');
  if (outstanding(state))
    return reject('question-outstanding', 'The person was asked something and has not answered: one thing at a time.');
  const message = `question-${state.questions.length + 1}`;
  const told = telling(state, { message, matter: 'question' }, { byHand, now });
  if ('rejected' in told) return told;
  const asking = { ...state, questions: [...state.questions, { message, ground }] };
  const paused = byHand ? pausedBy(asking, message, byHand.told) : accept<RequestFact>();
  if ('rejected' in paused) return paused;
  return accept(
    {
      type: 'request.question-asked.v1',
      facts: { ...idOf(state), message, ground, asked: now },
      personal: { question: { text: question }, ...(doubt !== undefined && { doubt: { text: doubt } }) },
    },
    ...told.accepted,
    ...paused.accepted,
  );
}

/** The question that waits for its answer. */
export const outstanding = ({ questions }: Pick<KnownRequest, 'questions'>) =>
  questions.find(({ answered }) => answered === undefined);

/** What the person answered, and from when; the later time to answer has an end again. */
export function recordReply(command: CommandNamed<'record-reply'>, state: KnownRequest): Answer {
  const { message, reply, answered, answeredThrough, now } = command;
  const question = state.questions.find((one) => one.message === message);
  if (!question) return reject('question-unknown', 'The person was asked nothing of that name.');
  if (question.answered !== undefined)
    return question.answered === answered
      ? accept()
      : reject('question-answered', 'The answer to that question is recorded already.');
  const earliest = question.told ?? state.due.received;
  if (Date.parse(answered) > Date.parse(now) || Date.parse(answered) < Date.parse(earliest))
    return reject('moment-invalid', 'An answer comes after the question, and is recorded after it came.');
  const unsent = state.messages[message]?.status === 'owed';
  const events: RequestFact[] = [
    {
      type: 'request.question-answered.v1',
      facts: { ...idOf(state), message, answered, answeredThrough },
      ...(reply !== undefined && { personal: { reply: { text: reply } } }),
    },
  ];
  if (unsent) {
    const facts = { ...idOf(state), message, matter: 'question', because: 'answered', lapsed: now } as const;
    events.push({ type: 'request.message-lapsed.v1', facts });
  }
  if (question.told === undefined) return accept(...events);
  const questions = state.questions.map((one) => (one === question ? { ...one, answered } : one));
  const due = dueWithPauses({ ...state, questions });
  if ('rejected' in due) return due;
  return accept(...events, {
    type: 'request.resumed.v1',
    facts: { ...idOf(state), message, resumed: answered, due },
  });
}
