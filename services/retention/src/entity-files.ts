import { disposalOrdered } from '@vitne/contracts/catalogue/retention-events';
import type { clientUserEvents } from '@vitne/contracts/catalogue/user-events';
import { channelOf, type Tenant } from '@vitne/contracts/channels';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { ServiceContext } from '@vitne/service-kit/service';
import { type ClientEndings, clientFile } from './domain/client-file.ts';
import { emptyFile, evolveFile, type PersonFile, type RecordedPersonEvent } from './domain/person-state.ts';

/** A person's file folded from the ledger itself, so that it is never behind. */
export async function readPersonFile({ log }: ServiceContext, tenant: Tenant, person: string): Promise<PersonFile> {
  const events = await log.readEntity(channelOf({ tenant, context: 'retention', entity: 'person', id: person }));
  return events.reduce((file, event) => evolveFile(file, event as unknown as RecordedPersonEvent), emptyFile());
}

/** Position in the ledger at which a disposal was ordered; 0 when it was not. */
export async function positionOfOrder(
  { log }: ServiceContext,
  tenant: Tenant,
  { person, disposal }: { person: string; disposal: string },
): Promise<number> {
  const events = await log.readEntity(channelOf({ tenant, context: 'retention', entity: 'person', id: person }));
  const order = events.find(({ meta, facts }) => meta.type === disposalOrdered.type && facts['disposal'] === disposal);
  return order?.position ?? 0;
}

/** Where clients stand, folded from the ledger. */
export async function readEndings(
  { log }: ServiceContext,
  tenant: Tenant,
  clients: readonly string[],
  reading: { surely?: boolean } = {},
): Promise<Record<string, ClientEndings>> {
  const endings = await Promise.all(
    clients.map(async (client): Promise<[string, ClientEndings]> => {
      const channel = channelOf({ tenant, context: 'retention', entity: 'client', id: client });
      const events = await log.readEntity(channel, reading);
      const recorded = events as unknown as RecordedEvent<(typeof clientUserEvents)[number]>[];
      return [client, recorded.reduce(clientFile.evolve, clientFile.initial()).endings];
    }),
  );
  return Object.fromEntries(endings);
}
