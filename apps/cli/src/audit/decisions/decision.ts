import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { ByLaw } from '@vitne/contracts/law/due';
import { canonicalJson } from '@vitne/contracts/statement/canonical-json';
import type { Statement } from '@vitne/contracts/statement/schema';

/** What a decision gave, as facts of an event of that type; undefined where it would have decided nothing. */
export type Told = { type: string; facts: object };

/** A recorded decision and the same decision made again. */
export type Redecided = {
  position: number;
  type: string;
  /** One entry for each place that differs; the values are facts, which hold nothing personal. */
  differences: { path: string; recorded: unknown; recomputed: unknown }[];
};

/** Statements by their versions, as far as the ledger has been read. */
export type Statements = { of(event: AnyRecordedEvent): Statement | undefined };

/** Makes one kind of decision again, event by event in the ledger's order. */
export type Redecider = {
  /** What a person reads: which decisions these are. */
  readonly decisions: string;
  look(event: AnyRecordedEvent, statements: Statements): Redecided[];
  /** What is only known when no more comes. */
  end?(): Redecided[];
};

/** By which law: the one that each decision pinned, or another one to see what would differ. */
export type Law = ByLaw | undefined;

/** Compares a recorded event with what the decision gives now: byte for byte, in the canonical form of the facts (RFC 8785). */
export function compared(event: AnyRecordedEvent, told: Told | undefined): Redecided {
  const { position, meta, facts } = event;
  if (told?.type !== meta.type) return differing(event, 'event', meta.type, told?.type);
  const recomputed = JSON.parse(JSON.stringify(told.facts)) as Record<string, unknown>;
  const differences =
    canonicalJson(facts) === canonicalJson(recomputed) ? [] : differencesBetween(facts, recomputed, '');
  return { position, type: meta.type, differences };
}

/** A decision that nothing can be said of from the ledger. */
export const differing = (
  event: AnyRecordedEvent,
  path: string,
  recorded: unknown,
  recomputed: unknown,
): Redecided => ({
  position: event.position,
  type: event.meta.type,
  differences: [{ path, recorded, recomputed }],
});

function differencesBetween(recorded: unknown, recomputed: unknown, path: string): Redecided['differences'] {
  if (canonicalJson(recorded ?? null) === canonicalJson(recomputed ?? null)) return [];
  if (!isRecord(recorded) || !isRecord(recomputed)) return [{ path, recorded, recomputed }];
  const names = new Set([...Object.keys(recorded), ...Object.keys(recomputed)]);
  return [...names].flatMap((name) =>
    differencesBetween(recorded[name], recomputed[name], path === '' ? name : `${path}.${name}`),
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
