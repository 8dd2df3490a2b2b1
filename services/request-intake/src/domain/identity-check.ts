import { accept, type Decider, type Decision, reject } from '@vitne/contracts/decider';
import type { DomainEvent } from '@vitne/contracts/event-definition';
import { failedMail } from '@vitne/contracts/mail-evidence';
import {
  type IdentityCommand,
  type IdentityCommandNamed,
  type IdentityRejection,
  identityLimits,
  type SignInFailure,
} from './identity-check-commands.ts';
import {
  checksAfter,
  type IdentityCheck,
  type IdentityChecksState,
  type IdentityEvent,
  lastSent,
  type RecordedIdentityEvent,
} from './identity-check-state.ts';
import { sameDigest } from './same-digest.ts';

type Answer = Decision<DomainEvent<IdentityEvent>, IdentityRejection>;
type ProofEvent = DomainEvent<IdentityEvent>;

/**
 * The proofs of one person, each for one request (GDPR 12(6)): by a code or a link that was sent to an address of the
 * person's, or by a sign-in whose claim leads to the person. What proves one request proves no other.
 */
export const identityChecks: Decider<
  IdentityChecksState,
  IdentityCommand,
  DomainEvent<IdentityEvent>,
  RecordedIdentityEvent,
  IdentityRejection
> = {
  initial: () => ({}),

  decide(command, state) {
    if (command.command === 'start') return start(command, state);
    const check = state[command.request];
    if (!check) return reject('check-unknown', 'Nothing was asked to be proved for such a request.');
    switch (command.command) {
      case 'request-code':
        return requestCode(command, check, state);
      case 'send-code':
        return sendCode(command, check);
      case 'miss-code':
        return missCode(command, check);
      case 'show':
        return show(command, check);
      case 'begin-sign-in':
        return beginSignIn(command, check);
      case 'end-sign-in':
        return endSignIn(command, check);
      case 'expire':
        return expire(command, check);
    }
  },

  evolve: checksAfter,
};

function start(command: IdentityCommandNamed<'start'>, state: IdentityChecksState): Answer {
  const { request, person, language, claimedEmail, now } = command;
  if (state[request]) return accept();
  const facts = { request, person, started: now, ...(language !== undefined && { language }) };
  const personal = claimedEmail === undefined ? {} : { personal: { claimed: { email: claimedEmail } } };
  const started: ProofEvent = { type: 'identity-check.started.v1', facts, ...personal };
  if (!mayAsk(state, now)) return accept(started);
  return accept(started, codeRequested({ request, person }, 1, now));
}

/** Whoever has asked for much lately is sent nothing more: an address is no target for others' requests. */
function mayAsk(state: IdentityChecksState, now: string): boolean {
  const hourAgo = Date.parse(now) - 3_600_000;
  const asked = Object.values(state).flatMap(({ codes }) => codes.map(({ requested }) => Date.parse(requested)));
  return asked.filter((at) => at > hourAgo).length < identityLimits.codesForPersonAndHour;
}

const codeRequested = (id: { request: string; person: string }, code: number, requested: string): ProofEvent => ({
  type: 'identity-check.code-requested.v1',
  facts: { ...id, code, requested },
});

function requestCode(
  { now }: IdentityCommandNamed<'request-code'>,
  check: IdentityCheck,
  state: IdentityChecksState,
): Answer {
  const over = ended(check);
  if (over) return over;
  if (check.codes.at(-1)?.status === 'owed') return accept();
  if (check.codes.length >= identityLimits.codesForRequest || !mayAsk(state, now)) {
    return reject('too-many-codes', 'As many codes as may be were asked for: use the last one, or wait an hour.');
  }
  return accept(codeRequested(idOf(check), check.codes.length + 1, now));
}

/** What was asked for and is settled meanwhile is not sent a second time. */
function sendCode(command: IdentityCommandNamed<'send-code'>, check: IdentityCheck): Answer {
  const { code, codeDigest, linkDigest, digestMonth, expires, mail, now } = command;
  if (check.codes[code - 1]?.status !== 'owed') return accept();
  const facts = { ...idOf(check), code, codeDigest, linkDigest, digestMonth, sent: now, expires, mail };
  return accept({ type: 'identity-check.code-sent.v1', facts });
}

function missCode(command: IdentityCommandNamed<'miss-code'>, check: IdentityCheck): Answer {
  const { code, reason, replyCode, now } = command;
  const asked = check.codes[code - 1];
  if (asked?.status !== 'owed') return accept();
  const failure = failedMail({ reason, replyCode }, asked.attempts, now);
  return accept({ type: 'identity-check.code-not-sent.v1', facts: { ...idOf(check), code, ...failure } });
}

