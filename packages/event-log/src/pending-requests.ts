import type { Channel } from '@vitne/contracts/channels';
import type { OutgoingRequest } from './batch-publish.ts';
import type { AppendOutcome, AppendRequest } from './event-log.ts';
import type { RememberedPositions } from './remembered-positions.ts';

/** A request that waits for its outcome. */
export type PendingRequest = OutgoingRequest & {
  readonly request: AppendRequest;
  readonly bytes: number;
  readonly answer: (outcome: AppendOutcome) => void;
  readonly fail: (error: unknown) => void;
};

/** What one atomic batch may hold: the server's limit of events, and a bound of its staging on disk. */
const maxBatchEvents = 1_000;
const maxBatchBytes = 8 * 1024 * 1024;

export type Selection = {
  /** Go on the bus together: at most one per channel. */
  readonly taken: PendingRequest[];
  /** Are refused without asking, for the entity is known to have moved on: by channel. */
  readonly stale: Map<Channel, PendingRequest[]>;
  readonly left: PendingRequest[];
};

/** Takes from what waits, oldest first, as much as one batch holds. */
export function selectRequests(waiting: readonly PendingRequest[], known: RememberedPositions): Selection {
  const taken: PendingRequest[] = [];
  const left: PendingRequest[] = [];
  const stale: Selection['stale'] = new Map();
  const channels = new Set<Channel>();
  let events = 0;
  let bytes = 0;
  for (const pending of waiting) {
    const { channel, expectedPosition, basedOn, messages } = pending;
    if (expectedPosition < (known.of(channel) ?? 0)) {
      const others = stale.get(channel);
      if (others) others.push(pending);
      else stale.set(channel, [pending]);
      continue;
    }
    const isSmall = bytes + pending.bytes <= maxBatchBytes || events === 0;
    const fits = events + messages.length <= maxBatchEvents && isSmall;
    // What is based on a whole kind goes alone: a batch that also writes to that kind would refuse itself.
    const goesAlone = basedOn !== undefined && taken.length > 0;
    if (!fits || channels.has(channel) || goesAlone || taken[0]?.basedOn) {
      left.push(pending);
      continue;
    }
    channels.add(channel);
    events += messages.length;
    bytes += pending.bytes;
    taken.push(pending);
  }
  return { taken, stale, left };
}
