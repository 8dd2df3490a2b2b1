import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { findRepeat } from './append-request.ts';
import type { PublishAnswer } from './batch-publish.ts';
import type { AppendOutcome, AppendRequest } from './event-log.ts';

/** The expected position is stale: on one server, for the losers of a race in a cluster. */
const staleExpectation = new Set([10071, 10164]);
/** An id of an atomic batch is stored already. */
const knownIdInBatch = 10201;

/** Whether reading the entity explains the answer; any other refusal is a state of the stream that may pass. */
export const isExplainedByReading = (answer: PublishAnswer): boolean =>
  answer.kind === 'known-id' ||
  (answer.kind === 'refused' && (staleExpectation.has(answer.code) || answer.code === knownIdInBatch));

/** What a refusal means, given what the entity holds: the server looks at the expectation before it looks at the id. */
export function explainRefusal(
  answer: PublishAnswer | 'stale',
  request: AppendRequest,
  recorded: readonly AnyRecordedEvent[],
): AppendOutcome {
  const repeat = findRepeat(request, recorded);
  if (repeat) return repeat;
  if (answer !== 'stale' && answer.kind === 'known-id') return { outcome: 'id-reused', positions: [answer.position] };
  const isCurrent = (recorded.at(-1)?.position ?? 0) === request.expectedPosition;
  // The lock holds and an id is known, so it stands for an event of another entity; a batch does not say which.
  if (answer !== 'stale' && isCurrent && answer.kind === 'refused' && answer.code === knownIdInBatch) {
    return { outcome: 'id-reused', positions: [] };
  }
  return { outcome: 'conflict' };
}

/**
 * What became of a request whose answer got lost; undefined when it can still be stored, or has never arrived.
 * Once the entity has moved on, its lock keeps a late arrival out.
 */
export function explainSilence(
  request: AppendRequest,
  recorded: readonly AnyRecordedEvent[],
): AppendOutcome | undefined {
  const repeat = findRepeat(request, recorded);
  if (repeat) return repeat;
  return (recorded.at(-1)?.position ?? 0) > request.expectedPosition ? { outcome: 'conflict' } : undefined;
}
