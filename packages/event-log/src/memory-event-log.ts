import { type Channel, type EntityKind, isOfKind, type Tenant, tenantOfChannel } from '@vitne/contracts/channels';
import { decodeEvent, encodeEvent } from '@vitne/contracts/cloud-event';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { assertAppendRequest, findRepeat } from './append-request.ts';
import {
  type AppendOutcome,
  type AppendRequest,
  type EventLog,
  EventLogUnavailable,
  LedgerDamaged,
} from './event-log.ts';
import { encodeMessage } from './ledger-message.ts';

type MemoryLedger = {
  readonly events: AnyRecordedEvent[];
  readonly entities: Map<string, AnyRecordedEvent[]>;
  readonly positionOfId: Map<string, number>;
  grown: PromiseWithResolvers<void>;
};

/**
 * The twin for tests of what uses an event log: same port, same answers, in one process and gone with it. It remembers
 * ids for ever, where JetStream remembers those of other entities for the duplicate window.
 */
export function memoryEventLog(): EventLog {
  const ledgers = new Map<Tenant, MemoryLedger>();
  const closing = new AbortController();

  function ledgerOf(channels: Channel | EntityKind): MemoryLedger {
    const ledger = ledgers.get(tenantOfChannel(channels));
    if (!ledger || closing.signal.aborted) throw new EventLogUnavailable('The ledger is not open.');
    return ledger;
  }

  return {
    async openLedger(tenant) {
      if (ledgers.has(tenant)) return;
      ledgers.set(tenant, { events: [], entities: new Map(), positionOfId: new Map(), grown: Promise.withResolvers() });
    },
    async append(request) {
      assertAppendRequest(request);
      for (const event of request.events) encodeMessage(event);
      return appendTo(ledgerOf(request.channel), request);
    },
    async readEntity(channel) {
      return structuredClone(ledgerOf(channel).entities.get(channel) ?? []);
    },
    async kindPosition(kind) {
      return { kind, position: kindPositionIn(ledgerOf(kind), kind) };
    },
    follow: (tenant, { after, signal, batchSize = 1_000 }) =>
      followMemory(ledgers.get(tenant), after, batchSize, AbortSignal.any([signal, closing.signal])),
    async lastPosition(tenant) {
      const ledger = ledgers.get(tenant);
      if (!ledger) throw new LedgerDamaged(`The ledger of ${tenant} is not there.`);
      return ledger.events.length;
    },
    async close() {
      closing.abort();
    },
  };
}

function appendTo(ledger: MemoryLedger, request: AppendRequest): AppendOutcome {
  const { channel, expectedPosition, basedOn, events } = request;
  const entity = ledger.entities.get(channel) ?? [];
  const repeat = findRepeat(request, entity);
  if (repeat) return repeat;
  if ((entity.at(-1)?.position ?? 0) !== expectedPosition) return { outcome: 'conflict' };
  if (basedOn && kindPositionIn(ledger, basedOn.kind) !== basedOn.position) return { outcome: 'conflict' };
  const taken = events.map(({ meta }) => ledger.positionOfId.get(meta.id)).filter((position) => position !== undefined);
  if (taken.length > 0) return { outcome: 'id-reused', positions: events.length === 1 ? taken : [] };
  const positions = events.map((event) => {
    const position = ledger.events.length + 1;
    // Encoding and decoding gives what a reader of the real ledger gets, and keeps no reference to the caller's object.
    const { headers, data } = encodeEvent(event);
    const stored = {
      ...decodeEvent((name) => headers.find(([header]) => header === name)?.[1], data),
      position,
      channel,
    };
    ledger.events.push(stored);
    entity.push(stored);
    ledger.positionOfId.set(event.meta.id, position);
    return position;
  });
  ledger.entities.set(channel, entity);
  ledger.grown.resolve();
  ledger.grown = Promise.withResolvers();
  return { outcome: 'appended', positions };
}

const kindPositionIn = ({ events }: MemoryLedger, kind: EntityKind): number =>
  events.findLast(({ channel }) => isOfKind(channel, kind))?.position ?? 0;

async function* followMemory(
  ledger: MemoryLedger | undefined,
  after: number,
  batchSize: number,
  signal: AbortSignal,
): AsyncGenerator<AnyRecordedEvent[], void> {
  if (!ledger || after > ledger.events.length)
    throw new LedgerDamaged('The ledger is shorter than what was delivered.');
  const aborted = Promise.withResolvers<void>();
  const abort = (): void => aborted.resolve();
  signal.addEventListener('abort', abort);
  try {
    for (let next = after; !signal.aborted; ) {
      const batch = ledger.events.slice(next, next + batchSize);
      next += batch.length;
      if (batch.length > 0) yield structuredClone(batch);
      else await Promise.race([ledger.grown.promise, aborted.promise]);
    }
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
