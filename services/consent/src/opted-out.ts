import { channelOf, type Tenant } from '@vitne/contracts/channels';
import { type ConsentsOfAPerson, partsOf } from '@vitne/contracts/decisions/choice';
import { optOuts } from '@vitne/contracts/decisions/person-facts';
import type { Commanded, CommandResult } from '@vitne/service-kit/command-handler';
import { decisionSources } from '@vitne/service-kit/decision-sources';
import type { ServiceContext } from '@vitne/service-kit/service';
import { everyFile } from '@vitne/service-kit/who-is-who';
import { consentsOf } from './consents-in-ledger.ts';
import { type ConsentRejection, consentsOfAPerson } from './domain/consents-of-a-person.ts';

/** That a system told of somebody who wants no more of a purpose, and where in the ledger. */
export type OptOut = { person: string; purpose: string; position: number };

/** The latest opt-out of a purpose that a system has told of a person or of a visitor who it was, straight from the ledger. */
export async function optOutOf(
  context: ServiceContext,
  tenant: Tenant,
  person: string,
  purpose: string,
): Promise<OptOut | undefined> {
  if (![...optOuts.values()].includes(purpose)) return undefined;
  const files = await everyFile(decisionSources(context), tenant, [person]);
  const ids = new Set([person, ...files.keys()]);
  const told = await Promise.all(
    [...ids].map((id) => context.log.readEntity(channelOf({ tenant, context: 'retention', entity: 'person', id }))),
  );
  const found = told.flat().filter(({ meta }) => optOuts.get(meta.type) === purpose);
  if (found.length === 0) return undefined;
  return { person, purpose, position: Math.max(...found.map(({ position }) => position)) };
}

/** Withdraws each consent to the purpose that was given before the opt-out; one that was given since stays. */
export const withdrawOptedOut = (
  context: ServiceContext,
  commanded: Commanded,
  { person, purpose, position }: OptOut,
): Promise<CommandResult<ConsentsOfAPerson, ConsentRejection>> =>
  withdrawGivenBefore(context, commanded, { person, purposes: [purpose], position, surface: 'opt-out' });

/** Withdraws each consent to the purposes that was given before a position in the ledger. */
export async function withdrawGivenBefore(
  context: ServiceContext,
  commanded: Commanded,
  asked: { person: string; purposes: readonly string[]; position: number; surface: 'opt-out' | 'portal' | 'staff' },
): Promise<CommandResult<ConsentsOfAPerson, ConsentRejection>> {
  const { person, purposes, position, surface } = asked;
  const { tenant } = commanded;
  const { choices } = await consentsOf(context, tenant, person);
  const statementVersion = (await context.statements.inForce(tenant))?.version ?? '';
  const given = Object.keys(choices).filter(
    (key) => purposes.includes(partsOf(key).purpose) && choices[key]?.status === 'given',
  );
  const withdrawals = given.map((key) => ({
    command: 'withdraw' as const,
    person,
    ...partsOf(key),
    surface,
    statementVersion,
    agreedBefore: position,
  }));
  const command = { command: 'withdraw-together', person, withdrawals } as const;
  return context.execute(consentsOfAPerson, commanded, { entity: 'person', id: person }, command);
}
