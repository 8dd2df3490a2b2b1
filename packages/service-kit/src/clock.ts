/** Time as a port: real in production, steered in tests and in the demonstration. */
export type Clock = {
  /** RFC 3339 in UTC, milliseconds. */
  now(): string;
};

export const realClock: Clock = { now: () => new Date().toISOString() };

/** A clock that runs at the real pace from a moment of one's choice, and can be put forward. */
export type SteeredClock = Clock & {
  /** Puts the clock to a later moment. Time never goes back: an earlier moment is refused. */
  advanceTo(moment: string): { ok: true; now: string } | { ok: false; now: string };
  /** Called after every move, so that timers look again. */
  onMove(listener: () => void): void;
};

/** @param start RFC 3339 moment at which the clock begins to run. */
export function steeredClock(start: string): SteeredClock {
  let offsetMs = Date.parse(start) - Date.now();
  const listeners: (() => void)[] = [];
  const now = () => new Date(Date.now() + offsetMs).toISOString();
  return {
    now,
    advanceTo(moment) {
      const target = Date.parse(moment);
      if (Number.isNaN(target) || target < Date.parse(now())) return { ok: false, now: now() };
      offsetMs = target - Date.now();
      for (const listener of listeners) listener();
      return { ok: true, now: now() };
    },
    onMove: (listener) => void listeners.push(listener),
  };
}
