import { z } from 'zod';
import { defineEvent, personalPart, personIdSchema, timestampSchema } from '../event-definition.ts';
import { identifierSchema } from '../identifiers.ts';
import { requestTypeSchema } from '../law/requests.ts';
import { failedMailFacts, mailEvidenceSchema } from '../mail-evidence.ts';

const context = 'request-intake';
const entity = 'identity-check';
const id = { request: z.string().max(64), person: personIdSchema };
/** Which of the codes that were asked for, from 1. */
const code = z.int().positive();
/** A keyed digest whose key is gone after two months, and the month that names the key. What it is of stands nowhere. */
const digest = z.string().min(16).max(64);
const digestMonth = z.string().regex(/^\d{4}-\d{2}$/);

/** What staff may have judged by; a copy of an identity document is none, and is never asked for (Art. 5(1)(c)). */
export const judgementGrounds = [
  'known-voice-or-contact',
  'called-back',
  'answered-from-known-address',
  'shown-document',
  'signed-letter',
] as const;

/** How it can be settled who asks. */
export const identityWays = ['signed-in', 'email-link', 'email-code', 'staff-judgement'] as const;
const provedWays = ['signed-in', 'email-link', 'email-code'] as const;

/** Why a sign-in at an identity provider proved nothing. */
export const signInFailures = [
  'denied',
  'provider-unavailable',
  'answer-invalid',
  'claim-missing',
  'claim-not-verified',
  'claim-differs',
  'level-too-low',
] as const;

export const requestAcceptedV2 = defineEvent({
  type: 'request.accepted.v2',
  context,
  entity: 'request',
  says: 'The identity is settled, by a proof for this very request or by a judgement of staff, and it will be carried out.',
  facts: {
    ...id,
    requestType: requestTypeSchema,
    identity: z.enum(identityWays),
    /** The id of the event that proved it; absent when staff judged. */
    proof: z.string().max(128).optional(),
    /** What staff judged by; absent when it was proved. */
    ground: z.enum(judgementGrounds).optional(),
  },
  personal: { judgement: personalPart('enquiry', { note: z.string().min(1).max(1_000) }) },
});

export const identityCheckStarted = defineEvent({
  type: 'identity-check.started.v1',
  context,
  entity,
  says: 'Whoever made a request can prove that it is theirs.',
  facts: { ...id, started: timestampSchema, language: z.enum(['nb', 'en']).optional() },
  personal: { claimed: personalPart('contact', { email: z.email() }) },
});

export const identityCodeRequested = defineEvent({
  type: 'identity-check.code-requested.v1',
  context,
  entity,
  says: 'A code was asked for, which is sent by e-mail to an address that leads to the person.',
  facts: { ...id, code, requested: timestampSchema },
});

export const identityCodeSent = defineEvent({
  type: 'identity-check.code-sent.v1',
  context,
  entity,
  says: 'The mail server took on a code and a link, of which keyed digests are kept.',
  facts: {
    ...id,
    code,
    codeDigest: digest,
    linkDigest: digest,
    digestMonth,
    sent: timestampSchema,
    expires: timestampSchema,
    mail: mailEvidenceSchema,
  },
});

export const identityCodeNotSent = defineEvent({
  type: 'identity-check.code-not-sent.v1',
  context,
  entity,
  says: 'A code could not be sent, or no address that leads to the person is known.',
  facts: { ...id, code, ...failedMailFacts },
});

export const identitySignInBegun = defineEvent({
  type: 'identity-check.sign-in-begun.v1',
  context,
  entity,
  says: 'A browser was sent to the identity provider; only what comes back with its state counts.',
  facts: {
    ...id,
    issuer: z.string().max(500),
    stateDigest: digest,
    digestMonth,
    begun: timestampSchema,
    expires: timestampSchema,
  },
});

export const identitySignInFailed = defineEvent({
  type: 'identity-check.sign-in-failed.v1',
  context,
  entity,
  says: 'A sign-in proved nothing.',
  facts: { ...id, reason: z.enum(signInFailures), failed: timestampSchema },
});

export const identityAttemptFailed = defineEvent({
  type: 'identity-check.attempt-failed.v1',
  context,
  entity,
  says: 'Something was shown that proves nothing: a wrong code or link, or the sign-in of somebody else.',
  facts: { ...id, by: z.enum(provedWays), attempt: z.int().positive(), failed: timestampSchema },
});

export const identityCheckLocked = defineEvent({
  type: 'identity-check.locked.v1',
  context,
  entity,
  says: 'Too many attempts failed: for this request nothing can be proved any more, and staff has to judge.',
  facts: { ...id, attempts: z.int().positive(), locked: timestampSchema },
});

export const identityCheckExpired = defineEvent({
  type: 'identity-check.expired.v1',
  context,
  entity,
  says: 'The time of a code is over; another one can be asked for.',
  facts: { ...id, code, expired: timestampSchema },
});

export const identityCheckProved = defineEvent({
  type: 'identity-check.proved.v1',
  context,
  entity,
  says: 'Whoever made this request is the person: it counts for this request and no other.',
  facts: {
    ...id,
    by: z.enum(provedWays),
    identifierKind: identifierSchema.shape.kind,
    proved: timestampSchema,
    /** What the identity provider says of itself and of the level (OpenID Connect Core § 2); absent for e-mail. */
    issuer: z.string().max(500).optional(),
    acr: z.string().max(200).optional(),
    amr: z.array(z.string().max(100)).max(10).optional(),
  },
});

export const identityCheckEvents = [
  identityCheckStarted,
  identityCodeRequested,
  identityCodeSent,
  identityCodeNotSent,
  identitySignInBegun,
  identitySignInFailed,
  identityAttemptFailed,
  identityCheckLocked,
  identityCheckExpired,
  identityCheckProved,
] as const;
