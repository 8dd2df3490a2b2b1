import { disposalConfirmed } from '@vitne/contracts/catalogue/retention-events';
import { reject } from '@vitne/contracts/decider';
import { findDocument } from '@vitne/projector/documents';
import type { Commanded, CommandResult } from '@vitne/service-kit/command-handler';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { type PersonRejection, personFile } from './domain/person-file.ts';
import type { PersonFile } from './domain/person-state.ts';
import { disposalsProjection } from './projections/disposals.ts';

const { system, method, evidence } = disposalConfirmed.facts.shape;

/** What a system or a member of staff says about a disposal; evidence is a reference or a count, never personal data. */
export const confirmationSchema = z.strictObject({ system, method, evidence: evidence.min(1) });

/** The same as the data of a CloudEvent, whose source is the system. */
export const confirmationMessageSchema = confirmationSchema.extend({
  disposal: z.string().min(1).max(64),
  system: system.optional(),
});

type Confirmation = z.infer<typeof confirmationSchema> & { disposal: string };
export type ConfirmationRejection = PersonRejection | 'not-your-system';

/** @param by the system that speaks, or undefined for staff, who may confirm for any system. */
export async function confirmDisposalAs(
  context: ServiceContext,
  commanded: Commanded,
  by: string | undefined,
  confirmation: Confirmation,
): Promise<CommandResult<PersonFile, ConfirmationRejection>> {
  if (by !== undefined && by !== confirmation.system) {
    const { rejected } = reject('not-your-system', 'A system confirms for itself only.');
    return { outcome: 'rejected', rejection: rejected };
  }
  const known = await findDocument(context.db, commanded.tenant, disposalsProjection, confirmation.disposal);
  if (!known)
    return { outcome: 'rejected', rejection: reject('unknown-disposal', 'No such disposal is known.').rejected };
  const { person } = known;
  const command = { command: 'confirm-disposal', ...confirmation, person, confirmed: commanded.now } as const;
  return context.execute(personFile, commanded, { entity: 'person', id: person }, command);
}
