import { ageBandSchema, shownSchema } from '@vitne/contracts/catalogue/consent-events';
import type { ConsentsOfAPerson } from '@vitne/contracts/decisions/choice';
import { slugSchema, statementVersionSchema } from '@vitne/contracts/event-definition';
import { companyIdentifierSchema } from '@vitne/contracts/identifiers';
import type { Commanded, CommandResult } from '@vitne/service-kit/command-handler';
import { furtherCommand } from '@vitne/service-kit/derived-command';
import {
  knownPerson,
  type PersonReference,
  personOf,
  personReferenceSchema,
} from '@vitne/service-kit/person-reference';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { consentsOf } from './consents-in-ledger.ts';
import { type ConsentCommand, type ConsentRejection, consentsOfAPerson } from './domain/consents-of-a-person.ts';
import { optOutOf, withdrawOptedOut } from './opted-out.ts';
import { noStatement, termsFor, termsForRecipient } from './terms-in-force.ts';

const ageBand = ageBandSchema.refine(({ from = 0, under }) => from < under, 'An age band begins below its end.');

export const circumstancesSchema = z.strictObject({
  userAgent: z.string().max(300).optional(),
  maskedIp: z.string().max(45).optional(),
  age: ageBand.optional(),
});

/** One choice as a banner, a portal, a system or a member of staff sends it. */
export const choiceSchema = z.strictObject({
  person: personReferenceSchema.describe('Who chooses: an identifier, or the person id that Vitne answered with.'),
  purpose: slugSchema.describe(
    'Its id in the statement: `GET /v1/public/{tenant}/statements/in-force` lists `purposes`.',
  ),
  recipient: slugSchema.optional().describe('Only where the choice is about sharing with this one recipient.'),
  company: companyIdentifierSchema
    .optional()
    .describe('The company that the person acts for, where the purpose needs the consent of both.'),
  statementVersion: statementVersionSchema.describe(
    'The version that was shown, which must be the one that `GET /v1/public/{tenant}/statements/in-force` names.',
  ),
  shown: shownSchema.describe('What the person saw when choosing, and how the choice was made.'),
  circumstances: circumstancesSchema
    .optional()
    .describe('What the browser and the person told; kept as proof, sealed.'),
});
export type ChoiceInput = z.infer<typeof choiceSchema>;

export const withdrawalSchema = z.strictObject({
  person: choiceSchema.shape.person,
  purpose: choiceSchema.shape.purpose,
  recipient: choiceSchema.shape.recipient,
  surface: shownSchema.shape.surface,
});
export type WithdrawalInput = z.infer<typeof withdrawalSchema>;

/** Where the person stands afterwards; the id is how whoever has a token names the person from then on. */
export type ConsentResult = CommandResult<ConsentsOfAPerson & { person: string }, ConsentRejection | 'no-statement'>;

/** What a choice comes with beside its own content. */
export type ChoiceDoor = {
  /** Whether the browser sent the signal with it. */
  gpc?: boolean | undefined;
  /** Who holds parental responsibility and consented for the child; recorded by staff only. */
  guardian?: PersonReference | undefined;
};

