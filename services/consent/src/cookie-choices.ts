import { shownSchema } from '@vitne/contracts/catalogue/consent-events';
import { COOKIE_CATEGORIES } from '@vitne/contracts/statement/cookies';
import type { Purpose, Statement } from '@vitne/contracts/statement/schema';
import { purposesOfCookieCategory } from '@vitne/contracts/statement/statement-index';
import type { Commanded, CommandResult } from '@vitne/service-kit/command-handler';
import { personReferenceSchema } from '@vitne/service-kit/person-reference';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import {
  type ChoiceDoor,
  type ConsentResult,
  choiceSchema,
  circumstancesSchema,
  commandPerson,
} from './consent-choices.ts';
import { noStatement, termsOf } from './terms-in-force.ts';

const category = z.enum(COOKIE_CATEGORIES);

/** A choice about a whole cookie category, with what was shown of each of its purposes. */
export const cookieChoiceSchema = z.strictObject({
  person: personReferenceSchema,
  category,
  statementVersion: choiceSchema.shape.statementVersion,
  shown: shownSchema.omit({ noticeHash: true }),
  noticeHashes: z
    .record(choiceSchema.shape.purpose, shownSchema.shape.noticeHash)
    .describe('The hash of the notice that was shown for each purpose of the category.'),
  circumstances: circumstancesSchema.optional(),
});

export const cookieWithdrawalSchema = z.strictObject({
  person: personReferenceSchema,
  category,
  surface: shownSchema.shape.surface,
});

export type CookieRejection =
  | 'unknown-cookie-category'
  | 'necessary-cannot-be-refused'
  | 'necessary-needs-no-consent'
  | 'cookie-category-without-purposes';

type Outcome = ConsentResult | Extract<CommandResult<unknown, CookieRejection>, { outcome: 'rejected' }>;

/** Records one choice for every purpose of a cookie category; either all of them count or none. */
export async function recordCookieChoice(
  context: ServiceContext,
  commanded: Commanded,
  decision: 'give' | 'refuse',
  input: z.infer<typeof cookieChoiceSchema>,
  { gpc }: Pick<ChoiceDoor, 'gpc'> = {},
): Promise<Outcome> {
  const inForce = await context.statements.inForce(commanded.tenant);
  if (!inForce) return { outcome: 'rejected', rejection: noStatement };
  const purposes = purposesAsked(inForce.statement, input.category, decision);
  if (!Array.isArray(purposes)) return purposes;
  const { now } = commanded;
  const { statementVersion, circumstances } = input;
  const choices = await Promise.all(
    purposes.map(async ({ id: purpose }) => {
      const terms = await termsOf(inForce, purpose, now);
      const shown = { ...input.shown, noticeHash: input.noticeHashes[purpose] ?? 'nothing' };
      return { command: decision, purpose, shown, statementVersion, terms, gpc, circumstances, now };
    }),
  );
  const of = (person: string) => ({
    command: 'choose-together' as const,
    person,
    choices: choices.map((choice) => ({ ...choice, person })),
  });
  return commandPerson(context, commanded, input.person, { tried: of, meant: of });
}

/** Withdraws every consent of a cookie category by one act, as it was given (Art. 7(3)). */
export async function recordCookieWithdrawal(
  context: ServiceContext,
  commanded: Commanded,
  input: z.infer<typeof cookieWithdrawalSchema>,
): Promise<Outcome> {
  const inForce = await context.statements.inForce(commanded.tenant);
  if (!inForce) return { outcome: 'rejected', rejection: noStatement };
  const purposes = purposesAsked(inForce.statement, input.category, 'refuse');
  if (!Array.isArray(purposes)) return purposes;
  const { surface } = input;
  const of = (person: string) => ({
    command: 'withdraw-together' as const,
    person,
    withdrawals: purposes.map(({ id }) => ({
      command: 'withdraw' as const,
      person,
      purpose: id,
      surface,
      statementVersion: inForce.version,
    })),
  });
  return commandPerson(context, commanded, input.person, { tried: of, meant: of });
}

/** The purposes of a category that are asked about, or why the category is not chosen about. */
function purposesAsked(
  statement: Statement,
  id: z.infer<typeof category>,
  decision: 'give' | 'refuse',
): Purpose[] | Extract<Outcome, { outcome: 'rejected' }> {
  const found = statement.cookies.categories.find((one) => one.id === id);
  const refused = (code: CookieRejection, detail: string) =>
    ({ outcome: 'rejected', rejection: { code, detail } }) as const;
  if (!found) return refused('unknown-cookie-category', `The statement has no cookie category ${id}.`);
  if (!found.canBeRefused && decision === 'refuse') {
    return refused(
      'necessary-cannot-be-refused',
      'What the service cannot do without is not asked about, so it cannot be refused.',
    );
  }
  if (!found.consentRequired) {
    return refused(
      'necessary-needs-no-consent',
      'What the service cannot do without needs no consent, so none is recorded.',
    );
  }
  const purposes = purposesOfCookieCategory(statement, id).filter(({ consent }) => consent !== undefined);
  if (purposes.length > 0) return purposes;
  return refused(
    'cookie-category-without-purposes',
    `No purpose uses cookies of the category ${id}, so nothing is asked.`,
  );
}
