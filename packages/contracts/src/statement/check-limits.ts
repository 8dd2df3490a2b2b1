import { isRejected, readLength, readZone } from '../law/moments.ts';
import { errorFound, type Finding } from './findings.ts';
import { isDuration } from './primitives.ts';
import type { Statement } from './schema.ts';
import { compareDurations } from './statement-index.ts';

/** The longest time that a statement may name; beyond it a date leaves the calendar that all machines share. */
export const LONGEST_DURATION = 'P100Y';

/**
 * What has the right shape and cannot be computed with: a zone that is on no map, a time that no calendar holds. These
 * are findings and not part of the schema, because what was published once has to stay readable for ever.
 */
export function checkLimits(statement: Statement): Finding[] {
  const { timeZone } = statement.statement;
  return [
    ...(isRejected(readZone(timeZone)) ? [unknownZone(timeZone)] : []),
    ...durationsOf(statement).flatMap(({ path, duration, counted }) => {
      if (!isDuration(duration)) return [];
      if (compareDurations(duration, LONGEST_DURATION) > 0) return [tooLong(path, duration)];
      return isCountable(duration, counted) ? [] : [notCountable(path, duration)];
    }),
  ];
}

type Told = {
  readonly path: string;
  readonly duration: string;
  /** How the law counts it (1182/71): in calendar units alone, in those or in hours; absent where no law counts it. */
  readonly counted?: 'days' | 'days-or-hours' | undefined;
};

function isCountable(duration: string, counted: Told['counted']): boolean {
  if (counted === undefined) return true;
  const length = readLength(duration);
  return !isRejected(length) && (counted === 'days-or-hours' || 'calendar' in length);
}

/** Every duration of the file, with where it stands. Words in its place (`at-once`, `session`) are no durations. */
function durationsOf(statement: Statement): Told[] {
  const told: Told[] = [];
  const tell = (path: string, duration: string | undefined, counted?: Told['counted']) => {
    if (duration !== undefined) told.push({ path, duration, counted });
  };
  for (const { id, notice } of statement.sources) tell(`sources/${id}/notice/within`, notice?.within, 'days-or-hours');
  for (const { id, consent } of statement.purposes) {
    tell(`purposes/${id}/consent/expires`, consent?.expires);
    tell(`purposes/${id}/consent/askAgainAfter`, consent?.askAgainAfter);
  }
  for (const { identifier, maxAge, atMost } of statement.cookies.table) {
    tell(`cookies/table/${identifier}/maxAge`, maxAge);
    tell(`cookies/table/${identifier}/atMost`, atMost);
  }
  for (const { id, agreement } of statement.recipients) {
    tell(`recipients/${id}/agreement/subProcessorNotice`, agreement?.subProcessorNotice, 'days-or-hours');
  }
  const keepings = statement.retention.map(({ id, keep }) => ({ path: `retention/${id}/keep`, keep }));
  for (const { path, keep } of [...keepings, { path: 'record/keep', keep: statement.record.keep }]) {
    tell(`${path}/atLeast`, keep.atLeast, 'days');
    tell(`${path}/atMost`, keep.atMost, 'days');
  }
  tell('requests/answerWithin', statement.requests.answerWithin, 'days-or-hours');
  tell('changes/significant/noticeBefore', statement.changes.significant.noticeBefore);
  tell('changes/significant/shownFor', statement.changes.significant.shownFor);
  return told;
}

const unknownZone = (timeZone: string): Finding =>
  errorFound('unknown-time-zone', {
    article: null,
    path: 'statement/timeZone',
    message: `${timeZone} is no time zone, so no day and no deadline can be computed.`,
    mend: 'Write a zone of the IANA list, such as Europe/Oslo.',
  });

const tooLong = (path: string, duration: string): Finding =>
  errorFound('invalid-duration', {
    article: null,
    path,
    message: `${duration} is longer than ${LONGEST_DURATION}, which is the most that is computed with.`,
    mend: `Write a duration of at most ${LONGEST_DURATION}.`,
  });

const notCountable = (path: string, duration: string): Finding =>
  errorFound('invalid-duration', {
    article: null,
    path,
    message: `${duration} cannot be counted here: the law counts in years, months, weeks and days.`,
    mend: 'Write whole days or longer, such as P18M; a time to answer or to tell somebody may be whole hours, such as PT72H.',
  });
