import { z } from 'zod';
import {
  dataCategorySchema,
  defineEvent,
  localDateSchema,
  personIdSchema,
  slugSchema,
  statementVersionSchema,
  timestampSchema,
} from '../event-definition.ts';
import { dueSchema } from '../law/derivation.ts';
import { failedMailFacts, mailEvidenceSchema } from '../mail-evidence.ts';
import { disclosureEvents } from './disclosure-events.ts';

const context = 'processor-registry';
const country = z.string().regex(/^[A-Z]{2}$/);
/** As many as a statement can list, so that no row of it is lost on the way into the record. */
const mostListed = 100;
const slugs = z.array(slugSchema).max(mostListed);
const dataCategories = z.array(dataCategorySchema).max(mostListed);
/** Every pair of letters that can name a country. */
const locations = z.array(country).max(676);
const inWords = (most: number) => z.strictObject({ nb: z.string().max(most), en: z.string().max(most) });
const id = z.string().max(64);
/** Plain words of staff that stay readable for ever: they name no person. */
const reasonSchema = z.string().max(300);

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
    recipient: slugSchema,
    name: z.string().max(200),
    kind: z.enum(recipientKinds),
    /** Of a sub-processor: the processor that uses it (Art. 28(4)). */
    under: slugSchema.optional(),
    locations,
    dataCategories,
    purposes: slugs,
    transfer: transferSchema.optional(),
    /** Absent when staff named it, or when it came in as a processor's announced sub-processor. */
    statementVersion: statementVersionSchema.optional(),
  },
});

export const recipientRemoved = defineEvent({
  type: 'recipient.removed.v1',
  context,
  entity: 'recipient',
  says: 'A recipient is no longer named and gets no more data.',
  facts: { recipient: slugSchema, statementVersion: statementVersionSchema.optional(), reason: reasonSchema },
});

export const agreementSigned = defineEvent({
  type: 'agreement.signed.v1',
  context,
  entity: 'recipient',
  says: 'A data processing agreement was signed (Art. 28(3)).',
  facts: {
    recipient: slugSchema,
    agreement: id,
    signed: localDateSchema,
    expires: localDateSchema.optional(),
    /** ISO 8601: how long before a change of sub-processor it is announced (Art. 28(2)). */
    subProcessorNotice: z.string().max(64).optional(),
  },
});

export const agreementEnded = defineEvent({
  type: 'agreement.ended.v1',
  context,
  entity: 'recipient',
  says: 'A data processing agreement ended.',
  facts: { recipient: slugSchema, agreement: id, ended: localDateSchema, reason: reasonSchema },
});

export const processingActivityRegistered = defineEvent({
  type: 'processing-activity.registered.v1',
  context,
  entity: 'processing-activity',
  says: 'A processing activity stands in the record of Art. 30.',
  facts: {
    activity: slugSchema,
    name: inWords(4_000),
    role: z.enum(['controller', 'processor']),
    purposes: slugs,
    populations: slugs,
    dataCategories,
    recipients: slugs,
    statementVersion: statementVersionSchema,
  },
});

const change = { change: id, processor: slugSchema, subProcessor: slugSchema };

export const subProcessorChangeAnnounced = defineEvent({
  type: 'sub-processor.change-announced.v1',
  context,
  entity: 'sub-processor',
  says: 'A processor announced that it means to use a sub-processor, and the time to object began (Art. 28(2)).',
  facts: {
    ...change,
    name: z.string().max(200),
    services: z.array(inWords(4_000)).max(16),
    locations,
    dataCategories,
    purposes: slugs,
    transfer: transferSchema.optional(),
    /** The agreement with the processor that sets the time. */
    agreement: id,
    announced: timestampSchema,
    due: dueSchema,
  },
});

export const subProcessorChangeObjectedTo = defineEvent({
  type: 'sub-processor.change-objected-to.v1',
  context,
  entity: 'sub-processor',
  says: 'The controller objected to the change in time, so it does not take effect.',
  facts: { ...change, objected: timestampSchema, reason: reasonSchema },
});