/** Shows a code or a link. What is wrong is recorded as an attempt, and the state says so: no answer is a proof but one. */
function show({ by, digest, leadsToPerson, now }: IdentityCommandNamed<'show'>, check: IdentityCheck): Answer {
  const over = ended(check) ?? moved(leadsToPerson);
  if (over) return over;
  const sent = lastSent(check);
  if (!sent || sent.over || !(Date.parse(now) < Date.parse(sent.expires))) {
    return reject('code-expired', 'No code counts at this moment: ask for another one.');
  }
  const expected = by === 'email-code' ? sent.codeDigest : sent.linkDigest;
  if (digest === undefined || !sameDigest(digest, expected)) return accept(...failedAttempt(check, by, now));
  return accept({
    type: 'identity-check.proved.v1',
    facts: { ...idOf(check), by, identifierKind: 'email', proved: now },
  });
}

function beginSignIn(command: IdentityCommandNamed<'begin-sign-in'>, check: IdentityCheck): Answer {
  const { issuer, stateDigest, digestMonth, now } = command;
  const over = ended(check);
  if (over) return over;
  if (check.signIns >= identityLimits.signInsForRequest) {
    return reject('too-many-sign-ins', 'The sign-in was begun as often as may be for one request.');
  }
  const expires = new Date(Date.parse(now) + identityLimits.signInMinutes * 60_000).toISOString();
  const facts = { ...idOf(check), issuer, stateDigest, digestMonth, begun: now, expires };
  return accept({ type: 'identity-check.sign-in-begun.v1', facts });
}

/** A sign-in counts once, whatever comes of it, and only in the browser that began it. */
function endSignIn(command: IdentityCommandNamed<'end-sign-in'>, check: IdentityCheck): Answer {
  const { stateDigest, outcome, leadsToPerson, now } = command;
  const over = ended(check) ?? moved(leadsToPerson);
  if (over) return over;
  const { signIn } = check;
  const begun = signIn && stateDigest !== undefined && sameDigest(stateDigest, signIn.stateDigest);
  if (!begun || !(Date.parse(now) < Date.parse(signIn.expires))) {
    return reject('sign-in-unknown', 'This sign-in was not begun for the request, or its time is over.');
  }
  const failed = (reason: SignInFailure): ProofEvent => ({
    type: 'identity-check.sign-in-failed.v1',
    facts: { ...idOf(check), reason, failed: now },
  });
  if ('failed' in outcome) return accept(failed(outcome.failed));
  const { leadsTo, identifierKind, acr, amr } = outcome.claim;
  if (leadsTo !== check.person) {
    return accept(failed('claim-differs'), ...failedAttempt(check, 'signed-in', now));
  }
  const level = { ...(acr !== undefined && { acr }), ...(amr !== undefined && { amr }) };
  return accept({
    type: 'identity-check.proved.v1',
    facts: { ...idOf(check), by: 'signed-in', identifierKind, proved: now, issuer: signIn.issuer, ...level },
  });
}

function expire({ code, now }: IdentityCommandNamed<'expire'>, check: IdentityCheck): Answer {
  const asked = check.codes[code - 1];
  const isOver = asked?.status === 'sent' && !asked.over && Date.parse(now) >= Date.parse(asked.expires);
  if (!isOver || check.proved || check.locked) return accept();
  return accept({ type: 'identity-check.expired.v1', facts: { ...idOf(check), code, expired: now } });
}

function failedAttempt(check: IdentityCheck, by: 'email-code' | 'email-link' | 'signed-in', now: string): ProofEvent[] {
  const attempt = check.attempts + 1;
  const failed: ProofEvent = {
    type: 'identity-check.attempt-failed.v1',
    facts: { ...idOf(check), by, attempt, failed: now },
  };
  if (attempt < identityLimits.attempts) return [failed];
  return [failed, { type: 'identity-check.locked.v1', facts: { ...idOf(check), attempts: attempt, locked: now } }];
}

const idOf = ({ request, person }: IdentityCheck) => ({ request, person });

/** Why nothing more can be proved for a request. */
function ended({ proved, locked }: IdentityCheck) {
  if (proved) return reject('identity-proved', 'It is proved who made this request.');
  if (locked) return reject('check-locked', 'Too many attempts failed; staff has to judge who asks.');
  return undefined;
}

const moved = (leadsToPerson: boolean) =>
  leadsToPerson
    ? undefined
    : reject('person-moved', 'Nothing leads to the person of this request any more: make a new request.');
