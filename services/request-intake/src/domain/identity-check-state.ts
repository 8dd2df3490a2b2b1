import type {
  identityCheckEvents,
  identityCheckProved,
  identityCodeNotSent,
  identityCodeSent,
  identitySignInBegun,
} from '@vitne/contracts/catalogue/identity-events';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';

export type IdentityEvent = (typeof identityCheckEvents)[number];
export type RecordedIdentityEvent = RecordedEvent<IdentityEvent>;

/** A code that was asked for: it waits for its e-mail, was sent, or could not be. */
export type AskedCode =
  | { status: 'owed'; requested: string; attempts: number }
  | {
      status: 'sent';
      requested: string;
      codeDigest: string;
      linkDigest: string;
      digestMonth: string;
      expires: string;
      over: boolean;
    }
  | { status: 'not-sent'; requested: string };

/** What is proved, or not, for one request. */
export type IdentityCheck = {
  request: string;
  person: string;
  codes: readonly AskedCode[];
  /** How many wrong codes, wrong links and sign-ins of others there were, over all codes. */
  attempts: number;
  locked: boolean;
  signIns: number;
  /** The sign-in that is under way: one at a time, and each counts once. */
  signIn?: { stateDigest: string; digestMonth: string; expires: string; issuer: string };
  proved?: FactsOf<typeof identityCheckProved>;
};

/** All checks of one person, by request: what is limited by person and hour is limited over all of them. */
export type IdentityChecksState = Readonly<Record<string, IdentityCheck>>;

/** The checks of a person after one more event. */
export function checksAfter(state: IdentityChecksState, event: RecordedIdentityEvent): IdentityChecksState {
  const { request, person } = event.facts;
  if (event.meta.type === 'identity-check.started.v1') {
    const check = { request, person, codes: [], attempts: 0, locked: false, signIns: 0 };
    return { ...state, [request]: check };
  }
  const known = state[request];
  return known ? { ...state, [request]: checkAfter(known, event) } : state;
}

function checkAfter(check: IdentityCheck, { meta, facts }: RecordedIdentityEvent): IdentityCheck {
  switch (meta.type) {
    case 'identity-check.started.v1':
      return check;
    case 'identity-check.code-requested.v1': {
      const { requested } = facts as { requested: string };
      return { ...check, codes: [...check.codes, { status: 'owed', requested, attempts: 0 }] };
    }
    case 'identity-check.code-sent.v1': {
      const { code, codeDigest, linkDigest, digestMonth, expires } = facts as FactsOf<typeof identityCodeSent>;
      const sent = { status: 'sent', codeDigest, linkDigest, digestMonth, expires, over: false } as const;
      return withCode(check, code, ({ requested }) => ({ ...sent, requested }));
    }
    case 'identity-check.code-not-sent.v1': {
      const { code, attempt, nextAttempt } = facts as FactsOf<typeof identityCodeNotSent>;
      return withCode(check, code, ({ requested }) =>
        nextAttempt === undefined
          ? { status: 'not-sent', requested }
          : { status: 'owed', requested, attempts: attempt },
      );
    }
    case 'identity-check.expired.v1':
      return withCode(check, (facts as { code: number }).code, (code) =>
        code.status === 'sent' ? { ...code, over: true } : code,
      );
    case 'identity-check.sign-in-begun.v1': {
      const { stateDigest, digestMonth, expires, issuer } = facts as FactsOf<typeof identitySignInBegun>;
      return { ...check, signIns: check.signIns + 1, signIn: { stateDigest, digestMonth, expires, issuer } };
    }
    case 'identity-check.sign-in-failed.v1':
      return withoutSignIn(check);
    case 'identity-check.attempt-failed.v1':
      return { ...check, attempts: (facts as { attempt: number }).attempt };
    case 'identity-check.locked.v1':
      return { ...withoutSignIn(check), locked: true };
    case 'identity-check.proved.v1':
      return { ...withoutSignIn(check), proved: facts as FactsOf<typeof identityCheckProved> };
  }
}

const withCode = (check: IdentityCheck, number: number, change: (code: AskedCode) => AskedCode): IdentityCheck => ({
  ...check,
  codes: check.codes.map((code, index) => (index === number - 1 ? change(code) : code)),
});

function withoutSignIn(check: IdentityCheck): IdentityCheck {
  const { signIn: _, ...others } = check;
  return others;
}

/** The code that counts: the last one that was sent. */
export function lastSent(
  check: IdentityCheck,
): (Extract<AskedCode, { status: 'sent' }> & { code: number }) | undefined {
  const index = check.codes.findLastIndex(({ status }) => status === 'sent');
  const found = check.codes[index];
  return found?.status === 'sent' ? { ...found, code: index + 1 } : undefined;
}
