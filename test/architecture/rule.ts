import type { Repository } from './repository.ts';

/** Something that a rule found: where, and what is wrong there. */
export type Finding = { file: string; line?: number; what: string };

/** One sentence about the repository that is checked in every build. */
export type Rule = {
  /** Also the name of the folder in test/canaries with a tree that it must refuse. */
  name: string;
  /** What to do about a finding. */
  mend: string;
  check(repository: Repository): Finding[];
};
