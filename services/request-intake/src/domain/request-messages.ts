import { accept, reject } from '@vitne/contracts/decider';
import { failedMail } from '@vitne/contracts/mail-evidence';
import type { CommandNamed } from './request-commands.ts';
import { afterFailure, afterTelling, settling } from './request-erasure.ts';
import { type Answer, idOf, type KnownRequest } from './request-state.ts';
import { oneOfAKind, toldEvent, toldInTime } from './request-telling.ts';
import { extendedBy, pausedBy } from './request-time.ts';

/** Records that the person was told, and what follows: more time, or a pause, that counts from then. */
export function tell(command: CommandNamed<'tell'>, state: KnownRequest): Answer {
  const { message, how, told, mail, now } = command;
  const known = state.messages[message];
  if (!known) return reject('message-unknown', 'The request has no message of that name to be told of.');
  if (known.status === 'told' && known.told === told) return accept();
  if (known.status !== 'owed') {
    // The mail went out while the matter was settled in another way: that cannot be taken back, and changes nothing.
    if (mail) return accept();
    return reject('message-settled', 'That message is told, or has nothing to tell any more.', {
      status: known.status,
    });
  }
  const untimely = toldInTime(state, told, now);
  if (untimely) return untimely;
  const named = { message, matter: known.matter };
  const events = [toldEvent(state, named, { how, told }, mail), ...afterTelling(command, state)];
  if (known.matter === 'receipt' && !state.acknowledged) {
    events.push({ type: 'request.acknowledged.v1', facts: { ...idOf(state), acknowledged: told } });
  }
  const consequence = known.matter === 'extension' ? extendedBy(state, told, now) : pausedBy(state, message, told);
  // What the mail server took on is told, even if it is too late to count.
  if ('rejected' in consequence) return mail ? accept(...events) : consequence;
  return accept(...events, ...consequence.accepted);
}

/** An e-mail did not arrive; what is settled meanwhile is not touched by it. */
export function fail({ message, reason, replyCode, now }: CommandNamed<'fail'>, state: KnownRequest): Answer {
  const known = state.messages[message];
  if (!known) return reject('message-unknown', 'The request has no message of that name to be told of.');
  if (known.status !== 'owed' || known.givenUp) return accept();
  const failed = failedMail({ reason, replyCode }, known.attempts, now);
  return accept(
    { type: 'request.telling-failed.v1', facts: { ...idOf(state), message, matter: known.matter, ...failed } },
    ...afterFailure(state, message, failed),
  );
}

/** Nobody can be told any more, or telling would change nothing. */
export function lapse({ message, because, now }: CommandNamed<'lapse'>, state: KnownRequest): Answer {
  const known = state.messages[message];
  if (!known) return reject('message-unknown', 'The request has no message of that name to be told of.');
  if (known.status !== 'owed') return accept();
  const facts = { ...idOf(state), message, matter: known.matter, because, lapsed: now };
  return accept({ type: 'request.message-lapsed.v1', facts }, ...settling(state, message, 'nobody-to-tell', now));
}

/** That staff acknowledged the receipt in their own way. */
export function acknowledge({ now }: CommandNamed<'acknowledge'>, state: KnownRequest): Answer {
  if (state.acknowledged) return accept();
  const message = oneOfAKind.receipt;
  const owed = state.messages[message]?.status === 'owed';
  return accept(...(owed ? [toldEvent(state, { message, matter: 'receipt' }, { how: 'other', told: now })] : []), {
    type: 'request.acknowledged.v1',
    facts: { ...idOf(state), acknowledged: now },
  });
}
