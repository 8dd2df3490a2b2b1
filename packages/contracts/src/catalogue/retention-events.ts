import { z } from 'zod';
import {
  dataCategorySchema,
  defineEvent,
  localDateSchema,
  personIdSchema,
  timestampSchema,
} from '../event-definition.ts';
import { derivationStepSchema } from '../law/derivation.ts';
import { userEvents } from './user-events.ts';

const context = 'retention';
const entity = 'person';
const slug = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);
const period = z.string().regex(/^\d{4}-\d{2}$/);
const versionSchema = z.string().regex(/^\d+\.\d+$/);
const categories = z.array(dataCategorySchema).min(1).max(64);

/** How a disposal is done; the evidence says which (erasing is not deleting, anonymising is not pseudonymising). */
export const disposalActions = ['erase', 'anonymise'] as const;

export const holdingScheduled = defineEvent({
  type: 'holding.scheduled.v1',
  context,
  entity,
  says: 'A retention rule of the statement says until when something about a person is kept.',
  facts: {
    person: personIdSchema,
    /** `<rule>` or `<rule>-<month>`: unique among the person's holdings. */
    holding: z.string().max(80),
    rule: slug,
    dataCategories: categories,
    systems: z.array(slug).max(64),
    client: z.string().max(64).optional(),
    period: period.optional(),
    anchor: slug,
    /** Absent while the anchor has not happened: the holding is kept as long as its reason lasts. */
    anchored: timestampSchema.optional(),
    keepUntilAtLeast: localDateSchema.optional(),
    erasableFrom: localDateSchema.optional(),
    due: timestampSchema.optional(),
    action: z.enum(disposalActions),
    legalDuty: z.string().max(300).optional(),
    derivation: z.array(derivationStepSchema).max(16),
    rules: z.string(),
    statementVersion: versionSchema,
  },
});

export const holdingReleased = defineEvent({
  type: 'holding.released.v1',
  context,
  entity,
  says: 'A holding ended without disposal, because another rule took the data over.',
  facts: {
    person: personIdSchema,
    holding: z.string().max(80),
    reason: z.enum(['customer-converted', 'returned', 'superseded']),
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
    holdings: z.array(z.string().max(80)).max(200),
    dataCategories: categories,
    period: period.optional(),
    systems: z.array(slug).max(64),
    action: z.enum(disposalActions),
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
    system: slug,
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
    holdings: z.array(z.string().max(80)).max(200),
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
  disposalOrdered,
  disposalConfirmed,
  disposalCompleted,
  legalHoldPlaced,
  legalHoldLifted,
] as const;
