import { accept, reject } from '@vitne/contracts/decider';
import type { CommandNamed } from './request-commands.ts';
import { type Answer, idOf, type KnownRequest } from './request-state.ts';
import { oneOfAKind, telling } from './request-telling.ts';

/** A fee for a manifestly unfounded or excessive request; the person is told of it, and agrees or takes the request back. */
export function announceFee(command: CommandNamed<'announce-fee'>, state: KnownRequest): Answer {
  const { ground, amount, currency, explanation, byHand, now } = command;
  if (state.fee) return reject('fee-announced', 'A fee was announced for this request, and it is not changed.');
  const told = telling(state, { message: oneOfAKind.fee, matter: 'fee' }, { byHand, now });
  if ('rejected' in told) return told;
  return accept(
    {
      type: 'request.fee-announced.v1',
      facts: { ...idOf(state), ground, amount, currency, announced: now },
      personal: { explanation: { text: explanation } },
    },
    ...told.accepted,
  );
}

export function agreeToFee({ now }: CommandNamed<'agree-to-fee'>, state: KnownRequest): Answer {
  if (state.fee === 'agreed' || state.fee === 'charged') return accept();
  return wasTold(state)
    ? accept({ type: 'request.fee-agreed.v1', facts: { ...idOf(state), agreed: now } })
    : reject('fee-not-told', 'The person can agree to a fee that was announced to them, and to no other.');
}

/** Nothing is charged that was not announced and agreed to (EDPB 01/2022, paragraph 192). */
export function chargeFee({ now }: CommandNamed<'charge-fee'>, state: KnownRequest): Answer {
  if (state.fee === 'charged') return accept();
  if (!wasTold(state)) return reject('fee-not-told', 'Announce the fee before it is charged.');
  return state.fee === 'agreed'
    ? accept({ type: 'request.fee-charged.v1', facts: { ...idOf(state), charged: now } })
    : reject('fee-not-agreed', 'The person has not agreed to the fee; they may also take the request back.');
}

const wasTold = ({ fee, messages }: KnownRequest): boolean =>
  fee !== undefined && messages[oneOfAKind.fee]?.status === 'told';
