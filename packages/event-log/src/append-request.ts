import { isOfKind, parseChannel, tenantOfChannel } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { AppendOutcome, AppendRequest } from './event-log.ts';

/** The most events that one command may append. */
export const maxEventsPerRequest = 100;

/**
 * Refuses what no caller may ask for, before anything is sent. The tenant of each event is the channel's.
 * @throws {TypeError} that is a defect of the caller
 */
export function assertAppendRequest({ channel, expectedPosition, events, basedOn }: AppendRequest): void {
  const tenant = parseChannel(channel)?.tenant;
  if (tenant === undefined) throw new TypeError('The channel is no place in a ledger.');
  if (!Number.isSafeInteger(expectedPosition) || expectedPosition < 0) {
    throw new TypeError('The expected position must be a whole number from 0.');
  }
  if (events.length < 1 || events.length > maxEventsPerRequest) {
    throw new TypeError(`A request holds 1 to ${maxEventsPerRequest} events.`);
  }
  if (basedOn && (events.length < 2 || tenantOfChannel(basedOn.kind) !== tenant || isOfKind(channel, basedOn.kind))) {
    throw new TypeError(
      'What a decision is based on besides is another kind of the tenant, and takes two events or more.',
    );
  }
  const ids = new Set<string>();
  for (const { meta } of events) {
    if (meta.tenant !== tenant) throw new TypeError('An event belongs to another tenant than the channel.');
    ids.add(meta.id);
  }
  if (ids.size !== events.length) throw new TypeError('Two events of one request have the same id.');
}

/**
 * Whether a request is stored already, by the ids of its events: 'duplicate' when all are there, 'id-reused' when an
 * id stands for something else, undefined when none is there. A fingerprint that is missing on either side (its key is
 * gone) tells nothing, so it counts as the same.
 *
 * Whoever reads an entity and decides again uses this first: the engine remembers ids only for the duplicate window,
 * and later only a stale expected position gives a repeat away.
 */
export function findRepeat(
  { events }: Pick<AppendRequest, 'events'>,
  recorded: readonly AnyRecordedEvent[],
): AppendOutcome | undefined {
  const wanted = new Map(events.map(({ meta }) => [meta.id, meta.fingerprint]));
  const found = recorded.filter(({ meta }) => wanted.has(meta.id));
  if (found.length === 0) return undefined;
  const same =
    found.length === events.length && found.every(({ meta }) => isSame(meta.fingerprint, wanted.get(meta.id)));
  return { outcome: same ? 'duplicate' : 'id-reused', positions: found.map(({ position }) => position) };
}

const isSame = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other;
