import { channelOf, type Tenant } from '@vitne/contracts/channels';
import { type ConsentsOfAPerson, partsOf } from '@vitne/contracts/decisions/choice';
import { optOuts } from '@vitne/contracts/decisions/person-facts';
import type { Commanded, CommandResult } from '@vitne/service-kit/command-handler';
import type { ServiceContext } from '@vitne/service-kit/service';
import { consentsOf } from './consents-in-ledger.ts';
import { type ConsentRejection, consentsOfAPerson } from './domain/consents-of-a-person.ts';

/** That a system told of somebody who wants no more of a purpose, and where in the ledger. */
export type OptOut = { person: string; purpose: string; position: number };

/** The latest opt-out of a purpose that a system has told of a person, straight from the ledger. */
export async function optOutOf(
  { log }: ServiceContext,
  tenant: Tenant,
  person: string,
  purpose: string,
): Promise<OptOut | undefined> {
  const told = await log.readEntity(channelOf({ tenant, context: 'retention', entity: 'person', id: person }));
  const found = told.findLast(({ meta }) => optOuts.get(meta.type) === purpose);
  return found && { person, purpose, position: found.position };
}

/** Withdraws each consent to the purpose that was given before the opt-out; one that was given since stays. */
export async function withdrawOptedOut(
  context: ServiceContext,
  commanded: Commanded,
  { person, purpose, position }: OptOut,
): Promise<CommandResult<ConsentsOfAPerson, ConsentRejection>> {
  const { tenant } = commanded;
  const { choices } = await consentsOf(context, tenant, person);
  const statementVersion = (await context.statements.inForce(tenant))?.version ?? '';
  const given = Object.keys(choices).filter(
    (key) => partsOf(key).purpose === purpose && choices[key]?.status === 'given',
  );
  const withdrawals = given.map((key) => ({
    command: 'withdraw' as const,
    person,
    ...partsOf(key),
    surface: 'opt-out' as const,
    statementVersion,
    agreedBefore: position,
  }));
  const command = { command: 'withdraw-together', person, withdrawals } as const;
  return context.execute(consentsOfAPerson, commanded, { entity: 'person', id: person }, command);
}
