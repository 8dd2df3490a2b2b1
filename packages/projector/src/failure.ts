import { setTimeout as wait } from 'node:timers/promises';

/** How long to wait between attempts: doubling from the first to the longest. */
export type Backoff = { firstMs: number; longestMs: number };

export const backoffMs = ({ firstMs, longestMs }: Backoff, attempt: number): number =>
  Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 20));

/** Waits; ends early, without an error, when `signal` aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}

/**
 * What may be shown of an error: its code or its name, never its message, which could quote personal data.
 */
export function failureCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code, codeName } = error as { code?: unknown; codeName?: unknown };
  for (const candidate of [codeName, code, error.name]) {
    if (typeof candidate === 'number') return `${error.name}-${candidate}`;
    if (typeof candidate === 'string' && /^[A-Za-z][\w.-]{0,63}$/.test(candidate)) return candidate;
  }
  return 'unknown';
}

/**
 * Somebody else moved the checkpoint: another instance took the lease over, or the collection was swapped or dropped.
 * Nothing was written; whoever holds the lease reads the checkpoint again.
 */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';
}

/** Only the instance that holds the lease can do this; ask another one. */
export class NotActive extends Error {
  override readonly name = 'NotActive';
  readonly code = 'not-active';
}

/** A projection's own code failed at an event. Its cause is the defect; this says where. */
export class ProjectionFailed extends Error {
  override readonly name = 'ProjectionFailed';
  readonly projection: string;

  constructor(projection: string, cause: unknown) {
    super(`The projection ${projection} failed: ${failureCode(cause)}.`, { cause });
    this.projection = projection;
  }
}
