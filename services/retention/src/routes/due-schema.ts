import { legalHoldPlaced } from '@vitne/contracts/catalogue/retention-events';
import { localDateSchema } from '@vitne/contracts/event-definition';
import { z } from 'zod';

/** A holding with its date, as the calendar and the list of what is due show it. */
export const dueSchema = z.object({
  person: z.string(),
  holding: z.string(),
  rule: z.string(),
  dataCategories: z.array(z.string()),
  systems: z.array(z.string()),
  action: z.string(),
  erasableFrom: z.string(),
  due: z.string(),
  legalDuty: z.string().optional(),
});

const groundSchema = legalHoldPlaced.facts.shape.ground;

/** The same in the calendar, with what legal holds keep of it. */
export const calendarEntrySchema = dueSchema.extend({
  hold: z
    .object({ ground: groundSchema, until: localDateSchema.optional() })
    .optional()
    .describe(
      'Of a legal hold: its ground and its last day. What stands here goes from this day, because the hold is over.',
    ),
  heldBy: z
    .array(
      z.object({
        hold: z.string(),
        ground: groundSchema,
        dataCategories: z.array(z.string()),
        until: localDateSchema.optional().describe('The last day of the hold; absent where it has none.'),
        goesFrom: localDateSchema
          .optional()
          .describe('The day on which it goes instead, by all holds; absent without one.'),
      }),
    )
    .optional()
    .describe('What legal holds keep beyond the day of the rule.'),
});

/** A sentence in both languages. */
export const wordsSchema = z.object({ nb: z.string(), en: z.string() });
