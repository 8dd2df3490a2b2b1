import { accept, reject } from '@vitne/contracts/decider';
import type { RequestType } from '@vitne/contracts/law/requests';
import type { CommandNamed } from './request-commands.ts';
import { type Answer, idOf, type KnownRequest } from './request-state.ts';

/**
 * Requests that are accepted as soon as it is proved who asks, because nothing else is to be judged: what a law keeps is
 * found out when an erasure is carried out. Whether something is wrong, and whether a decision was automated, staff judges.
 */
const acceptedByProof: Record<RequestType, boolean> = {
  access: true,
  portability: true,
  erasure: true,
  restriction: true,
  rectification: false,
  'automated-decision': false,
  objection: false,
  withdrawal: false,
  complaint: false,
};

/** Whether a proof of who asks is all that a request of this type waits for. */
export const isAcceptedByProof = (requestType: RequestType): boolean => acceptedByProof[requestType];

/** Staff takes it on itself to say who asks, and says by what. */
export function acceptJudged({ ground, note }: CommandNamed<'accept-judged'>, state: KnownRequest): Answer {
  if (state.identity !== undefined) return settled(state);
  return accept({
    type: 'request.accepted.v2',
    facts: { ...idOf(state), requestType: state.requestType, identity: 'staff-judgement', ground },
    personal: { judgement: { note } },
  });
}

/**
 * A proof counts for the request and the person that it was given for: not for another request that asks the same, and
 * not for whom the person was merged into.
 */
export function acceptProved({ proof }: CommandNamed<'accept-proved'>, state: KnownRequest): Answer {
  if (!proof || proof.request !== state.request || proof.person !== state.person) {
    return reject('identity-not-proved', 'Nobody has proved that this request is theirs; staff may judge it instead.');
  }
  if (state.proof === proof.event) return accept();
  if (state.identity !== undefined) return settled(state);
  const { requestType } = state;
  const facts = { ...idOf(state), requestType, identity: proof.by, proof: proof.event };
  return accept({ type: 'request.accepted.v2', facts });
}

const settled = ({ identity }: KnownRequest): Answer =>
  reject('already-accepted', 'The identity was settled before, in another way; it is not judged twice.', { identity });
