import { disclosureRecorded } from '@vitne/contracts/catalogue/disclosure-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { Rejection } from '@vitne/contracts/decider';
import type { ReasonCode } from '@vitne/contracts/decisions/decision-reasons';
import { laterOf } from '@vitne/contracts/decisions/moments';
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
  isDenial,
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

/**
 * Records a disclosure if it has a ground at this moment, and otherwise that it was denied. Only what is recorded as a
 * disclosure may be handed over.
 */
export async function makeDisclosure(
  context: ServiceContext,
  commanded: Commanded,
  input: DisclosureInput,
  approvedBy: string,
): Promise<DisclosureResult> {
  const { tenant } = commanded;
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
  const standing = await whatStands(context, commanded, wanted, known);
  if (!standing) return { outcome: 'rejected', rejection: noStatement };
  const { terms, upTo, statement, statementVersion } = standing;
  const found = groundFor(wanted, terms);
  const rejection = 'rejected' in found ? found.rejected : undefined;
  // Nothing refused may remember a person whom nobody has met, nor what no statement has a name for.
  if (rejection && (known === undefined || !isDenial(rejection, wanted, statement)))
    return { outcome: 'rejected', rejection };
  const person = known ?? (await personOf(context.vault, tenant, input.person));
  const command = { disclosure: commanded.commandId, person, wanted, terms, upTo };
  const result = await context.execute(
    disclosuresOfAPerson,
    { ...commanded, statementVersion },
    { entity: 'person', id: person },
    rejection ? { ...command, rejection } : { ...command, scope },
  );
  if (result.outcome === 'rejected') return result;
  const { latest } = result.state;
  // The same attempt was denied a moment ago, and nothing more is kept of this one.
  if (result.outcome === 'unchanged' && rejection) return { outcome: 'rejected', rejection };
  // A repeated command answers as the first time, whatever it would come to by now.
  return latest?.outcome === 'denied'
    ? { outcome: 'rejected', rejection: asDenied(latest.facts.reasons, rejection) }
    : result;
}

function asDenied(
  reasons: readonly string[],
  fresh: Rejection<DisclosureRejection> | undefined,
): Rejection<DisclosureRejection> {
  if (fresh && reasons[0] === fresh.code) return fresh;
  const detail = `It was denied when it was first asked: ${reasons.join(', ')}. Ask anew with a key of its own.`;
  return { code: reasons[0] as DisclosureRejection, detail };
}

const noStatement = {
  code: 'no-statement',
  detail: 'No privacy statement is published yet, so nobody is named who may be given data.',
} as const;

const mostRounds = 8;

/**
 * Everything that stands about a disclosure, of exactly the ledger's events up to one position; undefined while nothing is
 * published. What was recorded while it was read asks for reading again, so that a withdrawal of a moment ago counts.
 * @throws {EventLogUnavailable} when the read models are behind, or others keep recording about it
 */
async function whatStands(
  context: ServiceContext,
  { tenant, now }: Commanded,
  wanted: WantedDisclosure,
  person: string | undefined,
) {
  const sources = decisionSources(context);
  for (let round = 0; round < mostRounds; round += 1) {
    const salePurpose = (await context.statements.inForce(tenant))?.statement.sharing.salePurpose;
    const found = await whatStandsAgainst(sources, tenant, { now }, wanted, person, salePurpose);
    if (found === 'behind') break;
    const { upTo, at, statementVersion } = found;
    const inForce =
      statementVersion === undefined ? undefined : await context.statements.version(tenant, statementVersion);
    if (statementVersion === undefined || !inForce) return undefined;
    const { statement } = inForce;
    let newest = 0;
    const readEntity: EntityReading['log']['readEntity'] = async (channel) => {
      const events = await context.log.readEntity(channel);
      newest = Math.max(newest, events.at(-1)?.position ?? 0);
      return events;
    };
    const terms = await disclosureTerms({ log: { readEntity } }, { tenant, now: at }, statement, wanted, person);
    if (newest <= upTo && statement.sharing.salePurpose === salePurpose)
      return { terms: { ...terms, against: found.reasons }, upTo, statement, statementVersion };
  }
  throw new EventLogUnavailable('What a disclosure rests on keeps changing, or the read models are behind the ledger.');
}

/** What stands against a use, up to where that was counted, and by which statement. */
export type Against = { reasons: ReasonCode[]; upTo: number; at: string; statementVersion: string | undefined };

/**
 * Why this data may not be used for this purpose and given to this recipient, by the same rule as `POST /v1/decisions`. What
 * is sold is used for the sale as well, whatever else it is for.
 * @param as the moment, and with a position what stood exactly up to it, for judging an earlier disclosure
 */
export async function whatStandsAgainst(
  sources: DecisionSources,
  tenant: Tenant,
  as: { now: string; position?: number },
  wanted: WantedDisclosure,
  person: string | undefined,
  salePurpose: string | undefined,
): Promise<'behind' | Against> {
  const { purpose, recipient, company, dataCategories, sale } = wanted;
  const { now, position } = as;
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
  const { answers } = found;
  const at = answers.map(({ asOf }) => asOf).reduce(laterOf, now);
  const upTo = position ?? found.position;
  // One moment for all of it: where something is recorded with a later time than now, everything is judged at that time.
  if (answers.some(({ asOf }) => asOf !== at))
    return whatStandsAgainst(sources, tenant, { now: at, position: upTo }, wanted, person, salePurpose);
  const reasons = [...new Set(answers.flatMap((one) => (one.decision === 'deny' ? one.reasons : [])))];
  return { reasons, upTo, at, statementVersion: answers[0]?.statementVersion };
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
