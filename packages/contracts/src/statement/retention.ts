import { z } from 'zod';
import { article, duration, durationOr, id, role, someIds, text } from './primitives.ts';

/** The moments from which a retention period can be counted; user events move them. */
export const ANCHORS = [
  'collected-at',
  'subscription-ended',
  'service-agreement-ended',
  'last-module-removed',
  'newsletter-opt-out',
  'course-opt-out',
  'accounting-year-ended',
  'last-contact',
  'logged-at',
  'cookie-set',
  'purpose-ended',
  'record-written',
] as const;

export const anchor = z.enum(ANCHORS);

export const keep = z.strictObject({
  /** Must be kept this long after the anchor. */
  atLeast: duration.optional(),
  /** May be kept this long after the anchor, and no longer. */
  atMost: durationOr('at-once'),
});

export const retentionRule = z.strictObject({
  id,
  dataCategories: someIds,
  populations: someIds,
  /** Narrows the rule to data kept for these purposes; without it the rule counts for all of them. */
  purposes: someIds.optional(),
  /** Narrows the rule to one kind of accounting material (bokføringsloven § 13). */
  material: z.enum(['primary', 'secondary']).optional(),
  anchor,
  keep,
  /** The rule in one sentence, as the person reads it. */
  after: text,
  action: z.enum(['erase', 'anonymise']),
  /** The controller may anonymise instead of erasing, and records which it did. */
  mayAnonymiseInstead: z.boolean().optional(),
  /** The law that demands `keep.atLeast`; it outweighs any shorter rule. */
  legalDuty: z.strictObject({ law: z.string().min(1).max(200), article }).optional(),
  role,
  /** Grounds on which an erasure is put off while they last (Art. 17(3)). */
  holds: z.array(z.enum(['17(3)(b)', '17(3)(e)'])).optional(),
  /** Systems that must dispose and confirm. */
  systems: someIds,
  /** The user event that ends the counting, such as customer.converted. */
  stopsWhen: z
    .string()
    .regex(/^[a-z][a-z-]*\.[a-z][a-z-]*$/, 'write an event such as customer.converted')
    .optional(),
});

/** The accountability log is processing too, so it has a purpose, a basis and an end (Art. 5(2)). */
export const record = z.strictObject({
  purpose: text,
  basis: z.strictObject({ article, with: article }),
  anchor: z.literal('record-written'),
  keep,
});
