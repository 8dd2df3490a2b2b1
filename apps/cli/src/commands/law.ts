import type { ClockKind } from '@vitne/contracts/law/clocks';
import type { DerivationStep, Due } from '@vitne/contracts/law/derivation';
import { computeDue } from '@vitne/contracts/law/due';
import { isRejected } from '@vitne/contracts/law/moments';
import { computeErasable, type Erasable } from '@vitne/contracts/law/retention';
import { currentRules, rules } from '@vitne/contracts/law/rules';
import { UsageError } from '../usage-error.ts';

export type ListedClock = {
  id: string;
  kind: ClockKind;
  article: string;
  length?: string;
  starts: string;
  says: string;
  sourceRead: boolean;
};

/** Every clock of the rules in force, in the order of the articles. */
export function listClocks(): ListedClock[] {
  return Object.entries(rules[currentRules]).map(([id, rule]) => ({
    id,
    kind: rule.kind,
    article: rule.article,
    ...('length' in rule && { length: rule.length }),
    starts: rule.starts.en,
    says: rule.says.en,
    sourceRead: rule.sourceRead,
  }));
}

/** A paragraph for each clock; (u) marks what was not read in the source, as in docs/LAW.md. */
export function describeClocks(clocks: readonly ListedClock[]): string {
  const paragraphs = clocks.map(({ id, kind, article, length, starts, says, sourceRead }) =>
    [
      `${id}  ${article}${sourceRead ? '' : ' (u)'}`,
      `  ${kind}${length ? ` ${length}` : ''}, from ${starts}`,
      `  ${says}`,
    ].join('\n'),
  );
  return [...paragraphs, `rules ${currentRules}; (u): believed right, not read in the source`].join('\n\n');
}

export type LawQuestion = {
  clock?: string;
  /** A statement's own retention rule, such as `P18M` or `at-once`, in place of a clock of the law. */
  keep?: string;
  zone: string;
  received?: string;
  extended?: boolean;
  promise?: string;
  anchor?: string;
  yearEnd?: string;
};

/**
 * When a clock runs out, from the moment it was set running; for a retention clock, from when the data may be erased.
 * @throws {UsageError} when the question cannot be answered
 */
export function lawAnswer({ anchor, yearEnd, received, keep, ...question }: LawQuestion): Due | Erasable {
  const { clock, zone, extended, promise } = question;
  if ((clock === undefined) === (keep === undefined))
    throw new UsageError('Give --clock for what the law says, or --keep for what a statement says.');
  if ((anchor === undefined) === (received === undefined))
    throw new UsageError('Give --received for a clock that falls due, or --anchor for one that keeps.');
  if (received !== undefined) {
    if (yearEnd !== undefined || clock === undefined) throw new UsageError('--year-end and --keep go with --anchor.');
    return answered(computeDue({ ...question, clock, received }));
  }
  if (extended || promise !== undefined) throw new UsageError('--extended and --promise go with --received.');
  if (clock === undefined) {
    if (yearEnd !== undefined) throw new UsageError('--year-end goes with a clock of the law.');
    return answered(computeErasable({ keep: keep ?? '', zone, anchor: anchor ?? '' }));
  }
  return answered(
    computeErasable({
      clock,
      zone,
      anchor: anchor ?? '',
      ...(yearEnd !== undefined && { accountingYearEnd: yearEnd }),
    }),
  );
}

function answered<Answer extends Due | Erasable>(answer: Answer | { rejected: { detail: string } }): Answer {
  if (isRejected(answer)) throw new UsageError(answer.rejected.detail);
  return answer as Answer;
}

/** The date, then each step that led to it with its article. */
export function describeAnswer(answer: Due | Erasable): string {
  const outcome =
    'due' in answer
      ? `due ${answer.due}`
      : `erasable from ${answer.erasableFrom}${answer.keepUntilAtLeast ? `, kept at least until ${answer.keepUntilAtLeast}` : ''}`;
  return [outcome, ...answer.derivation.map(describeStep)].join('\n');
}

const describeStep = ({ step, article, result }: DerivationStep): string => `  ${step}: ${result} (${article})`;