/** Records that a person gave or refused a consent, whichever door the choice came through. */
export async function recordChoice(
  context: ServiceContext,
  commanded: Commanded,
  decision: 'give' | 'refuse',
  input: ChoiceInput,
  { gpc, guardian: guardianReference }: ChoiceDoor = {},
): Promise<ConsentResult> {
  const { vault } = context;
  const { tenant, now } = commanded;
  const stated = await termsFor(context, tenant, input.purpose, now);
  if (!stated) return { outcome: 'rejected', rejection: noStatement };
  const terms = await termsForRecipient(context, tenant, stated, input);
  const knownCompany = input.company && (await vault.findPerson(tenant, input.company));
  const knownGuardian = guardianReference && (await knownPerson(vault, tenant, guardianReference));
  const { purpose, recipient, shown, statementVersion, circumstances } = input;
  const about = { command: decision, purpose, recipient, shown, statementVersion, terms, gpc, circumstances, now };
  const tried = { ...about, company: input.company && newcomer, guardian: guardianReference && newcomer };
  const choice: PersonCommand = {
    tried: (person) => ({ ...tried, person }),
    remembersMore:
      (input.company && knownCompany === undefined) || (guardianReference && knownGuardian === undefined) || false,
    async meant(person) {
      const company = input.company && (knownCompany ?? (await vault.resolvePerson(tenant, input.company)));
      const guardian = guardianReference && (knownGuardian ?? (await personOf(vault, tenant, guardianReference)));
      return { ...about, person, company, guardian };
    },
  };
  const result = await commandPerson(context, commanded, input.person, choice);
  const isSame = decision === 'give' && result.outcome === 'unchanged';
  return isSame && (await endedByOptOut(context, commanded, result.state.person, purpose))
    ? commandPerson(context, commanded, input.person, choice)
    : result;
}

/**
 * Whoever agrees again after an opt-out that has not been followed yet says something new: the old consent ends first,
 * here or because the opt-out is followed in this very moment.
 * @returns whether there was an opt-out, and no consent from before it is left.
 */
async function endedByOptOut(
  context: ServiceContext,
  commanded: Commanded,
  person: string,
  purpose: string,
): Promise<boolean> {
  const optOut = await optOutOf(context, commanded.tenant, person, purpose);
  if (!optOut) return false;
  const ended = await withdrawOptedOut(context, furtherCommand(commanded, 'opt-out', optOut), optOut);
  return ended.outcome !== 'rejected';
}

/** Records that a person withdrew a consent (Art. 7(3)): nothing more than who and which is asked for. */
export async function recordWithdrawal(
  context: ServiceContext,
  commanded: Commanded,
  input: WithdrawalInput,
): Promise<ConsentResult> {
  const inForce = await context.statements.inForce(commanded.tenant);
  if (!inForce) return { outcome: 'rejected', rejection: noStatement };
  const { purpose, recipient, surface } = input;
  const about = { command: 'withdraw', purpose, recipient, surface, statementVersion: inForce.version } as const;
  return commandPerson(context, commanded, input.person, sameFor(about));
}

/** A command on a person, in the words that are tried before anybody is remembered, and in those that are meant. */
export type PersonCommand = {
  tried(person: string): ConsentCommand;
  meant(person: string): ConsentCommand | Promise<ConsentCommand>;
  /** Whether carrying it out remembers somebody else too. */
  remembersMore?: boolean;
};

type WithoutPerson<Command> = Command extends unknown ? Omit<Command, 'person'> : never;

/** A command that needs nobody but the person. */
export function sameFor(command: WithoutPerson<ConsentCommand>): PersonCommand {
  const of = (person: string): ConsentCommand => ({ ...command, person });
  return { tried: of, meant: of };
}

/**
 * Carries out a command on whoever a reference means. Giving a person an id remembers them, and nothing refused may: so
 * for somebody whom nobody has met it is tried first without.
 */
export async function commandPerson(
  context: ServiceContext,
  commanded: Commanded,
  reference: PersonReference,
  { tried, meant, remembersMore }: PersonCommand,
): Promise<ConsentResult> {
  const { vault } = context;
  const known = await knownPerson(vault, commanded.tenant, reference);
  if (known === undefined || remembersMore) {
    const state =
      known === undefined ? consentsOfAPerson.initial() : await consentsOf(context, commanded.tenant, known);
    const decision = consentsOfAPerson.decide(tried(known ?? newcomer), state);
    if ('rejected' in decision) return { outcome: 'rejected', rejection: decision.rejected };
  }
  const person = known ?? (await personOf(vault, commanded.tenant, reference));
  const target = { entity: 'person', id: person };
  const result = await context.execute(consentsOfAPerson, commanded, target, await meant(person));
  return result.outcome === 'rejected' ? result : { ...result, state: { ...result.state, person } };
}

/** Stands for somebody whom nobody has met. */
const newcomer = 'newcomer';
