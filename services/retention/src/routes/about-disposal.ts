import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

/** Who may say something about a disposal: the token of a system speaks for that system only. */
export const aboutDisposalAccess = ['system', 'staff', 'privacy-officer'] as const;

export const aboutDisposalParams = z.object({
  disposal: z.string().min(1).max(64).describe('The id in the order; `GET /v1/disposals` lists them.'),
});

/** The system that calls; undefined for staff, who may speak for any system. */
export const speakerOf = ({ caller: { role, actor } }: FastifyRequest): string | undefined =>
  role === 'system' ? actor.slice('system:'.length) : undefined;
