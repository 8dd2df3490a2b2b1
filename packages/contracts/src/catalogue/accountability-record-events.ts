import { z } from 'zod';
import {
  dataCategorySchema,
  defineEvent,
  localDateSchema,
  personIdSchema,
  statementVersionSchema,
  timestampSchema,
} from '../event-definition.ts';
import { derivationStepSchema } from '../law/derivation.ts';

const context = 'retention';
const entity = 'accountability-record';
const period = z.string().regex(/^\d{4}-\d{2}$/);
const keys = z.array(z.string().max(64)).max(2_000);
/**
 * Whose matters are written of: a person, or an incident, whose id has the shape of a person's. `part` is what one key
 * seals of it: a data category, with the month where its keys roll.
 */
const ofPart = { owner: personIdSchema, part: z.string().max(80) };
const sealedUnder = { dataCategory: dataCategorySchema, period: period.optional() };

export const recordScheduled = defineEvent({
  type: 'accountability-record.scheduled.v1',
  context,
  entity,
  says: 'Until when the record of what was done about somebody is kept (Art. 5(2)): the statement’s term, from the end of the last matter.',
  facts: {
    ...ofPart,
    ...sealedUnder,
    /** The keys under which the matters are written. */
    keys,
    anchor: z.literal('record-written'),
    /** When the last matter closed; absent while one is open, and the record has no end then. */
    anchored: timestampSchema.optional(),
    keepUntilAtLeast: localDateSchema.optional(),
    erasableFrom: localDateSchema.optional(),
    due: timestampSchema.optional(),
    derivation: z.array(derivationStepSchema).max(16),
    rules: z.string(),
    statementVersion: statementVersionSchema,
  },
});

export const recordHeldBack = defineEvent({
  type: 'accountability-record.held-back.v1',
  context,
  entity,
  says: 'The term of the record is over, and its key stays because a legal hold, or a retention rule, keeps what it seals.',
  facts: {
    ...ofPart,
    because: z.enum(['legal-hold', 'retention-rule']),
    /** The last day of the hold, where it has one. */
    until: localDateSchema.optional(),
    heldBack: timestampSchema,
  },
});

export const recordReleased = defineEvent({
  type: 'accountability-record.released.v1',
  context,
  entity,
  says: 'The keys of the record went with what they sealed beside it: nothing of it is left to end.',
  facts: { ...ofPart, reason: z.literal('keys-destroyed') },
});

export const recordEnded = defineEvent({
  type: 'accountability-record.ended.v1',
  context,
  entity,
  says: 'The statement’s term for the record is over: its keys are to be destroyed, and what is left of the matters are facts.',
  facts: {
    ...ofPart,
    ...sealedUnder,
    end: z.string().max(64),
    keys,
    reason: z.literal('term-over'),
    /** The first local day on which it could end. */
    erasableFrom: localDateSchema,
    ended: timestampSchema,
  },
});

export const recordKeysDestroyed = defineEvent({
  type: 'accountability-record.keys-destroyed.v1',
  context,
  entity,
  says: 'The keys of a record that had ended are destroyed; what they sealed can never be read again.',
  facts: {
    ...ofPart,
    end: z.string().max(64),
    keysDestroyed: z
      .array(z.strictObject({ category: dataCategorySchema, period: period.optional(), key: z.string() }))
      .max(2_000),
    effective: timestampSchema,
  },
});

export const accountabilityRecordEvents = [
  recordScheduled,
  recordHeldBack,
  recordReleased,
  recordEnded,
  recordKeysDestroyed,
] as const;
