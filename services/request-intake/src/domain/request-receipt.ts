import { accept, type Rejected, reject } from '@vitne/contracts/decider';
import { dueOnReceipt } from './due-date.ts';
import type { CommandNamed } from './request-commands.ts';
import { correctionsEvent } from './request-corrections.ts';
import type { Answer, RequestFact, RequestState } from './request-state.ts';
import { oneOfAKind } from './request-telling.ts';

/** A request is received whatever it asks for; who gave an address is told of the receipt. */
export function receive(command: CommandNamed<'receive'>, state: RequestState): Answer {
  if (state.status !== 'unknown') return reject('already-received', 'This request was received before.');
  const { request: id, person, requestType, receivedThrough, received, terms, contact, text, now } = command;
  const { reading, directMarketing, purposes, corrections, language } = command;
  const misplaced = detailMisplaced(command);
  if (misplaced) return misplaced;
  const due = dueOnReceipt(requestType, received, terms, now);
  if ('rejected' in due) return due;
  const said = {
    ...reading,
    ...(directMarketing !== undefined && { directMarketing }),
    ...(purposes !== undefined && { purposes }),
    ...(language !== undefined && { language }),
  };
  const isReachable = contact?.email !== undefined;
  const owed = { request: id, person, message: oneOfAKind.receipt, matter: 'receipt' } as const;
  return accept<RequestFact>(
    {
      type: 'request.received.v1',
      facts: { request: id, person, requestType, receivedThrough, received, due, ...said },
      ...((contact || text !== undefined) && {
        personal: { ...(contact && { contact }), ...(text !== undefined && { enquiry: { text } }) },
      }),
    },
    ...answerAddress(command),
    ...(corrections ? [correctionsEvent({ request: id, person }, corrections)] : []),
    ...(isReachable ? [{ type: 'request.message-owed.v1' as const, facts: owed }] : []),
  );
}

/**
 * Where the answer goes, kept for the request beside what else is known of the person: an opt-out, or the end of any other
 * keeping, destroys no address that a request is still to be answered at.
 */
function answerAddress({ request, person, contact, knownEmail }: CommandNamed<'receive'>): RequestFact[] {
  const email = contact?.email ?? knownEmail;
  if (email === undefined && contact?.phone === undefined) return [];
  const from = email === contact?.email ? ('request' as const) : ('earlier-contact' as const);
  const answerTo = { ...contact, ...(email !== undefined && { email }) };
  return [{ type: 'request.answer-address-kept.v1', facts: { request, person, from }, personal: { answerTo } }];
}

/** What is said of one kind of request alone, and was said of another; asked before a person is looked up, too. */
export function detailMisplaced({
  requestType,
  directMarketing,
  purposes,
  corrections,
}: Pick<CommandNamed<'receive'>, 'requestType' | 'directMarketing' | 'purposes' | 'corrections'>):
  | Rejected<'detail-misplaced'>
  | undefined {
  if (directMarketing !== undefined && requestType !== 'objection')
    return reject('detail-misplaced', 'directMarketing is said of an objection, and of nothing else.');
  if (purposes !== undefined && requestType !== 'withdrawal')
    return reject('detail-misplaced', 'purposes are named in a withdrawal of consent, and in nothing else.');
  if (corrections !== undefined && requestType !== 'rectification')
    return reject('detail-misplaced', 'corrections are named in a request for rectification, and in nothing else.');
  return undefined;
}
