import { z } from 'zod';
import { defineEvent, personIdSchema, slugSchema, timestampSchema } from '../event-definition.ts';

const context = 'retention';
const entity = 'person';
const ofDisposal = { disposal: z.string().max(64), person: personIdSchema };

/** `aggregate`: counts and sums of groups. `records`: one row for each person that was, without anything that tells whose. */
export const anonymousForms = ['aggregate', 'records'] as const;

/** What a system says is left of data that it made anonymous. */
export const remainsSchema = z.strictObject({
  form: z.enum(anonymousForms),
  /** How many people share what the smallest group, or each combination of the fields, says. */
  smallestGroup: z.int().min(1).max(1_000_000_000),
  /** Every field that is left, by its name in the system. */
  fields: z
    .array(z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/))
    .min(1)
    .max(100),
});

export const disposalAnonymised = defineEvent({
  type: 'disposal.anonymised.v1',
  context,
  entity,
  says: 'What a system says is left of the data that it made anonymous, and what was checked of it before that was taken.',
  facts: {
    ...ofDisposal,
    system: slugSchema,
    remains: remainsSchema,
    /** The smallest group that the rule allows, and the rule's version. */
    leastGroup: z.int().min(1),
    rule: z.string().max(40),
    /** How many names of its own the system had told for its records of the person; none of them opens any more afterwards. */
    referencesTold: z.int().min(0).max(1_000),
    declared: timestampSchema,
  },
});

export const disposalAnonymisationChecked = defineEvent({
  type: 'disposal.anonymisation-checked.v1',
  context,
  entity,
  says: 'After a disposal by anonymising: whether anything on our side still leads from the person to what was disposed of.',
  facts: {
    ...ofDisposal,
    systems: z.array(slugSchema).min(1).max(64),
    /** Keys that still open data of these categories and months, because another rule or a legal hold keeps them. */
    keysLeft: z.int().min(0),
    /** Keys that still open a name that some system gave its record of the person. */
    referenceKeysLeft: z.int().min(0),
    /** How many identifiers still lead to the person's id. */
    identifiersLeft: z.int().min(0),
    checked: timestampSchema,
  },
});

export const anonymisationEvents = [disposalAnonymised, disposalAnonymisationChecked] as const;
