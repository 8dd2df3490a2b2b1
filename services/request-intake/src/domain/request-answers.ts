import { accept, reject } from '@vitne/contracts/decider';
import { mayRefuse } from '@vitne/contracts/law/refusals';
import type { RequestType } from '@vitne/contracts/law/requests';
import type { CommandNamed } from './request-commands.ts';
import { type Answer, idOf, type KnownRequest } from './request-state.ts';

/**
 * Requests whose fulfilment gives data away or changes it, so that it must be settled first who asks (GDPR 12(6)).
 * Taking a consent back, objecting and complaining must be as easy as can be, and harm nobody when a stranger does it.
 */
const needsIdentity: Record<RequestType, boolean> = {
  access: true,
  rectification: true,
  erasure: true,
  restriction: true,
  portability: true,
  'automated-decision': true,
  objection: false,
  withdrawal: false,
  complaint: false,
};

/** The answer of staff: what was asked for is done. */
export function fulfil({ answer, now }: CommandNamed<'fulfil'>, state: KnownRequest): Answer {
  if (needsIdentity[state.requestType] && state.status !== 'accepted') {
    return reject('not-accepted', 'Settle who asks and accept the request before it is carried out.');
  }
  return accept({
    type: 'request.fulfilled.v1',
    facts: { ...idOf(state), fulfilled: now, by: 'staff' },
    ...(answer !== undefined && { personal: { answer: { text: answer } } }),
  });
}

/** A completed disposal answers an erasure, and nothing else; the data is gone, so nothing stands against saying so. */
export function fulfilByDisposal({ person, now }: CommandNamed<'fulfil-by-disposal'>, state: KnownRequest): Answer {
  if (state.requestType !== 'erasure' || state.person !== person) return accept();
  return accept({ type: 'request.fulfilled.v1', facts: { ...idOf(state), fulfilled: now, by: 'disposal' } });
}

/** No, for a reason that the law knows, with the complaint route and the right to a court (GDPR 12(4)). */
export function refuse(command: CommandNamed<'refuse'>, state: KnownRequest): Answer {
  const { reason, explanation, directMarketing, complaintTo, now } = command;
  if (state.requestType === 'objection' && directMarketing === undefined) {
    return reject(
      'direct-marketing-unsaid',
      'Say in directMarketing whether the objection is against direct marketing: such an objection is absolute.',
    );
  }
  if (!mayRefuse(state.requestType, reason, { directMarketing: directMarketing ?? false })) {
    return reject('reason-not-allowed', `The law knows no refusal of this request for the reason ${reason}.`);
  }
  if (reason === 'identity-not-established' && state.identity !== undefined) {
    return reject('identity-settled', 'The request was accepted: it is settled who asks.', {
      identity: state.identity,
    });
  }
  if (complaintTo === undefined) {
    return reject(
      'complaint-authority-missing',
      'The statement in force names no supervisory authority, and a refusal must name it: publish a statement that does.',
    );
  }
  return accept({
    type: 'request.refused.v1',
    facts: { ...idOf(state), refused: now, reason, complaintTo, courtRemedyStated: true },
    personal: { explanation: { text: explanation } },
  });
}
