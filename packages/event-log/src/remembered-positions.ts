import type { Channel } from '@vitne/contracts/channels';

/** The last known position of channels written recently: a hint, for the server's lock decides. */
export type RememberedPositions = {
  of(channel: Channel): number | undefined;
  remember(channel: Channel, position: number): void;
};

/** Keeps up to `limit` channels and forgets the one that was used longest ago (a Map keeps the order of insertion). */
export function rememberPositions(limit: number): RememberedPositions {
  const positions = new Map<Channel, number>();
  const remember = (channel: Channel, position: number): void => {
    positions.delete(channel);
    positions.set(channel, position);
    if (positions.size <= limit) return;
    for (const oldest of positions.keys()) {
      positions.delete(oldest);
      return;
    }
  };
  return { of: (channel) => positions.get(channel), remember };
}
