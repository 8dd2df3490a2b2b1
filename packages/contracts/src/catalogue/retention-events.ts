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
import { derivationStepSchema } from '../law/derivation.ts';
import { role } from '../statement/primitives.ts';
import { accountabilityRecordEvents } from './accountability-record-events.ts';
import { anonymisationEvents } from './anonymisation-events.ts';
import { disposalFollowUpEvents } from './disposal-follow-up-events.ts';
import { erasureEvents } from './erasure-events.ts';
import { keyEncryptionEvents } from './key-encryption-events.ts';
import { sourcesSchema, userEvents } from './user-events.ts';

const context = 'retention';
const entity = 'person';
const period = z.string().regex(/^\d{4}-\d{2}$/);
const categories = z.array(dataCategorySchema).min(1).max(64);
/** Names a holding among those of its person: its rule, and the client and the month that it is for. */
const holding = z.string().max(128);
const holdings = z.array(holding).max(200);
/** What tells data of one category apart: whose processing it is, and of which kind the accounting material is. */
const kept = { role: role.optional(), material: z.enum(['primary', 'secondary']).optional() };

/** How a disposal is done; the evidence says which (erasing is not deleting, anonymising is not pseudonymising). */
export const disposalActions = ['erase', 'anonymise'] as const;

export const holdingScheduled = defineEvent({
  type: 'holding.scheduled.v1',
  context,
  entity,
  says: 'A retention rule of the statement says until when something about a person is kept.',
  facts: {
    person: personIdSchema,
    /** `<rule>`, with `-<client>` when it is kept on a client's behalf, and `-<month>` when its data goes by months or years. */
    holding,
    rule: slugSchema,
    ...kept,
    dataCategories: categories,
    /** Where the data came from, as far as the events told it. */
    sources: sourcesSchema.optional(),
    systems: z.array(slugSchema).max(64),
    /** For a processor the client on whose behalf it is kept; for a controller the client whose end counts. */
    client: z.string().max(64).optional(),
    /** The month of rolling data, or the one in which the accounting year ends. */
    period: period.optional(),
    anchor: slugSchema,
    /** Absent while the anchor has not happened: the holding is kept as long as its reason lasts. */
    anchored: timestampSchema.optional(),
    keepUntilAtLeast: localDateSchema.optional(),
    erasableFrom: localDateSchema.optional(),
    due: timestampSchema.optional(),
    action: z.enum(disposalActions),
    mayAnonymiseInstead: z.boolean().optional(),
    legalDuty: z.string().max(300).optional(),
    derivation: z.array(derivationStepSchema).max(16),
    rules: z.string(),
    statementVersion: statementVersionSchema,
  },
});

export const holdingReleased = defineEvent({
  type: 'holding.released.v1',
  context,
  entity,
  says: 'A holding ended without disposal, because another rule took the data over.',
  facts: {
    person: personIdSchema,
    holding,
    reason: z.enum(['customer-converted', 'returned', 'superseded']),
  },
});

export const clientsFollowed = defineEvent({
  type: 'clients.followed.v1',
  context,
  entity,
  says: 'What falls due was looked at with where the person’s clients stood, and none of them had come back when it was ordered.',
  facts: {
    person: personIdSchema,
    /** Position in the ledger up to which every client’s events were counted; none stands between it and this event. */
    upTo: z.int().min(0),
  },
});

const disposal = { disposal: z.string().max(64), person: personIdSchema };

export const disposalOrdered = defineEvent({
  type: 'disposal.ordered.v1',
  context,
  entity,
  says: 'Every system that holds the data was told to dispose of it.',
  facts: {
    ...disposal,
    /** Empty when a person asks for erasure of whom no system has told anything. */
    holdings,
    ...kept,
    dataCategories: categories,
    period: period.optional(),
    /** On whose behalf it was kept, for a processor. */
    client: z.string().max(64).optional(),
    systems: z.array(slugSchema).max(64),
    action: z.enum(disposalActions),
    /** Whether the rule leaves it to the system to anonymise instead of erasing. */
    mayAnonymiseInstead: z.boolean().optional(),
    reason: z.enum(['retention-rule', 'erasure-request', 'staff']),
    request: z.string().max(64).optional(),
    ordered: timestampSchema,
  },
});

export const disposalConfirmed = defineEvent({
  type: 'disposal.confirmed.v1',
  context,
  entity,
  says: 'A system confirmed that it disposed of the data, with its evidence.',
  facts: {
    ...disposal,
    system: slugSchema,
    method: z.enum(['erased', 'overwritten', 'anonymised', 'key-destroyed', 'nothing-held']),
    evidence: z.string().max(500),
    confirmed: timestampSchema,
  },
});

export const disposalCompleted = defineEvent({
  type: 'disposal.completed.v1',
  context,
  entity,
  says: 'All holders confirmed and the keys are destroyed: the data is disposed of.',
  facts: {
    ...disposal,
    holdings,
    /** Ids of the destroyed keys; what they sealed can never be read again. */
    keysDestroyed: z
      .array(z.strictObject({ category: dataCategorySchema, period: period.optional(), key: z.string() }))
      .max(2_000),
    effective: timestampSchema,
    completed: timestampSchema,
    request: z.string().max(64).optional(),
  },
});

export const legalHoldPlaced = defineEvent({
  type: 'legal-hold.placed.v1',
  context,
  entity,
  says: 'Data is kept beyond its rule because a claim, an authority or a law needs it.',
  facts: {
    hold: z.string().max(64),
    person: personIdSchema,
    dataCategories: categories,
    ground: z.enum(['legal-claim', 'authority', 'legal-duty']),
    reference: z.string().max(200),
    until: localDateSchema.optional(),
  },
});

export const legalHoldLifted = defineEvent({
  type: 'legal-hold.lifted.v1',
  context,
  entity,
  says: 'A legal hold ended.',
  facts: { hold: z.string().max(64), person: personIdSchema, lifted: timestampSchema },
});

export const retentionEvents = [
  ...userEvents,
  holdingScheduled,
  holdingReleased,
  clientsFollowed,
  disposalOrdered,
  disposalConfirmed,
  disposalCompleted,
  legalHoldPlaced,
  legalHoldLifted,
  ...disposalFollowUpEvents,
  ...keyEncryptionEvents,
  ...erasureEvents,
  ...accountabilityRecordEvents,
  ...anonymisationEvents,
] as const;
