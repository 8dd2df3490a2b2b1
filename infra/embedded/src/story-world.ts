import { connect } from '@nats-io/transport-node';
import type { Platform } from './platform.ts';
import type { World } from './story/storyteller.ts';

/** What the people and systems of the story are given of a running platform. */
export const worldOf = (platform: Platform, begin: string, say: (line: string) => void): World => ({
  gateway: platform.address.gateway,
  token: (as) => platform.token(as),
  bus: (tenant) =>
    connect({ servers: platform.engines.nats.url, ...platform.engines.nats.credentials(`system-${tenant}`) }),
  begin,
  say,
});
