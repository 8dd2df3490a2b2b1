import { isEnquiryAnswer } from '@vitne/contracts/catalogue/request-enquiry-events';
import { accept, reject } from '@vitne/contracts/decider';
import type { RequestType } from '@vitne/contracts/law/requests';
import { classify } from './request-classification.ts';
import type { CommandNamed } from './request-commands.ts';
import { type Answer, idOf, type KnownRequest, type RequestFact } from './request-state.ts';
import { lapsing, telling } from './request-telling.ts';

/** What takes effect, or has to be passed on, because the person says it: only a rule that read it from free text can be wrong. */
const countsByBeingSaid: readonly RequestType[] = ['objection', 'withdrawal', 'complaint'];

/**
 * Staff have read that somebody asks a question and exercises no right, so it is an enquiry: closed here, and kept as the
 * statement says of enquiries. Whose request was accepted has one under way.
 */
export function takeAsEnquiry({ answer, byHand, now }: CommandNamed<'take-as-enquiry'>, state: KnownRequest): Answer {
  if (state.identity !== undefined)
    return reject('already-accepted', 'The request was accepted for what it asks: answer or refuse it.');
  if (state.typeRead === undefined && countsByBeingSaid.includes(state.requestType))
    return reject(
      'not-a-question',
      `Whoever says that it is a matter of ${state.requestType} has said no question: answer it.`,
    );
  const message = `enquiry-answer-${Object.keys(state.messages).filter(isEnquiryAnswer).length + 1}`;
  const isAnswered = answer !== undefined || byHand !== undefined;
  const owed = isAnswered ? telling(state, { message, matter: 'answer' }, { byHand, now }) : accept<RequestFact>();
  if ('rejected' in owed) return owed;
  const contacted = isAnswered ? (byHand?.told ?? now) : state.due.received;
  return accept<RequestFact>(...lapsing(state, 'answered', now), ...owed.accepted, {
    type: 'request.taken-as-enquiry.v1',
    facts: { ...idOf(state), contacted, taken: now, ...(isAnswered && { message }) },
    ...(answer !== undefined && { personal: { answer: { text: answer } } }),
  });
}

/** A question that turns out to ask for a right is a request again; its time has run since the message came (Art. 12(3)). */
export const asRequestAfterAll = ({ requestType, now }: CommandNamed<'classify'>, state: KnownRequest): Answer =>
  classify({ command: 'classify', requestType, now }, { ...state, typeRead: 'unclear' });
