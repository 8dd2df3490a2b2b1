import { type Context, channelOf, type Tenant } from '@vitne/contracts/channels';
import type { Decider } from '@vitne/contracts/decider';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { EventLog } from '@vitne/event-log/event-log';
import { recipient } from './domain/recipient.ts';
import { subProcessor } from './domain/sub-processor.ts';

/** Where entities are read from: the ledger, or a part of it. */
export type EntityReading = { log: Pick<EventLog, 'readEntity'> };

/** Reads entities from the ledger itself, so that what was recorded a moment ago is there. */
export function entityStates({ log }: EntityReading, tenant: Tenant) {
  const events = <Event = AnyRecordedEvent>(context: Context, entity: string, id: string): Promise<Event[]> =>
    log.readEntity(channelOf({ tenant, context, entity, id })) as Promise<unknown> as Promise<Event[]>;
  const stateOf = async <State, Recorded>(
    { initial, evolve }: Pick<Decider<State, never, never, Recorded, never>, 'initial' | 'evolve'>,
    entity: string,
    id: string,
  ): Promise<State> => (await events<Recorded>('processor-registry', entity, id)).reduce(evolve, initial());
  return {
    events,
    recipient: (id: string) => stateOf(recipient, 'recipient', id),
    subProcessor: (id: string) => stateOf(subProcessor, 'sub-processor', id),
  };
}
