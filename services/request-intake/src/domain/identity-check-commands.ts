import type { identityCheckProved, signInFailures } from '@vitne/contracts/catalogue/identity-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { MailEvidence, MailFailure } from '@vitne/contracts/mail-evidence';

type Proved = FactsOf<typeof identityCheckProved>;
export type SignInFailure = (typeof signInFailures)[number];

/** What an identity provider told of whoever signed in, and which person its claim leads to by the directory. */
export type SignInClaim = Pick<Proved, 'identifierKind' | 'acr' | 'amr'> & { leadsTo: string | undefined };

/** Everything that can be done about the proof of who made a request. `now` is the clock's RFC 3339 moment. */
export type IdentityCommand = { request: string; now: string } & (
  | { command: 'start'; person: string; language?: 'nb' | 'en' | undefined; claimedEmail?: string | undefined }
  | { command: 'request-code' }
  | {
      command: 'send-code';
      code: number;
      codeDigest: string;
      linkDigest: string;
      digestMonth: string;
      expires: string;
      mail: MailEvidence;
    }
  | ({ command: 'miss-code'; code: number } & MailFailure)
  | {
      command: 'show';
      by: 'email-code' | 'email-link';
      /** The keyed digest of what was shown; none when its key is gone, which is after every expiry. */
      digest: string | undefined;
      /** Whether any identifier still leads to the person. */
      leadsToPerson: boolean;
    }
  | { command: 'begin-sign-in'; issuer: string; stateDigest: string; digestMonth: string }
  | {
      command: 'end-sign-in';
      stateDigest: string | undefined;
      outcome: { claim: SignInClaim } | { failed: SignInFailure };
      leadsToPerson: boolean;
    }
  | { command: 'expire'; code: number }
);

export type IdentityCommandNamed<Name extends IdentityCommand['command']> = Extract<IdentityCommand, { command: Name }>;

export type IdentityRejection =
  | 'check-unknown'
  | 'check-locked'
  | 'identity-proved'
  | 'too-many-codes'
  | 'too-many-sign-ins'
  | 'code-expired'
  | 'sign-in-unknown'
  | 'person-moved';

/** What each step of proving is limited to. */
export const identityLimits = {
  codeMinutes: 30,
  signInMinutes: 10,
  attempts: 5,
  codesForRequest: 5,
  codesForPersonAndHour: 5,
  signInsForRequest: 10,
} as const;
