import { timestampSchema } from '@vitne/contracts/event-definition';
import { z } from 'zod';
import { type AuditJob, auditStates } from '../audit-jobs.ts';
import { auditAskedSchema } from '../audit-kinds.ts';

export const auditors = ['auditor', 'privacy-officer'] as const;

export const auditParams = z.strictObject({
  audit: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'Give the id that the audit was answered with.')
    .describe('The audit’s id'),
});

export const auditSchema = z.strictObject({
  audit: z.string(),
  asked: auditAskedSchema,
  askedBy: z.string().describe('Who asked, by a pseudonym'),
  askedAt: timestampSchema,
  state: z.enum(auditStates),
  startedAt: timestampSchema.optional(),
  endedAt: timestampSchema.optional(),
  progress: z
    .strictObject({ done: z.int().min(0), of: z.int().min(0) })
    .optional()
    .describe('Events of the ledger that were read, and how many there are; an audit may read it more than once'),
  found: z
    .boolean()
    .optional()
    .describe('Whether something is not as it should be: findings of verify, differences of replay'),
  says: z.string().optional().describe('Why it failed'),
  result: z
    .strictObject({
      href: z.string(),
      mediaType: z.string(),
      bytes: z.int().min(0),
      sha256: z.string().describe('Hexadecimal'),
    })
    .optional(),
});

/** An audit as the API tells of it. */
export function auditAnswer(job: AuditJob): z.infer<typeof auditSchema> {
  const { _id: audit, asked, askedBy, askedAt, state, startedAt, endedAt, progress, found, says, result } = job;
  return {
    audit,
    asked,
    askedBy,
    askedAt: askedAt.toISOString(),
    state,
    ...(startedAt && { startedAt: startedAt.toISOString() }),
    ...(endedAt && { endedAt: endedAt.toISOString() }),
    ...(progress && { progress }),
    ...(found !== undefined && { found }),
    ...(says !== undefined && { says }),
    ...(result && {
      result: {
        href: `/v1/audits/${audit}/result`,
        mediaType: result.mediaType,
        bytes: result.bytes,
        sha256: result.sha256,
      },
    }),
  };
}
