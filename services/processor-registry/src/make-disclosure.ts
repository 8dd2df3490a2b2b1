import { disclosureRecorded } from '@vitne/contracts/catalogue/processor-registry-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { ReasonCode } from '@vitne/contracts/decisions/decision-reasons';
import { type ChoiceEvent, choicesOf } from '@vitne/contracts/decisions/standing-choices';
import { companyIdentifierSchema } from '@vitne/contracts/identifiers';
import type { Statement } from '@vitne/contracts/statement/schema';
import { purposeById } from '@vitne/contracts/statement/statement-index';
import { EventLogUnavailable } from '@vitne/event-log/event-log';
import { answerQuestions } from '@vitne/service-kit/answer-questions';
import type { Commanded, CommandResult } from '@vitne/service-kit/command-handler';
import { type DecisionSources, decisionSources } from '@vitne/service-kit/decision-sources';
import { knownPerson, personOf, personReferenceSchema } from '@vitne/service-kit/person-reference';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { dayOf } from './domain/agreement.ts';
import {
  type DisclosureRejection,
  type DisclosureTerms,
  groundFor,
  type WantedDisclosure,
} from './domain/disclosure-ground.ts';
import { type DisclosuresOfAPerson, disclosuresOfAPerson } from './domain/disclosures-of-a-person.ts';
import { type EntityReading, entityStates } from './entity-states.ts';

const facts = disclosureRecorded.facts.shape;

/** What a system, or a member of staff, asks leave to hand over. */
export const disclosureSchema = z.strictObject({
  person: personReferenceSchema.describe('Whose data it is: an identifier, or the person id that Vitne answered with.'),
  recipient: facts.recipient,
  purpose: facts.purpose,
  dataCategories: facts.dataCategories,
  company: companyIdentifierSchema
    .optional()
    .describe('The company that the person acts for, where its consent is needed.'),
  authorityOrder: z
    .strictObject({
      demandedBy: z.enum(['court-order', 'law', 'regulation']),
      reference: z
        .string()
        .trim()
        .min(1)
        .max(200)
        .describe('The number of the case or order; no names, it is kept readable.'),
      legalGround: z.string().trim().min(1).max(300).describe('The provision that demands it; no names.'),
    })
    .optional()
    .describe('Only a privacy officer approves what an authority demands.'),
  sale: z.boolean().default(false),
  scope: z.string().trim().min(1).max(2_000).optional().describe('More about what is handed over; sealed.'),
});
export type DisclosureInput = z.infer<typeof disclosureSchema>;
export type DisclosureResult = CommandResult<DisclosuresOfAPerson, DisclosureRejection | 'no-statement'>;

/** Records a disclosure if it has a ground at this moment. Only then may whoever asked hand the data over. */
export async function makeDisclosure(
  context: ServiceContext,
  commanded: Commanded,
  input: DisclosureInput,
  approvedBy: string,
): Promise<DisclosureResult> {
  const { tenant } = commanded;
  const inForce = await context.statements.inForce(tenant);
  if (!inForce) return { outcome: 'rejected', rejection: noStatement };
  const company = input.company && (await context.vault.findPerson(tenant, input.company));
  const known = await knownPerson(context.vault, tenant, input.person);
  const { recipient, purpose, dataCategories, sale, authorityOrder, scope } = input;
  const wanted = {
    recipient,
    purpose,
    dataCategories,
    sale,
    company,
    authorityOrder: authorityOrder && { ...authorityOrder, approvedBy },
  };
  const sources = decisionSources(context);
  const { salePurpose } = inForce.statement.sharing;
  const against = await whatStandsAgainst(sources, tenant, commanded.now, wanted, known, salePurpose);
  if (against === 'behind') throw new EventLogUnavailable('The read models are behind the ledger.');
  const terms = { ...(await disclosureTerms(context, commanded, inForce.statement, wanted, known)), against };
  if (known === undefined) {
    // Asked before the person is looked up, because looking up remembers the person, and nothing refused may.
    const found = groundFor(wanted, terms);
    if ('rejected' in found) return { outcome: 'rejected', rejection: found.rejected };
  }
  const person = known ?? (await personOf(context.vault, tenant, input.person));
  return context.execute(
    disclosuresOfAPerson,
    { ...commanded, statementVersion: inForce.version },
    { entity: 'person', id: person },
    { disclosure: commanded.commandId, person, wanted, terms, scope },
  );
}

const noStatement = {
  code: 'no-statement',
  detail: 'No privacy statement is published yet, so nobody is named who may be given data.',
} as const;

/**
 * Why this data may not be used for this purpose and given to this recipient, by the same rule as `POST /v1/decisions`. What
 * is sold is used for the sale as well, whatever else it is for.
 */
export async function whatStandsAgainst(
  sources: DecisionSources,
  tenant: Tenant,
  now: string,
  { purpose, recipient, company, dataCategories, sale }: WantedDisclosure,
  person: string | undefined,
  salePurpose: string | undefined,
  /** Up to which ledger position everything is counted, for judging an earlier disclosure. */
  position?: number,
): Promise<'behind' | ReasonCode[]> {
  const purposes = new Set([purpose, ...(sale && salePurpose !== undefined ? [salePurpose] : [])]);
  const asked = dataCategories.flatMap((dataCategory) =>
    [...purposes].map((of) => ({
      question: { purpose: of, dataCategory, recipient, company },
      person,
      ...(position !== undefined && { asOf: now, position }),
    })),
  );
  const found = await answerQuestions(sources, tenant, asked, now);
  if (found === 'behind') return found;
  return [...new Set(found.answers.flatMap(({ decision, reasons }) => (decision === 'deny' ? reasons : [])))];
}

/** Recipient and consents come from the ledger itself, so that what was withdrawn a moment ago counts. */
export async function disclosureTerms(
  reading: EntityReading,
  { tenant, now }: Pick<Commanded, 'tenant' | 'now'>,
  statement: Statement,
  { recipient: id, company }: WantedDisclosure,
  person: string | undefined,
): Promise<Omit<DisclosureTerms, 'against'>> {
  const states = entityStates(reading, tenant);
  const choicesAbout = async (entity: 'person' | 'company', of: string | undefined) =>
    choicesOf(of === undefined ? [] : await states.events<ChoiceEvent>('consent', entity, of));
  const [recipient, subProcessor, personChoices, companyChoices] = await Promise.all([
    states.recipient(id),
    states.subProcessor(id),
    choicesAbout('person', person),
    choicesAbout('company', company),
  ]);
  const under = recipient.named?.under;
  const { sharing } = statement;
  const sold = sharing.salePurpose === undefined ? undefined : purposeById(statement, sharing.salePurpose);
  return {
    recipient,
    processor: under === undefined ? undefined : await states.recipient(under),
    subProcessor,
    allowedBases: statement.transfers.allowedBases,
    inStatement: statement.recipients.some((one) => one.id === id),
    sharing,
    saleAsksCompany: sold?.consent?.level === 'person-and-company',
    person: personChoices,
    company: companyChoices,
    now,
    today: dayOf(now, statement.statement.timeZone),
  };
}
