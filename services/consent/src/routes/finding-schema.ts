import { z } from 'zod';

/** A finding of the statement check, as the API shows it. */
export const findingSchema = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  article: z.string().nullable(),
  path: z.string(),
  message: z.string(),
  mend: z.string(),
  meanwhile: z.string().optional(),
  line: z.number().optional(),
  column: z.number().optional(),
  answered: z.boolean(),
});
