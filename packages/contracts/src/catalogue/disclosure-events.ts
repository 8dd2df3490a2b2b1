import { z } from 'zod';
import {
  dataCategorySchema,
  defineEvent,
  type FactsOf,
  personalPart,
  personIdSchema,
  slugSchema,
  timestampSchema,
} from '../event-definition.ts';

const context = 'processor-registry';
const entity = 'person';
const id = z.string().max(64);

/** Why data may be handed over: both consents (C11), an agreement (K9), or an authority's order (C12). */
export const disclosureGroundSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('consents'),
    company: id,
    /** Ledger positions of the two consents that were in force. */
    personConsent: z.int().positive(),
    companyConsent: z.int().positive(),
  }),
  z.strictObject({ kind: z.literal('agreement'), agreement: id }),
  z.strictObject({
    kind: z.literal('authority-order'),
    demandedBy: z.enum(['court-order', 'law', 'regulation']),
    reference: z.string().max(200),
    legalGround: z.string().max(300),
    approvedBy: id,
  }),
]);

const wanted = {
  disclosure: id,
  person: personIdSchema,
  recipient: slugSchema,
  purpose: slugSchema,
  dataCategories: z.array(dataCategorySchema).min(1).max(100),
};
const recorded = { ...wanted, ground: disclosureGroundSchema, sale: z.boolean(), disclosed: timestampSchema };
const personal = { scope: personalPart('contact', { text: z.string().max(2_000) }) };
const says = 'Data of a person was handed to a recipient.';

/** Before it was kept up to where everything was counted. */
export const disclosureRecordedOnce = defineEvent({
  type: 'disclosure.recorded.v1',
  context,
  entity,
  says,
  facts: recorded,
  personal,
});

/** What a decision on handing over rests on: asked again of exactly this, it comes out again. */
const counted = {
  /** The company that the person acts for, where one was named. */
  company: id.optional(),
  /** Ledger position up to which everything was counted. */
  upTo: z.int().nonnegative(),
};

export const disclosureRecorded = defineEvent({
  type: 'disclosure.recorded.v2',
  context,
  entity,
  says,
  facts: { ...recorded, ...counted },
  personal,
});

export const disclosureDenied = defineEvent({
  type: 'disclosure.denied.v1',
  context,
  entity,
  says: 'Somebody asked to hand data of a person to a recipient, and was not allowed to.',
  facts: {
    ...wanted,
    ...counted,
    /** What was shown of an authority's order, where there was one. */
    demandedBy: z.enum(['court-order', 'law', 'regulation']).optional(),
    sale: z.boolean(),
    /** The code of the answer, and then of everything that stands against using the data so. */
    reasons: z.array(slugSchema).min(1).max(33),
    denied: timestampSchema,
  },
});

export const disclosureEvents = [disclosureRecordedOnce, disclosureRecorded, disclosureDenied] as const;

/** A disclosure of whichever version: an old one does not say up to where everything was counted. */
export type Disclosure = FactsOf<typeof disclosureRecordedOnce> &
  Partial<Pick<FactsOf<typeof disclosureRecorded>, 'company' | 'upTo'>>;

/** Every version of the event that data was handed over. */
export const disclosureTypes: readonly string[] = [disclosureRecordedOnce.type, disclosureRecorded.type];
