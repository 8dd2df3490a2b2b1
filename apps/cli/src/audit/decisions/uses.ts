import type { LedgerSource } from '@vitne/audit/ledger-source';
import { decisionMade } from '@vitne/contracts/catalogue/consent-events';
import { disclosureRecorded } from '@vitne/contracts/catalogue/processor-registry-events';
import { channelOf, type Tenant } from '@vitne/contracts/channels';
import { decide } from '@vitne/contracts/decisions/decide';
import { hasCome } from '@vitne/contracts/decisions/moments';
import { type ChoiceEvent, choicesOf } from '@vitne/contracts/decisions/standing-choices';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Statement } from '@vitne/contracts/statement/schema';
import { disclosuresOfAPerson } from '@vitne/processor-registry/domain/disclosures-of-a-person';
import { disclosureTerms, whatStandsAgainst } from '@vitne/processor-registry/make-disclosure';
import type { DecisionSources } from '@vitne/service-kit/decision-sources';
import { gatherFacts } from '@vitne/service-kit/gather-facts';
import { compared, differing, type Redecided } from './decision.ts';

/** The events that are judged with the whole ledger at hand, because what they rest on lies anywhere before them. */
export const useTypes: readonly string[] = [decisionMade.type, disclosureRecorded.type];

export type UseEvent = { event: AnyRecordedEvent; statement: Statement | undefined };
export type UseReading = { source: Pick<LedgerSource, 'readEntity'>; sources: DecisionSources; tenant: Tenant };

/** Whether data could be used, or be handed over, decided again on exactly what stood then. */
export async function decideUseAgain(reading: UseReading, { event, statement }: UseEvent): Promise<Redecided> {
  if (event.meta.type === decisionMade.type) return compared(event, await decisionAgain(reading, event));
  return statement
    ? disclosureAgain(reading, event, statement)
    : differing(event, 'statement', event.meta.statementVersion, undefined);
}

async function decisionAgain({ sources, tenant }: UseReading, event: AnyRecordedEvent) {
  const made = event.facts as FactsOf<typeof decisionMade>;
  const { person, purpose, dataCategory, recipient, population, company, position, asOf } = made;
  const question = { purpose, dataCategory, recipient, population, company };
  const gathered = await gatherFacts(sources, tenant, [{ question, person, asOf, position }], asOf);
  const facts = gathered === 'behind' ? undefined : gathered.facts[0];
  if (!facts || facts === 'in-future') return undefined;
  const { statementVersion: _, ...rest } = made;
  return { type: event.meta.type, facts: { ...rest, ...decide(question, facts), asOf: facts.at } };
}

/** A disclosure does not say up to where everything was counted: what stood right before it, or at its moment. */
async function disclosureAgain(reading: UseReading, event: AnyRecordedEvent, statement: Statement): Promise<Redecided> {
  const { disclosed } = event.facts as FactsOf<typeof disclosureRecorded>;
  const before = (one: AnyRecordedEvent): boolean => one.position < event.position;
  const byThen = (one: AnyRecordedEvent): boolean => before(one) && hasCome(one.meta.time, disclosed);
  let redecided: Redecided | undefined;
  for (const counts of [before, byThen]) {
    for (const company of await companiesOf(reading, event)) {
      redecided = await disclosureOf(reading, event, statement, company, counts);
      if (redecided.differences.length === 0) return redecided;
    }
  }
  return redecided ?? differing(event, 'ground', 'recorded', undefined);
}

async function disclosureOf(
  { source, sources, tenant }: UseReading,
  event: AnyRecordedEvent,
  statement: Statement,
  company: string | undefined,
  counts: (event: AnyRecordedEvent) => boolean,
): Promise<Redecided> {
  const facts = event.facts as FactsOf<typeof disclosureRecorded>;
  const { disclosure, person, recipient, purpose, dataCategories, ground, sale, disclosed: now } = facts;
  const { kind: _, ...order } = ground;
  const authorityOrder = ground.kind === 'authority-order' ? (order as Omit<typeof ground, 'kind'>) : undefined;
  const wanted = { recipient, purpose, dataCategories, sale, company, authorityOrder };
  const log = {
    readEntity: async (channel: Parameters<typeof source.readEntity>[0]) =>
      (await source.readEntity(channel)).filter(counts),
  };
  const terms = await disclosureTerms({ log }, { tenant, now }, statement, wanted, person);
  const { salePurpose } = statement.sharing;
  const against = await whatStandsAgainst(sources, tenant, now, wanted, person, salePurpose, event.position - 1);
  if (against === 'behind') throw new Error('A ledger that is folded is never behind.');
  const command = { disclosure, person, wanted, terms: { ...terms, against } };
  const decided = disclosuresOfAPerson.decide(command, disclosuresOfAPerson.initial());
  return 'rejected' in decided
    ? differing(event, 'ground', ground.kind, decided.rejected.code)
    : compared(event, decided.accepted[0]);
}

/** The company that the person acted for is recorded where its consent is the ground; otherwise it was one of the person's, or none. */
async function companiesOf({ source, tenant }: UseReading, event: AnyRecordedEvent): Promise<(string | undefined)[]> {
  const { ground, person } = event.facts as FactsOf<typeof disclosureRecorded>;
  if (ground.kind === 'consents') return [ground.company];
  const channel = channelOf({ tenant, context: 'consent', entity: 'person', id: person });
  const { standing } = choicesOf((await source.readEntity(channel)) as unknown as ChoiceEvent[]);
  return [undefined, ...new Set(Object.values(standing).flatMap(({ company }) => company ?? []))];
}
