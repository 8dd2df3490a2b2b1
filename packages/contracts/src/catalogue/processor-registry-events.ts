import { z } from 'zod';
import {
  dataCategorySchema,
  defineEvent,
  localDateSchema,
  personalPart,
  personIdSchema,
  timestampSchema,
} from '../event-definition.ts';

const context = 'processor-registry';
const slug = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);
const versionSchema = z.string().regex(/^\d+\.\d+$/);
const country = z.string().regex(/^[A-Z]{2}$/);

export const recipientKinds = ['processor', 'sub-processor', 'public-authority', 'third-party'] as const;

export const transferSchema = z.strictObject({
  /** The article that allows it, `46(2)(c)` for the Commission's standard contractual clauses. */
  article: z.string().regex(/^4[5-9](\([0-9a-z]+\))*$/),
  instrument: z.string().max(300),
});

export const recipientRegistered = defineEvent({
  type: 'recipient.registered.v1',
  context,
  entity: 'recipient',
  says: 'A processor or other recipient is named, by a statement version or by staff.',
  facts: {
    recipient: slug,
    name: z.string().max(200),
    kind: z.enum(recipientKinds),
    locations: z.array(country).max(64),
    dataCategories: z.array(dataCategorySchema).max(64),
    purposes: z.array(slug).max(64),
    transfer: transferSchema.optional(),
    statementVersion: versionSchema.optional(),
  },
});

export const recipientRemoved = defineEvent({
  type: 'recipient.removed.v1',
  context,
  entity: 'recipient',
  says: 'A recipient is no longer named and gets no more data.',
  facts: { recipient: slug, statementVersion: versionSchema.optional(), reason: z.string().max(300) },
});

export const agreementSigned = defineEvent({
  type: 'agreement.signed.v1',
  context,
  entity: 'recipient',
  says: 'A data processing agreement was signed (Art. 28(3)).',
  facts: {
    recipient: slug,
    agreement: z.string().max(64),
    signed: localDateSchema,
    expires: localDateSchema.optional(),
    subProcessorNotice: z.string().max(16).optional(),
  },
});

export const agreementEnded = defineEvent({
  type: 'agreement.ended.v1',
  context,
  entity: 'recipient',
  says: 'A data processing agreement ended.',
  facts: { recipient: slug, agreement: z.string().max(64), ended: localDateSchema, reason: z.string().max(300) },
});

export const processingActivityRegistered = defineEvent({
  type: 'processing-activity.registered.v1',
  context,
  entity: 'processing-activity',
  says: 'A processing activity stands in the record of Art. 30.',
  facts: {
    activity: slug,
    name: z.strictObject({ nb: z.string().max(300), en: z.string().max(300) }),
    role: z.enum(['controller', 'processor']),
    purposes: z.array(slug).max(64),
    populations: z.array(slug).max(64),
    dataCategories: z.array(dataCategorySchema).max(64),
    recipients: z.array(slug).max(64),
    statementVersion: versionSchema,
  },
});

/** Why data may be handed over: both consents (C11), an agreement (K9), or an authority's order (C12). */
export const disclosureGroundSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('consents'),
    company: z.string().max(64),
    /** Ledger positions of the two consents that were in force. */
    personConsent: z.int().positive(),
    companyConsent: z.int().positive(),
  }),
  z.strictObject({ kind: z.literal('agreement'), agreement: z.string().max(64) }),
  z.strictObject({
    kind: z.literal('authority-order'),
    demandedBy: z.enum(['court-order', 'law', 'regulation']),
    reference: z.string().max(200),
    legalGround: z.string().max(300),
    approvedBy: z.string().max(64),
  }),
]);

export const disclosureRecorded = defineEvent({
  type: 'disclosure.recorded.v1',
  context,
  entity: 'person',
  says: 'Data of a person was handed to a recipient.',
  facts: {
    disclosure: z.string().max(64),
    person: personIdSchema,
    recipient: slug,
    purpose: slug,
    dataCategories: z.array(dataCategorySchema).min(1).max(64),
    ground: disclosureGroundSchema,
    sale: z.boolean(),
    disclosed: timestampSchema,
  },
  personal: { scope: personalPart('contact', { text: z.string().max(2_000) }) },
});

export const processorRegistryEvents = [
  recipientRegistered,
  recipientRemoved,
  agreementSigned,
  agreementEnded,
  processingActivityRegistered,
  disclosureRecorded,
] as const;
