import { z } from 'zod';
import {
  defineEvent,
  personalPart,
  personIdSchema,
  slugSchema,
  statementVersionSchema,
  timestampSchema,
} from '../event-definition.ts';

const context = 'consent';
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** How the person made the choice known; browsing on, silence and pre-ticked boxes are not among them (recital 32). */
export const consentMethods = [
  'ticked-box',
  'pressed-button',
  'settings-page',
  'written-form',
  'spoken',
  'browser-signal',
] as const;

/** What the person saw when choosing: the notice is generated from the statement, so its hash can be recomputed for ever. */
export const shownSchema = z.strictObject({
  noticeHash: sha256.describe(
    'The `hash` of the notice that was shown: `GET /v1/public/{tenant}/notices/{purpose}` gives both, by language.',
  ),
  language: z.enum(['nb', 'en']).describe('In which language the notice was shown; each has a hash of its own.'),
  surface: z
    .enum(['cookie-banner', 'portal', 'web-form', 'staff', 'in-product'])
    .describe('Where the person chose; `staff` when a member of staff took it down.'),
  method: z
    .enum(consentMethods)
    .describe('How the person made the choice known. Browsing on and pre-ticked boxes are no consent (recital 32).'),
});

/** The statement itself is in the ledger, so an auditor needs no other source for what was promised when. */
export const statementPublished = defineEvent({
  type: 'statement.published.v1',
  context,
  entity: 'statement',
  says: 'A version of the privacy statement was published and is in force.',
  facts: {
    version: z.int().positive(),
    revision: z.int().nonnegative(),
    updated: z.iso.date(),
    hash: sha256,
    document: z.record(z.string(), z.unknown()),
  },
});

const choice = {
  person: personIdSchema,
  purpose: slugSchema,
  recipient: slugSchema.optional(),
  /** The company on whose behalf or in whose product the person chooses, where consents of both are needed. */
  company: z.string().max(64).optional(),
  statementVersion: statementVersionSchema,
  shown: shownSchema,
  gpc: z.boolean().optional(),
};
const age = z.int().min(0).max(120);
/** How old the person says to be, as a band: at least `from`, which is 0 when left out, and under `under`. */
export const ageBandSchema = z.strictObject({ from: age.optional(), under: age });
/** What the browser and the person told; kept only as proof of the circumstances, sealed as device data. */
const circumstances = {
  circumstances: personalPart('device', {
    userAgent: z.string().max(300).optional(),
    maskedIp: z.string().max(45).optional(),
    age: ageBandSchema.optional(),
  }),
};

export const consentGiven = defineEvent({
  type: 'consent.given.v1',
  context,
  entity: 'person',
  says: 'A person consented to a purpose.',
  facts: {
    ...choice,
    expires: timestampSchema.optional(),
    /** Who holds parental responsibility and consented for a child below the age (Art. 8(1)). */
    guardian: personIdSchema.optional(),
  },
  personal: circumstances,
});

export const consentRefused = defineEvent({
  type: 'consent.refused.v1',
  context,
  entity: 'person',
  says: 'A person refused a purpose.',
  facts: choice,
  personal: circumstances,
});

export const consentWithdrawn = defineEvent({
  type: 'consent.withdrawn.v1',
  context,
  entity: 'person',
  says: 'A person withdrew a consent (Art. 7(3)).',
  facts: {
    person: personIdSchema,
    purpose: slugSchema,
    recipient: slugSchema.optional(),
    statementVersion: statementVersionSchema,
    /** `opt-out`: a system told that the person wants no more of it. */
    surface: z.enum([...shownSchema.shape.surface.options, 'opt-out']),
  },
});

export const consentExpired = defineEvent({
  type: 'consent.expired.v1',
  context,
  entity: 'person',
  says: 'A consent reached the end of the time it was asked for.',
  facts: { person: personIdSchema, purpose: slugSchema, recipient: slugSchema.optional(), expired: timestampSchema },
});

const companyChoice = {
  company: z.string().max(64),
  purpose: slugSchema,
  recipient: slugSchema.optional(),
  statementVersion: statementVersionSchema,
};

export const companyConsentGiven = defineEvent({
  type: 'company-consent.given.v1',
  context,
  entity: 'company',
  says: 'A company agreed that data of its users is shared.',
  facts: { ...companyChoice, representative: personIdSchema, shown: shownSchema },
});

export const companyConsentWithdrawn = defineEvent({
  type: 'company-consent.withdrawn.v1',
  context,
  entity: 'company',
  says: 'A company took back its consent to sharing.',
  facts: { ...companyChoice, representative: personIdSchema },
});

/** What `decide` answered to a gate that wanted it kept: evidence of use, and of the absence of use between two moments. */
export const decisionMade = defineEvent({
  type: 'decision.made.v1',
  context,
  entity: 'person',
  says: 'It was decided whether data of a person may be used for a purpose.',
  facts: {
    person: personIdSchema,
    purpose: slugSchema,
    dataCategory: slugSchema,
    recipient: slugSchema.optional(),
    population: slugSchema.optional(),
    company: personIdSchema.optional(),
    decision: z.enum(['allow', 'deny']),
    /** Codes of the grounds of a yes, or of everything that stands against a no. */
    reasons: z.array(slugSchema).min(1).max(32),
    /** Absent when no statement was published yet. */
    statementVersion: statementVersionSchema.optional(),
    /** Ledger position up to which everything was counted. */
    position: z.int().nonnegative(),
    /** The moment that the answer is about: asking again as of it gives the same answer. */
    asOf: timestampSchema,
  },
});

export const consentEvents = [
  statementPublished,
  consentGiven,
  consentRefused,
  consentWithdrawn,
  consentExpired,
  companyConsentGiven,
  companyConsentWithdrawn,
  decisionMade,
] as const;
