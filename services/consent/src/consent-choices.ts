import { shownSchema } from '@vitne/contracts/catalogue/consent-events';
import type { Tenant } from '@vitne/contracts/channels';
import { noticeOf } from '@vitne/contracts/statement/notice';
import { purposeById } from '@vitne/contracts/statement/statement-index';
import type { Commanded, CommandResult } from '@vitne/service-kit/command-handler';
import { companyIdentifierSchema, personOf, personReferenceSchema } from '@vitne/service-kit/person-reference';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import type { ConsentTerms } from './domain/consent-terms.ts';
import {
  type ConsentCommand,
  type ConsentRejection,
  type ConsentsOfAPerson,
  consentsOfAPerson,
} from './domain/consents-of-a-person.ts';

const slug = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);

/** One choice as a banner, a portal, a system or a member of staff sends it. */
export const choiceSchema = z.strictObject({
  person: personReferenceSchema,
  purpose: slug,
  recipient: slug.optional(),
  company: companyIdentifierSchema.optional(),
  statementVersion: z.string().regex(/^\d+\.\d+$/),
  shown: shownSchema,
  circumstances: z
    .strictObject({ userAgent: z.string().max(300).optional(), maskedIp: z.string().max(45).optional() })
    .optional(),
});
export type ChoiceInput = z.infer<typeof choiceSchema>;

export const withdrawalSchema = z.strictObject({
  person: personReferenceSchema,
  purpose: slug,
  recipient: slug.optional(),
  surface: shownSchema.shape.surface,
});
export type WithdrawalInput = z.infer<typeof withdrawalSchema>;

export type ConsentResult = CommandResult<ConsentsOfAPerson, ConsentRejection | 'no-statement'>;

export const noStatement = {
  code: 'no-statement',
  detail: 'No privacy statement is published yet, so nothing can be asked for.',
} as const;

/** Records that a person gave or refused a consent, whichever door the choice came through. */
export async function recordChoice(
  context: ServiceContext,
  commanded: Commanded,
  decision: 'give' | 'refuse',
  input: ChoiceInput,
  gpc?: boolean,
): Promise<ConsentResult> {
  const terms = await termsFor(context, commanded.tenant, input.purpose);
  if (!terms) return { outcome: 'rejected', rejection: noStatement };
  const person = await personOf(context.vault, commanded.tenant, input.person);
  const company = input.company && (await context.vault.resolvePerson(commanded.tenant, input.company));
  const command: ConsentCommand = {
    command: decision,
    person,
    purpose: input.purpose,
    recipient: input.recipient,
    company,
    shown: input.shown,
    statementVersion: input.statementVersion,
    terms,
    gpc,
    circumstances: input.circumstances,
    now: commanded.now,
  };
  return context.execute(consentsOfAPerson, commanded, { entity: 'person', id: person }, command);
}

/** Records that a person withdrew a consent (Art. 7(3)): nothing more than who and which is asked for. */
export async function recordWithdrawal(
  context: ServiceContext,
  commanded: Commanded,
  input: WithdrawalInput,
): Promise<ConsentResult> {
  const inForce = await context.statements.inForce(commanded.tenant);
  if (!inForce) return { outcome: 'rejected', rejection: noStatement };
  const person = await personOf(context.vault, commanded.tenant, input.person);
  return context.execute(
    consentsOfAPerson,
    commanded,
    { entity: 'person', id: person },
    {
      command: 'withdraw',
      person,
      purpose: input.purpose,
      recipient: input.recipient,
      surface: input.surface,
      statementVersion: inForce.version,
    },
  );
}

/** What the statement in force says about a purpose; undefined before the first statement. */
export async function termsFor(
  context: ServiceContext,
  tenant: Tenant,
  purposeId: string,
): Promise<ConsentTerms | undefined> {
  const inForce = await context.statements.inForce(tenant);
  if (!inForce) return undefined;
  const [nb, en] = await Promise.all([
    noticeOf(inForce.statement, purposeId, 'nb'),
    noticeOf(inForce.statement, purposeId, 'en'),
  ]);
  return {
    statementVersion: inForce.version,
    purpose: purposeById(inForce.statement, purposeId),
    noticeHashes: { ...(nb && { nb: nb.hash }), ...(en && { en: en.hash }) },
    zone: inForce.statement.statement.timeZone,
  };
}
