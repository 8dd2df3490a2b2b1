import { z } from 'zod';

/** What identifies a person in the world outside; it travels in bodies only, never in a URL. */
export const identifierSchema = z.strictObject({
  kind: z.enum(['email', 'phone', 'customer-number', 'cookie', 'user', 'national-id']),
  value: z.string().trim().min(1).max(254),
});
export type PersonIdentifier = z.infer<typeof identifierSchema>;

/** A company, by its organisation number. */
export const companyIdentifierSchema = z.strictObject({
  kind: z.literal('company'),
  value: z.string().trim().min(1).max(100),
});
export type CompanyIdentifier = z.infer<typeof companyIdentifierSchema>;
