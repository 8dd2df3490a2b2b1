import { z } from 'zod';
import { calendarVersionSchema } from './calendars.ts';
import { clockIdSchema } from './clocks.ts';
import { rulesVersionSchema } from './rules.ts';

/** One step of a computation: what was done, by which article, and what came out (a date, a moment or a length). */
export const derivationStepSchema = z.strictObject({
  step: z.enum([
    'receipt',
    'months',
    'hours',
    'clamp',
    'extension',
    'roll',
    'pause',
    'event',
    'at-once',
    'promise',
    'anchor',
    'accounting-year-end',
    'keep',
    'erasable',
  ]),
  article: z.string(),
  result: z.string(),
  /** For `roll`: the days passed over, and why each is no working day. */
  skipped: z.array(z.strictObject({ date: z.string(), why: z.array(z.string()) })).exactOptional(),
});
export type DerivationStep = z.infer<typeof derivationStepSchema>;

/** A local day, and the last moment (RFC 3339) at which one is still in time. */
export const deadlineSchema = z.strictObject({ dueDate: z.iso.date(), due: z.iso.datetime({ offset: true }) });
export type Deadline = z.infer<typeof deadlineSchema>;

/** The answer of `computeDue`, complete enough to be recorded in an event and recomputed years later. */
export const dueSchema = z.strictObject({
  clock: clockIdSchema,
  received: z.string(),
  zone: z.string(),
  ...deadlineSchema.shape,
  /** Which of the two is the earlier and therefore counts. */
  boundBy: z.enum(['law', 'promise']),
  law: deadlineSchema.exactOptional(),
  promise: deadlineSchema.exactOptional(),
  /** The later date that some authorities accept after a doubt about identity; never the one to alarm on. */
  paused: z.union([deadlineSchema, z.strictObject({ outstanding: z.literal(true) })]).exactOptional(),
  derivation: z.array(derivationStepSchema),
  rules: rulesVersionSchema,
  calendar: calendarVersionSchema,
});
export type Due = z.infer<typeof dueSchema>;
