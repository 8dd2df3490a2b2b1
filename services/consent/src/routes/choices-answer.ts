import { tenantSchema } from '@vitne/contracts/channels';
import { recordedSchema } from '@vitne/service-kit/http-command';
import { z } from 'zod';
import type { ConsentResult } from '../consent-choices.ts';

/** A visitor is told no id: it would let whoever has the cookie be followed elsewhere. */
export const visitorAnswer = recordedSchema.extend({
  choices: z.record(
    z.string(),
    z.object({ status: z.string(), statementVersion: z.string().optional(), expires: z.string().optional() }),
  ),
});
export const personAnswer = visitorAnswer.extend({
  person: z.string().describe('The id of the person, for `GET /v1/people/{person}/consents`.'),
});

/** A visitor whom only a cookie identifies: no more can be claimed through a door without a lock. */
export const visitorReference = z.strictObject({
  kind: z.literal('cookie'),
  value: z.string().trim().min(16).max(254).describe('The random number in the visitor’s cookie.'),
});
export const publicParams = z.object({ tenant: tenantSchema });

/** Who records what a person chose. */
export const choosers = ['system', 'staff', 'privacy-officer'] as const;

export const decisionSchema = z.enum(['given', 'refused']).describe('A no is recorded as carefully as a yes.');
export const decisionOf = (decision: z.infer<typeof decisionSchema>) => (decision === 'given' ? 'give' : 'refuse');

export const answerOf = ({ person, choices }: Extract<ConsentResult, { state: unknown }>['state']) => ({
  person,
  choices,
});
