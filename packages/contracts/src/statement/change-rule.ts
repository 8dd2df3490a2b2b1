import type { Difference } from './differences.ts';
import type { LocalisedText, Statement } from './schema.ts';
import { compareDurations } from './statement-index.ts';

/** What one rule says about a kind of change. The first rule that fits a difference decides. */
export type ChangeRule<Code extends string = string> = {
  readonly code: Code;
  /** Whether the people concerned are told (Art. 12(1), 13(3)). */
  readonly significant: boolean;
  /** Whether consents to the purposes that the change reaches stop counting and are asked for again (Art. 4(11), 7). */
  readonly voids: boolean;
  /** Why, in one sentence with its source. */
  readonly rule: string;
  /** Places in the file, as steps joined by a slash; one star stands for any one step, two for all that follow. */
  readonly at: readonly string[];
  readonly when?: (difference: Difference, older: Statement, newer: Statement) => boolean;
  /** One sentence for people; {part} is the part of the statement, {item} what came or went, {before} and {after} the values. */
  readonly says: LocalisedText;
};

/** Whether a place fits a pattern of a rule. */
export function fits(pattern: string, at: readonly string[]): boolean {
  const steps = pattern.split('/');
  const open = steps.at(-1) === '**';
  const fixed = open ? steps.slice(0, -1) : steps;
  if (open ? at.length < fixed.length : at.length !== fixed.length) return false;
  return fixed.every((step, index) => step === '*' || step === at[index]);
}

export const isAdded = ({ kind }: Difference): boolean => kind === 'added';
export const isRemoved = ({ kind }: Difference): boolean => kind === 'removed';
/** True of a switch that was turned on; absent counts as off. */
export const isTurnedOn = ({ after }: Difference): boolean => after === true;

/** Whether the newer duration is longer; a word such as `at-once` or `session` is no time at all. */
export function isLonger({ before, after }: Difference): boolean {
  return compareDurations(lengthOf(after), lengthOf(before)) > 0;
}

const lengthOf = (value: unknown): string => (typeof value === 'string' && value.startsWith('P') ? value : 'PT0S');
