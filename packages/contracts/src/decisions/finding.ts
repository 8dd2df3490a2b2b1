import type { GroundCode, ObstacleCode } from './decision-reasons.ts';

/** What one look at a question has found: what stands against it, and what speaks for it. */
export type Finding = { obstacles: readonly ObstacleCode[]; grounds: readonly GroundCode[] };

/** Something stands in the way, if the condition is true. */
export const against = (obstacle: ObstacleCode, found = true): Finding => ({
  obstacles: found ? [obstacle] : [],
  grounds: [],
});

export const inFavour = (...grounds: GroundCode[]): Finding => ({ obstacles: [], grounds });

/** Everything that several looks have found, each thing once. */
export const all = (findings: readonly Finding[]): { obstacles: ObstacleCode[]; grounds: GroundCode[] } => ({
  obstacles: [...new Set(findings.flatMap(({ obstacles }) => obstacles))],
  grounds: [...new Set(findings.flatMap(({ grounds }) => grounds))],
});
