import type { Context } from '../channels.ts';
import { userEvents } from './user-events.ts';

const told: readonly (readonly [string, Context])[] = [
  ...userEvents.map(({ type }) => [type.replace(/\.v\d+$/, ''), 'retention'] as const),
  ['disposal.confirmed', 'retention'],
  ['disposal.failed', 'retention'],
  ['consent.given', 'consent'],
  ['consent.refused', 'consent'],
  ['consent.withdrawn', 'consent'],
  ['request.received', 'request-intake'],
  ['task.completed', 'request-intake'],
  ['task.failed', 'request-intake'],
  ['incident.reported', 'request-intake'],
];

/** Every type that an integrating system can publish, and the context that takes it. */
export const inboxTypes: ReadonlyMap<string, Context> = new Map(told);

/** The contexts that take user events; nothing is published for another. */
export const inboxContexts: readonly Context[] = [...new Set(inboxTypes.values())];
