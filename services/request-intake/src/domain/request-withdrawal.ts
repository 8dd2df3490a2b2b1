import { accept, reject } from '@vitne/contracts/decider';
import type { CommandNamed } from './request-commands.ts';
import { type Answer, idOf, type KnownRequest } from './request-state.ts';
import { lapsing } from './request-telling.ts';

/**
 * The person takes the request back. An erasure can be taken back until it is accepted: that is when the systems are told, and
 * what they have erased nobody can bring back. So no request is called withdrawn whose erasure goes on.
 */
export function withdraw({ now }: CommandNamed<'withdraw'>, state: KnownRequest): Answer {
  if (state.requestType === 'erasure' && state.identity !== undefined) {
    return reject(
      'erasure-under-way',
      'The erasure was accepted, and the systems were told to erase: it cannot be taken back any more.',
    );
  }
  return accept(...lapsing(state, 'withdrawn', now), {
    type: 'request.withdrawn.v1',
    facts: { ...idOf(state), withdrawn: now },
  });
}
