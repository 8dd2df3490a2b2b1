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

/** A sentence in both languages. */
export const wordsSchema = z.object({ nb: z.string(), en: z.string() });
