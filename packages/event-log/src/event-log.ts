import type { Channel, EntityKind, Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent, SealedEvent } from '@vitne/contracts/envelope';

/** All events that one command appends to one entity: stored together or not at all. */
export type AppendRequest = {
  channel: Channel;
  /** Position of the last event that the decision was based on; 0 when the entity had none. */
  expectedPosition: number;
  /** 1 to 100 events. Their ids are the command's, so that a retry is recognised. */
  events: SealedEvent[];
  /** What the decision was based on besides; such a request holds two events or more, for each carries one condition. */
  basedOn?: KindPosition | undefined;
};

/** How far the entities of one kind had come, all together. */
export type KindPosition = {
  kind: EntityKind;
  /** Position of the newest event of any of them; 0 when there was none. */
  position: number;
};

/** `positions` are those of the events in the ledger, in order. */
export type AppendOutcome =
  | { outcome: 'appended' | 'duplicate'; positions: number[] }
  /** Somebody else wrote to the entity since, or to one of the kind that the decision was based on: read and decide again. */
  | { outcome: 'conflict' }
  /** The event id is taken by an event with another fingerprint: the caller reused an id for something else. */
  | { outcome: 'id-reused'; positions: number[] };

/** The append-only ledgers behind one port; one conformance suite judges every implementation. */
export type EventLog = {
  /** Makes the tenant's ledger if it is not there; says so when it is there with settings that would lose events. */
  openLedger(tenant: Tenant): Promise<void>;
  /**
   * Appends under the entity's optimistic lock. When it answers, the events are on disk.
   * @throws {EventLogUnavailable} when it is not known whether they are: append again with the same ids.
   */
  append(request: AppendRequest): Promise<AppendOutcome>;
  /**
   * One entity's events, oldest first; empty when it has none. In a cluster a replica may answer that has not seen the newest
   * yet; `surely` waits for all that the leader holds, for whoever decides about another entity by it.
   */
  readEntity(channel: Channel, options?: { surely?: boolean }): Promise<AnyRecordedEvent[]>;
  /** How far the entities of a kind have come; entities that are read surely after it are at least as new. */
  kindPosition(kind: EntityKind): Promise<KindPosition>;
  /**
   * Everything after a position, in order and without gaps, then what comes, until `signal` aborts.
   * Batches hold up to `batchSize` events and are never empty. Survives a restart of the engine.
   * @throws {LedgerDamaged} when a position is missing: the ledger is no longer what it was.
   */
  follow(
    tenant: Tenant,
    options: { after: number; signal: AbortSignal; batchSize?: number },
  ): AsyncIterable<AnyRecordedEvent[]>;
  /** Position of the newest event; 0 for an empty ledger. */
  lastPosition(tenant: Tenant): Promise<number>;
  /** Finishes what is under way and lets go of the connection's resources (not of the connection). */
  close(): Promise<void>;
};

/** The bus or its disk did not answer in time; nothing is known about the last append. */
export class EventLogUnavailable extends Error {
  override readonly name = 'EventLogUnavailable';
}

/** What is wrong with a ledger as a stream, for whoever has to say it in a code and a position. */
export type LedgerDamage = {
  readonly code: 'ledger-missing' | 'ledger-shortened' | 'position-missing' | 'position-not-delivered';
  /** The first position that is not there. */
  readonly position?: number;
};

/** A ledger has a gap, a foreign message, or is not there any more. */
export class LedgerDamaged extends Error {
  override readonly name = 'LedgerDamaged';
  /** Left out where a message is wrong in itself. */
  readonly damage: LedgerDamage | undefined;

  constructor(message: string, options: ErrorOptions & { damage?: LedgerDamage } = {}) {
    super(message, options);
    this.damage = options.damage;
  }
}
