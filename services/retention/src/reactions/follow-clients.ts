import {
  clientMaterialRecorded,
  clientUserEvents,
  cookieSet,
  customerConverted,
  profileCreated,
  registerDataFetched,
} from '@vitne/contracts/catalogue/user-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { findDocument } from '@vitne/projector/documents';
import type { Reaction } from '@vitne/projector/projection';
import type { ServiceContext } from '@vitne/service-kit/service';
import { clientsOf, type FollowClients } from '../domain/record-user-event.ts';
import { readEndings, readPersonFile } from '../entity-files.ts';
import { clientPeopleProjection } from '../projections/client-people.ts';
import { commandPerson } from './consequence.ts';

const name = 'follow-clients';
const clientTypes: readonly string[] = clientUserEvents.map(({ type }) => type);
const newcomerTypes: readonly string[] = [
  profileCreated.type,
  customerConverted.type,
  registerDataFetched.type,
  cookieSet.type,
  clientMaterialRecorded.type,
];

/**
 * Carries what happens to a client to its people: their holdings are anchored when the client's subscription, agreement or
 * last module ends, and lose their anchor when it comes back (C17). It also looks at people who were just told of, so
 * that one who came in at the same moment as the client's event is not passed over.
 */
export function followClientsReaction(context: ServiceContext): Reaction {
  return {
    name,
    handles: [...clientTypes, ...newcomerTypes],
    async react(event) {
      const { tenant } = event.meta;
      for (const person of await peopleOf(context, tenant, event)) {
        const command = await followingClients(context, tenant, person);
        if (command) await commandPerson(context, name, event, person, command);
      }
    },
  };
}

/** The command that brings a person's file up to date with where the clients stand now; undefined while no statement is in force. */
export async function followingClients(
  context: ServiceContext,
  tenant: Tenant,
  person: string,
  reading: { surely?: boolean } = {},
): Promise<FollowClients | undefined> {
  const inForce = await context.statements.inForce(tenant);
  if (!inForce) return undefined;
  const clients = await readEndings(context, tenant, clientsOf(await readPersonFile(context, tenant, person)), reading);
  const { statement, version: statementVersion } = inForce;
  return { command: name, statement, statementVersion, person, clients };
}

async function peopleOf({ db }: ServiceContext, tenant: Tenant, { meta, facts }: AnyRecordedEvent): Promise<string[]> {
  if (!clientTypes.includes(meta.type)) return facts['client'] === undefined ? [] : [meta.entity];
  return (await findDocument(db, tenant, clientPeopleProjection, meta.entity))?.people ?? [];
}
