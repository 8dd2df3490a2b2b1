import { z } from 'zod';

export const openDsrVersion = '2.0';
/** Hashed identities cannot be looked up, because the directory keeps keyed digests of its own. */
export const supportedIdentities = [
  { identity_type: 'email', identity_format: 'raw' },
  { identity_type: 'controller_customer_id', identity_format: 'raw' },
] as const;
export const supportedRequestTypes = ['access', 'portability', 'erasure'] as const;

const identity = z.strictObject({
  identity_type: z.enum(['email', 'controller_customer_id']),
  identity_value: z.string().trim().min(1).max(254),
  identity_format: z.literal('raw'),
});

/** A request as § 7.1.1 has it; a field that the specification does not know is refused by name. */
export const openDsrRequestSchema = z.strictObject({
  regulation: z.enum(['gdpr', 'ccpa']),
  subject_request_id: z.uuidv4().regex(/^[0-9a-f-]+$/, 'lower case'),
  subject_request_type: z.enum(supportedRequestTypes),
  subject_identities: z.array(identity).min(1).max(10),
  submitted_time: z.iso.datetime({ offset: true }),
  api_version: z
    .string()
    .regex(/^2(\.\d+)?$/)
    .optional(),
  status_callback_urls: z.array(z.url().max(300)).max(5).default([]),
  extensions: z
    .record(z.string().max(253), z.record(z.string().max(100), z.unknown()))
    .optional()
    .describe('By processor domain. There is none for ours; those for others are not looked at.'),
});
export type OpenDsrRequest = z.infer<typeof openDsrRequestSchema>;

export const openDsrErrorSchema = z.object({
  error: z.object({
    code: z.int(),
    message: z.string(),
    errors: z.array(z.object({ domain: z.string(), reason: z.string(), message: z.string() })),
  }),
});

/** Why a request is not taken; its words never repeat what was sent (§ 7.6). */
export class OpenDsrError extends Error {
  override readonly name = 'OpenDsrError';
  readonly statusCode: number;
  readonly reason: string;

  constructor(statusCode: 400 | 403 | 404 | 503, reason: string, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.reason = reason;
  }
}
