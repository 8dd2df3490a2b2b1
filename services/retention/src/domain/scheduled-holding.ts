import type { Holding } from './holding.ts';
import { laterOf } from './moments.ts';

type Holdings = {
  holdings: Record<string, Holding>;
  lastAnchored: Record<string, string>;
  passedOn: string[];
};

/** A person's file after something is kept under a rule, or is dated anew. */
export function withHolding<File extends Holdings>(file: File, holding: Holding): File {
  const { rule, anchored } = holding;
  return {
    ...file,
    holdings: { ...file.holdings, [holding.holding]: holding },
    passedOn: file.passedOn.filter((id) => id !== holding.holding),
    ...(anchored !== undefined && {
      lastAnchored: { ...file.lastAnchored, [rule]: laterOf(file.lastAnchored[rule], anchored) },
    }),
  };
}
