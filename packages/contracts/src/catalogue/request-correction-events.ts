import { z } from 'zod';
import { dataCategorySchema, defineEvent, personalPart, personIdSchema } from '../event-definition.ts';

/** The name of an item within its request: `item-1`. */
const item = z.string().regex(/^item-[1-9][0-9]?$/);
/** An attribute of a data category, by its id in the statement. */
export const attributeSchema = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/);
/** What stands there, or should: as the person writes it. */
export const correctedValueSchema = z.string().trim().min(1).max(500);

export const correctionsNamed = defineEvent({
  type: 'request.corrections-named.v1',
  context: 'request-intake',
  entity: 'request',
  says: 'The person says field by field what is wrong and what is right (Art. 16); each field gets an answer of its own.',
  facts: {
    request: z.string().max(64),
    person: personIdSchema,
    items: z
      .array(z.strictObject({ item, dataCategory: dataCategorySchema, attribute: attributeSchema }))
      .min(1)
      .max(20),
  },
  personal: {
    values: personalPart('enquiry', {
      items: z
        .array(z.strictObject({ item, present: correctedValueSchema.optional(), right: correctedValueSchema }))
        .max(20),
    }),
  },
});
