import type { ChangeRule } from './change-rule.ts';
import { dataRules } from './change-rules-of-data.ts';
import { dutyRules, quietRules } from './change-rules-of-duties.ts';
import { keepingRules } from './change-rules-of-keeping.ts';
import { purposeRules } from './change-rules-of-purposes.ts';

const rules = [...purposeRules, ...dataRules, ...keepingRules, ...dutyRules, ...quietRules] as const;

export type ChangeCode = (typeof rules)[number]['code'];

/** Every rule by which a change between two statements is classified, in the order in which they are tried. */
export const CHANGE_RULES: readonly ChangeRule<ChangeCode>[] = rules;
