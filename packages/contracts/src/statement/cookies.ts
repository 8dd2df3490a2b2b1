import { z } from 'zod';
import { duration, durationOr, text } from './primitives.ts';

export const COOKIE_CATEGORIES = ['necessary', 'preferences', 'statistics', 'marketing'] as const;

export const COOKIE_FUNCTIONS = [
  'login',
  'security',
  'load-balancing',
  'consent-choice',
  'preferences',
  'statistics',
  'campaign-measurement',
  'content-personalisation',
] as const;

/** A choice in the banner; the purposes that name it as their `cookieCategory` are what a yes opens. */
export const cookieCategory = z.strictObject({
  id: z.enum(COOKIE_CATEGORIES),
  name: text,
  consentRequired: z.boolean(),
  canBeRefused: z.boolean(),
});

export const cookie = z.strictObject({
  identifier: z.string().regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$/, 'write the cookie name as the browser shows it'),
  type: z.enum(['cookie', 'web', 'app']),
  /** The category as the published table calls it, even when that is no category of ours. */
  declaredCategory: z.string().min(1).max(60),
  /** What the cookie does; decides its category when the declared one is unknown or wrong. */
  function: z.enum(COOKIE_FUNCTIONS),
  maxAge: durationOr('session', 'until-next-visit'),
  /** The longest life the platform allows when `maxAge` is no duration in time. */
  atMost: duration.optional(),
  domains: z.array(z.string().min(1).max(253)).min(1),
  description: text,
});

export const cookies = z.strictObject({
  /** Where a choice is changed or withdrawn afterwards. */
  settings: z.array(z.enum(['banner-button', 'browser', 'portal'])).min(1),
  categories: z.array(cookieCategory).max(COOKIE_CATEGORIES.length),
  table: z.array(cookie).max(500),
});
