import { shownSchema } from '@vitne/contracts/catalogue/consent-events';
import type { Tenant } from '@vitne/contracts/channels';
import { noticeOf } from '@vitne/contracts/statement/notice';
import { purposeById } from '@vitne/contracts/statement/statement-index';
import type { Commanded, CommandResult } from '@vitne/service-kit/command-handler';
import {
  companyIdentifierSchema,
  knownPerson,
  personOf,
  personReferenceSchema,
} from '@vitne/service-kit/person-reference';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { PublishedStatement } from '@vitne/service-kit/statement-in-force';
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

/** Where the person stands afterwards; the id is how whoever has a token names the person from then on. */
export type ConsentResult = CommandResult<ConsentsOfAPerson & { person: string }, ConsentRejection | 'no-statement'>;

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
  const { vault } = context;
  const { tenant } = commanded;
  const terms = await termsFor(context, tenant, input.purpose);
  if (!terms) return { outcome: 'rejected', rejection: noStatement };
  const known = await knownPerson(vault, tenant, input.person);
  const knownCompany = input.company && (await vault.findPerson(tenant, input.company));
  const { purpose, recipient, shown, statementVersion, circumstances } = input;
  const { now } = commanded;
  const about = { purpose, recipient, shown, statementVersion, terms, gpc, circumstances, now };
  if (known === undefined || (input.company && knownCompany === undefined)) {
    const refused = refusedToANewcomer({
      command: decision,
      person: newcomer,
      company: input.company && newcomer,
      ...about,
    });
    if (refused) return refused;
  }
  const person = known ?? (await personOf(vault, tenant, input.person));
  const company = input.company && (knownCompany ?? (await vault.resolvePerson(tenant, input.company)));
  return execute(context, commanded, { command: decision, person, company, ...about });
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
  const person = await knownPerson(context.vault, commanded.tenant, input.person);
  const refused = person === undefined && refusedToANewcomer({ person: newcomer, ...about });
  if (refused) return refused;
  return execute(context, commanded, { person: person ?? newcomer, ...about });
}

async function execute(context: ServiceContext, commanded: Commanded, command: ConsentCommand): Promise<ConsentResult> {
  const { person } = command;
  const result = await context.execute(consentsOfAPerson, commanded, { entity: 'person', id: person }, command);
  return result.outcome === 'rejected' ? result : { ...result, state: { ...result.state, person } };
}

/** Stands for somebody whom nobody has met: giving a person an id remembers them, and nothing refused may. */
const newcomer = 'newcomer';

function refusedToANewcomer(command: ConsentCommand): ConsentResult | undefined {
  const decision = consentsOfAPerson.decide(command, consentsOfAPerson.initial());
  return 'rejected' in decision ? { outcome: 'rejected', rejection: decision.rejected } : undefined;
}

/** What the statement in force says about a purpose; undefined before the first statement. */
export async function termsFor(
  context: ServiceContext,
  tenant: Tenant,
  purposeId: string,
): Promise<ConsentTerms | undefined> {
  const inForce = await context.statements.inForce(tenant);
  if (!inForce) return undefined;
  const known = termsOf.get(inForce) ?? new Map<string, Promise<ConsentTerms>>();
  termsOf.set(inForce, known);
  const terms = known.get(purposeId) ?? makeTerms(inForce, purposeId);
  if (known.size < mostPurposes) known.set(purposeId, terms);
  return terms;
}

/** A published version never changes, and so its notices never do. */
const termsOf = new WeakMap<PublishedStatement, Map<string, Promise<ConsentTerms>>>();
const mostPurposes = 500;

async function makeTerms({ statement, version }: PublishedStatement, purposeId: string): Promise<ConsentTerms> {
  const [nb, en] = await Promise.all([noticeOf(statement, purposeId, 'nb'), noticeOf(statement, purposeId, 'en')]);
  return {
    statementVersion: version,
    purpose: purposeById(statement, purposeId),
    noticeHashes: { ...(nb && { nb: nb.hash }), ...(en && { en: en.hash }) },
    zone: statement.statement.timeZone,
  };
}
