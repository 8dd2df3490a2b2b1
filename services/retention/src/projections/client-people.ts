import { personUserEvents } from '@vitne/contracts/catalogue/user-events';
import type { Projection } from '@vitne/projector/projection';

export type ClientPeople = { client: string; people: string[] };

const clientOf = (facts: Record<string, unknown>): string | undefined =>
  typeof facts['client'] === 'string' ? facts['client'] : undefined;

/** The people of each client company, so that what happens to the client reaches their files. */
export const clientPeopleProjection: Projection<ClientPeople> = {
  name: 'client-people',
  version: 1,
  handles: personUserEvents.map(({ type }) => type),
  keysOf({ facts }) {
    const client = clientOf(facts);
    return client === undefined ? [] : [client];
  },
  evolve(doc, { meta }, client) {
    const people = doc?.people ?? [];
    return { client, people: people.includes(meta.entity) ? people : [...people, meta.entity] };
  },
};
