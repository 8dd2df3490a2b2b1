import { remainsSchema } from '@vitne/contracts/catalogue/anonymisation-events';
import { disposalFailed } from '@vitne/contracts/catalogue/disposal-follow-up-events';
import { disposalConfirmed } from '@vitne/contracts/catalogue/retention-events';
import type { Tenant } from '@vitne/contracts/channels';
import { reject } from '@vitne/contracts/decider';
import { findDocument } from '@vitne/projector/documents';
import type { Commanded, CommandResult } from '@vitne/service-kit/command-handler';
import type { ServiceContext } from '@vitne/service-kit/service';
import { systemReferences } from '@vitne/service-kit/system-orders';
import { z } from 'zod';
import { directIdentifiersOf } from './domain/anonymisation.ts';
import { type PersonCommand, type PersonRejection, personFile } from './domain/person-file.ts';
import type { PersonFile } from './domain/person-state.ts';
import { disposalsProjection } from './projections/disposals.ts';

const { system, method, evidence } = disposalConfirmed.facts.shape;

/** What a system or a member of staff says about a disposal; evidence is a reference or a count, never personal data. */
export const confirmationSchema = z.strictObject({
  system,
  method,
  evidence: evidence.min(1),
  remains: remainsSchema
    .optional()
    .describe('Required with the method `anonymised`, and of no meaning with another: what is left of the data.'),
});

/** The same as the data of a CloudEvent, whose source is the system. */
export const confirmationMessageSchema = confirmationSchema.extend({
  disposal: z.string().min(1).max(64),
  system: system.optional(),
});

type Confirmation = z.infer<typeof confirmationSchema> & { disposal: string };

const { reason, detail } = disposalFailed.facts.shape;

/** What a system or a member of staff says when an order cannot be carried out. */
export const failureSchema = z.strictObject({
  system,
  reason: reason.describe('`under-legal-duty`: a law makes the system keep it. `other` needs a detail.'),
  detail: detail.describe('A ticket or a few words, never personal data: it stays readable in the ledger.'),
});

/** The same as the data of a CloudEvent, whose source is the system. */
export const failureMessageSchema = failureSchema.extend({
  disposal: z.string().min(1).max(64),
  system: system.optional(),
});

type Failure = z.infer<typeof failureSchema> & { disposal: string };
export type ConfirmationRejection = PersonRejection | 'not-your-system';
type Answer = CommandResult<PersonFile, ConfirmationRejection>;
/** The system that speaks, or undefined for staff, who may speak for any system. */
type Speaker = string | undefined;

/** A system, or staff in its place, says that it has done what it was told to. */
export const confirmDisposalAs = (
  context: ServiceContext,
  commanded: Commanded,
  by: Speaker,
  { remains, ...confirmation }: Confirmation,
): Promise<Answer> =>
  aboutDisposal(context, commanded, by, confirmation, async (person) => ({
    command: 'confirm-disposal',
    ...confirmation,
    person,
    confirmed: commanded.now,
    ...(confirmation.method === 'anonymised' && {
      anonymised: { remains, ...(await whatCouldLink(context, commanded.tenant, person, confirmation.system)) },
    }),
  }));

/** What would lead from anonymous data to the person: the system's own names of its records, and identifying fields. */
async function whatCouldLink(context: ServiceContext, tenant: Tenant, person: string, by: string) {
  const references = (await systemReferences(context, tenant, person)).get(by) ?? [];
  const inForce = await context.statements.inForce(tenant);
  return { references, directIdentifiers: inForce ? directIdentifiersOf(inForce.statement) : [] };
}

/** A system, or staff in its place, says that it cannot do what it was told to. */
export const reportFailureAs = (
  context: ServiceContext,
  commanded: Commanded,
  by: Speaker,
  failure: Failure,
): Promise<Answer> =>
  aboutDisposal(context, commanded, by, failure, async (person) => ({
    command: 'report-failure',
    ...failure,
    person,
    failed: commanded.now,
  }));

async function aboutDisposal(
  context: ServiceContext,
  commanded: Commanded,
  by: Speaker,
  said: { disposal: string; system: string },
  commandFor: (person: string) => Promise<PersonCommand>,
): Promise<Answer> {
  if (by !== undefined && by !== said.system) {
    const { rejected } = reject('not-your-system', 'A system speaks for itself only.');
    return { outcome: 'rejected', rejection: rejected };
  }
  const known = await findDocument(context.db, commanded.tenant, disposalsProjection, said.disposal);
  if (!known)
    return { outcome: 'rejected', rejection: reject('unknown-disposal', 'No such disposal is known.').rejected };
  const { person } = known;
  return context.execute(personFile, commanded, { entity: 'person', id: person }, await commandFor(person));
}
