import { waysOfTelling } from '@vitne/contracts/catalogue/request-course-events';
import { timestampSchema } from '@vitne/contracts/event-definition';
import { z } from 'zod';
import type { ToldByHand } from '../domain/request-commands.ts';

/** Said by staff who told the person themselves; left out, the platform writes to the person. */
export const byHandFields = {
  how: z
    .enum(waysOfTelling)
    .optional()
    .describe('How staff told the person themselves. Without how and told the platform writes to the person.'),
  told: timestampSchema.optional().describe('When staff told the person themselves; now when only how is sent.'),
};

/** What staff said of telling the person, if they did. */
export const byHandOf = (
  { how, told }: { how?: ToldByHand['how'] | undefined; told?: string | undefined },
  now: string,
): ToldByHand | undefined =>
  how === undefined && told === undefined ? undefined : { how: how ?? 'other', told: told ?? now };
