import { z } from 'zod';
import { timestampSchema } from './event-definition.ts';

const replyCode = z.int().min(200).max(599);

/**
 * That an e-mail was taken on by its receiver's mail server, without the address: what the server answered, and what
 * was sent. A server's words can hold an address, so its code alone is kept (RFC 5321 § 4.2).
 */
export const mailEvidenceSchema = z.strictObject({
  messageId: z.string().max(200),
  replyCode,
  /** SHA-256 of subject and text, which are made from the statement and hold nothing of the receiver. */
  contentHash: z.string().regex(/^[0-9a-f]{64}$/),
  language: z.enum(['nb', 'en']),
});
export type MailEvidence = z.infer<typeof mailEvidenceSchema>;

/** Why an e-mail did not reach its receiver. */
export const mailFailureSchema = z.strictObject({
  reason: z.enum(['refused', 'deferred', 'no-address']),
  replyCode: replyCode.optional(),
});
export type MailFailure = z.infer<typeof mailFailureSchema>;

/** What an event about a failed e-mail says beside what the mail was about. */
export const failedMailFacts = {
  ...mailFailureSchema.shape,
  attempt: z.int().positive(),
  failed: timestampSchema,
  /** Absent when it is not tried again by e-mail: somebody has to tell the person in another way. */
  nextAttempt: timestampSchema.optional(),
};
export type FailedMail = z.infer<z.ZodObject<typeof failedMailFacts>>;

/** After a deferral a mail is tried again for a day and a half (RFC 5321 § 4.5.4.1). */
const pausesInMinutes = [5, 30, 120, 480, 1_440];

/** What is to be recorded of a mail that failed after so many earlier attempts. */
export function failedMail({ reason, replyCode: code }: MailFailure, attempts: number, now: string): FailedMail {
  const pause = reason === 'deferred' ? pausesInMinutes[attempts] : undefined;
  return {
    reason,
    ...(code !== undefined && { replyCode: code }),
    attempt: attempts + 1,
    failed: now,
    ...(pause !== undefined && { nextAttempt: new Date(Date.parse(now) + pause * 60_000).toISOString() }),
  };
}
