import type { PastEvent } from '@vitne/testing/decider-specification';
import type { IdentityCommandNamed, SignInClaim, SignInFailure } from '../src/domain/identity-check-commands.ts';

type Past = Extract<PastEvent, { type: `identity-check.${string}` }>;
type Past1<Type extends Past['type']> = Extract<Past, { type: Type }>;

export const id = { request: 'r-1', person: 'p4k7w2m9x1c6v3b8n5z0' };
export const other = 'q4k7w2m9x1c6v3b8n5z0';
const beginning = '2026-03-02T09:00:00.000Z';

/** So many minutes after everything began. */
export const at = (minutes: number): string => new Date(Date.parse(beginning) + minutes * 60_000).toISOString();

export const started = {
  type: 'identity-check.started.v1',
  facts: { ...id, started: at(0), language: 'nb' },
} satisfies Past;

export const asked = (code: number, minutes = 0) =>
  ({
    type: 'identity-check.code-requested.v1',
    facts: { ...id, code, requested: at(minutes) },
  }) satisfies Past;

/** The digest of the one code or link that is right. */
export const digestOf = (by: 'email-code' | 'email-link', code: number): string => `${by}-${code}-`.padEnd(32, '0');

export const sent = (code: number) =>
  ({
    type: 'identity-check.code-sent.v1',
    facts: {
      ...id,
      code,
      codeDigest: digestOf('email-code', code),
      linkDigest: digestOf('email-link', code),
      digestMonth: '2026-03',
      sent: at(0),
      expires: at(30),
      mail: { messageId: '<a@b.example>', replyCode: 250, contentHash: 'a'.repeat(64), language: 'nb' },
    },
  }) satisfies Past;

export const missed = (more: Partial<Past1<'identity-check.code-not-sent.v1'>['facts']>) =>
  ({
    type: 'identity-check.code-not-sent.v1',
    facts: { ...id, code: 1, reason: 'refused', attempt: 1, failed: at(0), ...more },
  }) satisfies Past;

export const expired = (code: number) =>
  ({ type: 'identity-check.expired.v1', facts: { ...id, code, expired: at(30) } }) satisfies Past;

type Way = 'email-code' | 'email-link' | 'signed-in';
export const attempt = (by: Way, count: number) =>
  ({ type: 'identity-check.attempt-failed.v1', facts: { ...id, by, attempt: count, failed: at(0) } }) satisfies Past;
export const locked = {
  type: 'identity-check.locked.v1',
  facts: { ...id, attempts: 5, locked: at(0) },
} satisfies Past;

export const proved = (by: Way, more: { issuer?: string; acr?: string; amr?: string[] } = {}) =>
  ({
    type: 'identity-check.proved.v1',
    facts: { ...id, by, identifierKind: 'email', proved: at(0), ...more },
  }) satisfies Past;

export const begun = {
  type: 'identity-check.sign-in-begun.v1',
  facts: {
    ...id,
    issuer: 'https://id.example',
    stateDigest: 's'.repeat(32),
    digestMonth: '2026-03',
    begun: at(0),
    expires: at(10),
  },
} satisfies Past;

export const showing = (by: 'email-code' | 'email-link', code: number): IdentityCommandNamed<'show'> => ({
  command: 'show',
  request: id.request,
  by,
  digest: digestOf(by, code),
  leadsToPerson: true,
  now: at(0),
});

export const signingIn = (
  outcome: { claim: SignInClaim } | { failed: SignInFailure },
): IdentityCommandNamed<'end-sign-in'> => ({
  command: 'end-sign-in',
  request: id.request,
  stateDigest: 's'.repeat(32),
  outcome,
  leadsToPerson: true,
  now: at(0),
});
