import { z } from 'zod';
import {
  defineEvent,
  personIdSchema,
  slugSchema,
  statementVersionSchema,
  timestampSchema,
} from '../event-definition.ts';
import { shownSchema } from './consent-events.ts';

const context = 'consent';
const entity = 'person';
const about = { person: personIdSchema, purpose: slugSchema, recipient: slugSchema.optional() };

/** Why somebody else than the person ended a consent. Codes only: words about a person would stay readable for ever. */
export const revocationReasons = [
  'not-freely-given',
  'not-informed',
  'given-by-another',
  'below-age',
  'recorded-by-mistake',
  'purpose-ended',
  'authority-demands',
] as const;

export const consentInvalidated = defineEvent({
  type: 'consent.invalidated.v1',
  context,
  entity,
  says: 'The statement changed in what a person had consented to, so the consent no longer counts (Art. 4(11)).',
  facts: { ...about, givenUnder: statementVersionSchema, statementVersion: statementVersionSchema },
});

export const consentRevoked = defineEvent({
  type: 'consent.revoked.v1',
  context,
  entity,
  says: 'The controller ended a consent that it may not rely on.',
  facts: { ...about, reason: z.enum(revocationReasons), statementVersion: statementVersionSchema },
});

/** Nothing was shown and no button pressed: the browser says no on the person's behalf, whenever it calls. */
export const consentRefusedBySignal = defineEvent({
  type: 'consent.refused-by-signal.v1',
  context,
  entity,
  says: 'A browser refused a purpose for the person by a signal it sends (Global Privacy Control).',
  facts: {
    ...about,
    signal: z.literal('gpc'),
    method: z.literal('browser-signal'),
    statementVersion: statementVersionSchema,
  },
});

/** A choice of an anonymous visitor who turned out to be this person; the origin is the visitor's own event. */
export const consentTakenOver = defineEvent({
  type: 'consent.taken-over.v1',
  context,
  entity,
  says: 'A choice that a person had made as an anonymous visitor counts for the person.',
  facts: {
    ...about,
    status: z.enum(['given', 'refused', 'withdrawn']),
    company: z.string().max(64).optional(),
    /** The statement version that the choice was made under. */
    statementVersion: statementVersionSchema,
    /** Absent where nothing was shown: a withdrawal, or a signal. */
    shown: shownSchema.optional(),
    gpc: z.boolean().optional(),
    expires: timestampSchema.optional(),
    origin: z.strictObject({
      visitor: personIdSchema,
      event: z.string().min(1).max(128),
      /** Ledger position of the visitor's event: a no that came after it outweighs a yes. */
      position: z.int().positive(),
      chosen: timestampSchema,
    }),
  },
});

export const personMerged = defineEvent({
  type: 'person.merged.v1',
  context,
  entity,
  says: 'An anonymous visitor turned out to be a known person; nothing is chosen under the visitor’s id any more.',
  facts: { person: personIdSchema, into: personIdSchema },
});

/** Marketing to an existing customer without consent (markedsføringsloven § 15); it never counts as a consent. */
export const softOptInRecorded = defineEvent({
  type: 'soft-opt-in.recorded.v1',
  context,
  entity: 'soft-opt-in',
  says: 'A customer was told of marketing of own similar products at a sale, and could say no there.',
  facts: {
    person: personIdSchema,
    purpose: slugSchema,
    /** The seller's own number of the sale, and when it was. */
    sale: z.strictObject({ reference: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/), sold: timestampSchema }),
    products: z.literal('own-similar'),
    optOutOffered: z.literal(true),
    statementVersion: statementVersionSchema,
  },
});

export const softOptInEnded = defineEvent({
  type: 'soft-opt-in.ended.v1',
  context,
  entity: 'soft-opt-in',
  says: 'A customer no longer wants marketing that stands on an earlier sale.',
  facts: { person: personIdSchema, purpose: slugSchema, by: z.enum(['opt-out', 'refusal', 'withdrawal', 'objection']) },
});

export const consentStandingEvents = [
  consentInvalidated,
  consentRevoked,
  consentRefusedBySignal,
  consentTakenOver,
  personMerged,
  softOptInRecorded,
  softOptInEnded,
] as const;
