import { accept, reject } from '@vitne/contracts/decider';
import type { CommandNamed, Matter, ToldByHand } from './request-commands.ts';
import { type Answer, idOf, type KnownRequest, type RequestFact } from './request-state.ts';

/** The messages of which there is one in a request; questions and liftings are numbered. */
export const oneOfAKind = { receipt: 'acknowledgement', extension: 'extension', fee: 'fee', answer: 'answer' } as const;

type Named = { message: string; matter: Matter };

/** Whether a message is an answer: `answer`, or `answer-2` and so on where what was answered has changed since. */
export const isAnswer = (message: string): boolean =>
  message === oneOfAKind.answer || message.startsWith(`${oneOfAKind.answer}-`);

/** The names of the answers of a request, the newest last. */
export const answersOf = ({ messages }: KnownRequest): string[] => Object.keys(messages).filter(isAnswer);

/** The person is to be told by the platform, or was told by staff already. */
export function telling(
  state: KnownRequest,
  named: Named,
  { byHand, now }: { byHand?: ToldByHand | undefined; now: string },
): Answer {
  if (!byHand) return accept({ type: 'request.message-owed.v1', facts: { ...idOf(state), ...named } });
  return toldInTime(state, byHand.told, now) ?? accept(toldEvent(state, named, byHand));
}

/** What the person was not told before the request is answered needs no telling any more. */
export function lapsing(state: KnownRequest, because: 'answered' | 'withdrawn', now: string): RequestFact[] {
  return Object.entries(state.messages).flatMap(([message, { matter, status }]) =>
    status === 'owed' && !isAnswer(message)
      ? [
          {
            type: 'request.message-lapsed.v1' as const,
            facts: { ...idOf(state), message, matter, because, lapsed: now },
          },
        ]
      : [],
  );
}

/** Nobody is told in the future, or before asking. */
export function toldInTime(state: KnownRequest, told: string, now: string) {
  if (Date.parse(told) > Date.parse(now))
    return reject('told-in-future', 'Record it when the person has been told, not before.');
  if (Date.parse(told) < Date.parse(state.due.received))
    return reject('told-before-receipt', 'The person cannot be told before the request came in.');
  return undefined;
}

/** That the person was told. */
export function toldEvent(
  state: KnownRequest,
  named: Named,
  { how, told }: ToldByHand,
  mail?: CommandNamed<'tell'>['mail'],
): RequestFact {
  return { type: 'request.told.v1', facts: { ...idOf(state), ...named, how, told, ...(mail && { mail }) } };
}
