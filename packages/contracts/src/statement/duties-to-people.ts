import { z } from 'zod';
import { requestTypeSchema } from '../law/requests.ts';
import { article, country, duration, id, path, someIds, text } from './primitives.ts';

export const right = z.strictObject({ right: requestTypeSchema, article, how: text.optional() });

export const requests = z.strictObject({
  /** The organisation's own promise; the law's one month counts whenever it ends earlier (Art. 12(3)). */
  answerWithin: duration.optional(),
  channels: z
    .array(
      z.strictObject({
        kind: z.enum(['email', 'form', 'portal', 'phone', 'post']),
        address: z.string().min(1).max(300),
      }),
    )
    .min(1),
  rights: z.array(right).min(1),
});

export const complaints = z.strictObject({
  authority: z.strictObject({ name: z.string().min(1).max(200), country, website: z.url() }),
  /** People are invited, never obliged, to come to the organisation first. */
  contactFirst: z.boolean(),
});

export const security = z.strictObject({
  standard: z.string().min(1).max(100).optional(),
  measures: z.array(z.strictObject({ id, name: text })).min(1),
});

export const automatedDecisions = z.strictObject({ used: z.boolean(), explanation: text.optional() });

export const children = z.strictObject({ ageOfConsent: z.int().min(13).max(16), addressed: z.boolean() });

export const changes = z.strictObject({
  significant: z.strictObject({
    announcedBy: z.array(z.enum(['website', 'email', 'in-product', 'letter'])).min(1),
    populations: someIds,
    /** How long before it takes effect. */
    noticeBefore: duration.optional(),
    /** How long the site shows an announcement; thirty days when left out. */
    shownFor: duration.optional(),
    text,
  }),
});

/** A duty person or mailbox by function, never by name. */
export const contact = z.strictObject({
  id,
  role: z.enum(['privacy', 'data-protection-officer', 'support', 'on-call-technical', 'on-call-agreement']),
  name: text,
  email: z.email(),
  phone: z
    .string()
    .regex(/^\+[0-9 ]{6,20}$/, 'write the number with its country code')
    .optional(),
  reachable: z.enum(['at-once', 'office-hours']),
  about: text,
});

/** The controller's answer, in the file itself, to something that the check found. */
export const resolution = z.strictObject({
  finding: z.string().min(1).max(60),
  path,
  decision: text,
  reason: text,
});

/** One promise of the published statement, and the parts of this file that keep it. */
export const promise = z.strictObject({
  id: z.string().regex(/^[A-Z][0-9]{1,3}$/, 'a promise is a letter and a number, such as C11'),
  says: z.string().min(1).max(400),
  keptBy: z.array(path).min(1),
});
