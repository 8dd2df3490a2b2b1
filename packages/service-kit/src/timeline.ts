import { type Channel, type ChannelParts, parseChannel } from '@vitne/contracts/channels';
import type { Clock } from './clock.ts';

/**
 * Keeps what is recorded and what is answered in one order of time, within one process. An event gets its time when it is
 * about to be appended, so a moment that an answer speaks of can still be reached by an event that is on its way; an
 * answer therefore closes its moment first.
 */
export type Timeline = {
  /**
   * The time of what is about to be appended to an entity: never before the entity's last event, and after every moment
   * that was closed for it. `end` says that it is in the ledger, or never will be.
   */
  begin(channel: Channel, last: string | undefined): { time: string; end(): void };
  /**
   * From now on nothing that it concerns gets a time up to the moment.
   * @returns when everything that had got such a time has ended.
   */
  close(moment: string, concerns: (entity: ChannelParts) => boolean): Promise<void>;
};

type UnderWay = { entity: ChannelParts; at: number; ended: Promise<void> };
type Closed = { upTo: number; concerns: (entity: ChannelParts) => boolean };

/** The timeline of everything that goes by one clock: services in one process share it. */
export function timelineOf(clock: Clock): Timeline {
  const known = timelines.get(clock) ?? makeTimeline(clock);
  timelines.set(clock, known);
  return known;
}
const timelines = new WeakMap<Clock, Timeline>();

function makeTimeline(clock: Clock): Timeline {
  const underWay = new Set<UnderWay>();
  let closures: Closed[] = [];
  let latest = 0;
  /** Time does not go back in one process, also where somebody sets the clock of the machine back. */
  const now = (): number => {
    latest = Math.max(latest, Date.parse(clock.now()));
    // A closure that time has passed binds nothing any more.
    closures = closures.filter(({ upTo }) => upTo >= latest);
    return latest;
  };
  return {
    begin(channel, last) {
      const entity = parseChannel(channel);
      if (!entity) throw new TypeError('Only an entity has a time to be appended at.');
      const earliest = now();
      const closed = closures.filter(({ concerns }) => concerns(entity)).map(({ upTo }) => upTo + 1);
      const at = Math.max(earliest, ...(last === undefined ? [] : [Date.parse(last)]), ...closed);
      const { promise, resolve } = Promise.withResolvers<void>();
      const one = { entity, at, ended: promise };
      underWay.add(one);
      const end = (): void => {
        underWay.delete(one);
        resolve();
      };
      return { time: new Date(at).toISOString(), end };
    },
    async close(moment, concerns) {
      const upTo = Date.parse(moment);
      if (upTo >= now()) closures.push({ upTo, concerns });
      const earlier = [...underWay].filter(({ entity, at }) => at <= upTo && concerns(entity));
      await Promise.all(earlier.map(({ ended }) => ended));
    },
  };
}
