import { accept, reject } from '@vitne/contracts/decider';
import type { CommandNamed } from './request-commands.ts';
import { type Answer, idOf, type KnownRequest } from './request-state.ts';
import { telling } from './request-telling.ts';

/** The person is told that the restriction is to be lifted, and why, before it is (GDPR 18(3)). */
export function announceLifting(command: CommandNamed<'announce-lifting'>, state: KnownRequest): Answer {
  const { explanation, byHand, now } = command;
  if (!isRestricting(state)) return nothingRestricted();
  const liftings = liftingsOf(state);
  if (liftings.some(({ status }) => status !== 'lapsed')) return accept();
  const message = `lifting-${liftings.length + 1}`;
  const told = telling(state, { message, matter: 'lifting' }, { byHand, now });
  if ('rejected' in told) return told;
  return accept(
    {
      type: 'request.lifting-announced.v1',
      facts: { ...idOf(state), message, announced: now },
      personal: { explanation: { text: explanation } },
    },
    ...told.accepted,
  );
}

/** Use is allowed again, if the person was told before. */
export function lift({ now }: CommandNamed<'lift'>, state: KnownRequest): Answer {
  if (state.isLifted) return accept();
  if (!isRestricting(state)) return nothingRestricted();
  return liftingsOf(state).some(({ status }) => status === 'told')
    ? accept({ type: 'request.restriction-lifted.v1', facts: { ...idOf(state), lifted: now } })
    : reject('person-not-told', 'Tell the person first, and why: announce the lifting, or record how they were told.');
}

/** A restriction stands from when it is settled who asked for it until it is taken back, refused or lifted. */
const isRestricting = ({ requestType, identity, status, isLifted }: KnownRequest): boolean =>
  requestType === 'restriction' &&
  identity !== undefined &&
  status !== 'withdrawn' &&
  status !== 'refused' &&
  !isLifted;

const nothingRestricted = (): Answer =>
  reject('nothing-restricted', 'This request restricts no use of data, so there is nothing to lift.');

const liftingsOf = ({ messages }: KnownRequest) => Object.values(messages).filter(({ matter }) => matter === 'lifting');