export const subProcessorChangeTookEffect = defineEvent({
  type: 'sub-processor.change-took-effect.v1',
  context,
  entity: 'sub-processor',
  says: 'The sub-processor may be used: the controller accepted it, or let the time to object pass.',
  facts: { ...change, how: z.enum(['accepted', 'not-objected-to']), effective: timestampSchema },
});

const notice = { notice: id, person: personIdSchema, source: id };

export const sourceNoticeDue = defineEvent({
  type: 'source-notice.due.v1',
  context,
  entity: 'source-notices',
  says: 'A person is to be told of data that came from somebody else, by this time (Art. 14(3)).',
  facts: {
    ...notice,
    dataCategories: dataCategories.min(1),
    obtained: timestampSchema,
    /** Moments that ended the time early. */
    firstContact: timestampSchema.optional(),
    firstDisclosure: timestampSchema.optional(),
    due: dueSchema,
    /** The statement promises an e-mail, which the platform sends. */
    by: z.literal('email').optional(),
  },
});

export const noticeChannels = ['email', 'letter', 'phone', 'portal', 'in-product'] as const;

export const sourceNoticeGiven = defineEvent({
  type: 'source-notice.given.v1',
  context,
  entity: 'source-notices',
  says: 'The person was told of data that came from somebody else.',
  facts: {
    ...notice,
    how: z.enum(noticeChannels),
    given: timestampSchema,
    late: z.boolean(),
    /** Of an e-mail that the platform sent. */
    mail: mailEvidenceSchema.optional(),
  },
});

export const sourceNoticeFailed = defineEvent({
  type: 'source-notice.failed.v1',
  context,
  entity: 'source-notices',
  says: 'An e-mail about data that came from somebody else did not reach its person.',
  facts: { ...notice, ...failedMailFacts },
});

export const sourceNoticeLapsed = defineEvent({
  type: 'source-notice.lapsed.v1',
  context,
  entity: 'source-notices',
  says: 'The data was disposed of before the person was told, so nothing is left to tell of.',
  facts: { ...notice, disposal: id, lapsed: timestampSchema, late: z.boolean() },
});

const notification = { notification: id, person: personIdSchema, recipient: slugSchema };

export const recipientNotificationRequired = defineEvent({
  type: 'recipient-notification.required.v1',
  context,
  entity: 'recipients-to-tell',
  says: 'A recipient of the data must be told of its rectification, erasure or restriction (Art. 19).',
  facts: {
    ...notification,
    cause: z.enum(['rectification', 'erasure', 'restriction']),
    request: id,
    disposal: id.optional(),
    /** What the recipient got of the data in question. */
    dataCategories: dataCategories.min(1),
    required: timestampSchema,
  },
});

export const recipientNotificationTold = defineEvent({
  type: 'recipient-notification.told.v1',
  context,
  entity: 'recipients-to-tell',
  says: 'The recipient was told.',
  facts: { ...notification, how: z.enum(['email', 'letter', 'phone', 'system']), told: timestampSchema },
});

export const recipientNotificationAcknowledged = defineEvent({
  type: 'recipient-notification.acknowledged.v1',
  context,
  entity: 'recipients-to-tell',
  says: 'The recipient confirmed that it was told.',
  facts: { ...notification, acknowledged: timestampSchema, evidence: reasonSchema.optional() },
});

export const recipientNotificationFoundImpossible = defineEvent({
  type: 'recipient-notification.found-impossible.v1',
  context,
  entity: 'recipients-to-tell',
  says: 'Telling the recipient is impossible or takes disproportionate effort, for the reasons recorded (Art. 19).',
  facts: {
    ...notification,
    ground: z.enum(['impossible', 'disproportionate']),
    reasons: z.string().max(1_000),
    found: timestampSchema,
  },
});

export const processorRegistryEvents = [
  recipientRegistered,
  recipientRemoved,
  agreementSigned,
  agreementEnded,
  processingActivityRegistered,
  ...disclosureEvents,
  subProcessorChangeAnnounced,
  subProcessorChangeObjectedTo,
  subProcessorChangeTookEffect,
  sourceNoticeDue,
  sourceNoticeGiven,
  sourceNoticeFailed,
  sourceNoticeLapsed,
  recipientNotificationRequired,
  recipientNotificationTold,
  recipientNotificationAcknowledged,
  recipientNotificationFoundImpossible,
] as const;
