import { z } from 'zod';
import { reject } from '../decider.ts';
import { type ClockId, type ClockRule, clockIdSchema, type Rules } from './clocks.ts';
import type { LawRejected } from './moments.ts';
import { rules2026v1 } from './rules-2026-1.ts';

/** Every published set of rules. A published set never changes: a change of law makes a new version. */
export const rulesVersions = ['2026-1'] as const;
export const rulesVersionSchema = z.enum(rulesVersions);
export type RulesVersion = z.infer<typeof rulesVersionSchema>;

/** The rules that new decisions pin. Replays use those that the event names. */
export const currentRules: RulesVersion = '2026-1';

export const rules: Record<RulesVersion, Rules> = { '2026-1': rules2026v1 };

/**
 * Rules that are not published: what would follow if the law were so. Whoever compares names it by a text of its own, which
 * stands where the version would and can be recorded in no event.
 */
export type DraftRules = { draft: string; rules: Rules };

/** Looks a set of rules up by its version. */
export function rulesOf(version: string | DraftRules): { version: RulesVersion; rules: Rules } | LawRejected {
  if (typeof version === 'object') return { version: version.draft as RulesVersion, rules: version.rules };
  const known = rulesVersionSchema.safeParse(version);
  return known.success
    ? { version: known.data, rules: rules[known.data] }
    : reject('rules-unknown', `Name rules that are published: ${rulesVersions.join(', ')}.`);
}

/** Looks one clock up. */
export function clockOf(id: string, from: Rules): { id: ClockId; rule: ClockRule } | LawRejected {
  const known = clockIdSchema.safeParse(id);
  return known.success
    ? { id: known.data, rule: from[known.data] }
    : reject('clock-unknown', 'Name one of the clocks of the law, for example gdpr-12-3.');
}
