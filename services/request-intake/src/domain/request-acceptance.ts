import { accept, reject } from '@vitne/contracts/decider';
import type { CommandNamed } from './request-commands.ts';
import { type Answer, idOf, type KnownRequest } from './request-state.ts';

/** It is settled who asks, once. */
export function acceptRequest({ identity }: CommandNamed<'accept'>, state: KnownRequest): Answer {
  if (state.identity === identity) return accept();
  if (state.identity !== undefined) {
    return reject('already-accepted', 'The identity was settled before, in another way; it is not judged twice.', {
      identity: state.identity,
    });
  }
  const { requestType } = state;
  return accept({ type: 'request.accepted.v1', facts: { ...idOf(state), requestType, identity } });
}
