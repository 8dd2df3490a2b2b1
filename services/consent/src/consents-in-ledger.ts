import { channelOf, type Tenant } from '@vitne/contracts/channels';
import type { ConsentsOfAPerson, PersonEvent } from '@vitne/contracts/decisions/choice';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { ServiceContext } from '@vitne/service-kit/service';
import { consentsOfAPerson } from './domain/consents-of-a-person.ts';

/** How a person's consents stand in the ledger at this moment. */
export async function consentsOf({ log }: ServiceContext, tenant: Tenant, person: string): Promise<ConsentsOfAPerson> {
  const events = await log.readEntity(channelOf({ tenant, context: 'consent', entity: 'person', id: person }));
  return (events as unknown as RecordedEvent<PersonEvent>[]).reduce(
    consentsOfAPerson.evolve,
    consentsOfAPerson.initial(),
  );
}
