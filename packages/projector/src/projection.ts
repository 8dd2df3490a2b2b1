import type { AnyRecordedEvent } from '@vitne/contracts/envelope';

/**
 * A read model: how events become documents. Pure, so that a fresh fold of the ledger must give the live documents.
 * Personal data stays sealed in the documents; whoever reads opens it.
 */
export type Projection<Doc extends object = Record<string, unknown>> = {
  /** kebab-case; with the tenant it names the collection. */
  readonly name: string;
  /** Raised when the documents' shape or meaning changes: the next start rebuilds the collection. */
  readonly version: number;
  /** Event types that matter to it; all others are skipped without a look. */
  readonly handles: readonly string[];
  /** Which documents an event changes. */
  keysOf(event: AnyRecordedEvent): string[];
  /** The document after the event; undefined removes it. */
  evolve(doc: Doc | undefined, event: AnyRecordedEvent, key: string): Doc | undefined;
  /** Secondary indexes that its queries need. */
  readonly indexes?: readonly { key: Record<string, 1 | -1>; unique?: boolean }[];
};

/** A document as stored: `position` is the last event folded into it, so that a repeated event changes nothing. */
export type StoredDocument<Doc> = Doc & { _id: string; position: number };

/**
 * Another event's consequence: a process manager's step. It runs at least once per event, on one instance at a time,
 * never in a replay; what it does must be recognisable as a repeat (derive command ids from the event's id).
 */
export type Reaction = {
  readonly name: string;
  readonly handles: readonly string[];
  /** Where a reaction that has no checkpoint yet begins: at event 1, or after what the ledger holds `'now'`. */
  readonly from?: 'now';
  react(event: AnyRecordedEvent): Promise<void>;
};
