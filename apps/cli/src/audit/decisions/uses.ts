import type { LedgerSource } from '@vitne/audit/ledger-source';
import { decisionMade } from '@vitne/contracts/catalogue/consent-events';
import {
  type Disclosure,
  disclosureDenied,
  disclosureRecordedOnce,
  disclosureTypes,
} from '@vitne/contracts/catalogue/disclosure-events';
import { channelOf, type Tenant } from '@vitne/contracts/channels';
import { decide } from '@vitne/contracts/decisions/decide';
import { hasCome } from '@vitne/contracts/decisions/moments';
import { type ChoiceEvent, choicesOf } from '@vitne/contracts/decisions/standing-choices';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Statement } from '@vitne/contracts/statement/schema';
import { groundFor, type WantedDisclosure } from '@vitne/processor-registry/domain/disclosure-ground';
import { disclosuresOfAPerson } from '@vitne/processor-registry/domain/disclosures-of-a-person';
import { disclosureTerms, whatStandsAgainst } from '@vitne/processor-registry/make-disclosure';
import type { DecisionSources } from '@vitne/service-kit/decision-sources';
import { gatherFacts } from '@vitne/service-kit/gather-facts';
import { compared, differing, type Redecided, type Told } from './decision.ts';

/** The events that are judged with the whole ledger at hand, because what they rest on lies anywhere before them. */
export const useTypes: readonly string[] = [decisionMade.type, disclosureDenied.type, ...disclosureTypes];

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

/** Decided again on exactly what it had counted. An old one does not say up to where: what stood right before it, or at its moment. */
async function disclosureAgain(reading: UseReading, event: AnyRecordedEvent, statement: Statement): Promise<Redecided> {
  const asked = askedIn(event);
  const { upTo, company, now } = asked;
  if (upTo !== undefined) {
    const counts = ({ position }: AnyRecordedEvent): boolean => position <= upTo;
    return disclosureOf(reading, event, statement, { ...asked, upTo, company, counts });
  }
  const before = (one: AnyRecordedEvent): boolean => one.position < event.position;
  const byThen = (one: AnyRecordedEvent): boolean => before(one) && hasCome(one.meta.time, now);
  let redecided: Redecided | undefined;
  for (const counts of [before, byThen]) {
    for (const one of await companiesOf(reading, event)) {
      const stood = { ...asked, upTo: event.position - 1, company: one, counts };
      redecided = await disclosureOf(reading, event, statement, stood);
      if (redecided.differences.length === 0) return redecided;
    }
  }
  return redecided ?? differing(event, 'ground', 'recorded', undefined);
}

type Asked = { wanted: Omit<WantedDisclosure, 'company'>; company: string | undefined; now: string };
type Stood = Asked & { upTo: number; counts: (event: AnyRecordedEvent) => boolean };

/** What was wanted, of whichever version, allowed or denied. Of an order that was denied only its kind is kept, which is all that counts. */
function askedIn({ meta, facts }: AnyRecordedEvent): Asked & { upTo: number | undefined } {
  if (meta.type === disclosureDenied.type) {
    const { demandedBy, denied: now, company, upTo, ...wanted } = facts as FactsOf<typeof disclosureDenied>;
    const authorityOrder = demandedBy && { demandedBy, reference: '', legalGround: '', approvedBy: '' };
    return { wanted: { ...wanted, authorityOrder }, company, now, upTo };
  }
  const { ground, disclosed: now, company, upTo, ...wanted } = facts as Disclosure;
  if (ground.kind !== 'authority-order') return { wanted, company, now, upTo };
  const { kind: _, ...authorityOrder } = ground;
  return { wanted: { ...wanted, authorityOrder }, company, now, upTo };
}

async function disclosureOf(
  { source, sources, tenant }: UseReading,
  event: AnyRecordedEvent,
  statement: Statement,
  { now, company, upTo, counts, ...asked }: Stood,
): Promise<Redecided> {
  const { disclosure, person } = event.facts as Pick<Disclosure, 'disclosure' | 'person'>;
  const wanted = { ...asked.wanted, company };
  const log = {
    readEntity: async (channel: Parameters<typeof source.readEntity>[0]) =>
      (await source.readEntity(channel)).filter(counts),
  };
  const { salePurpose } = statement.sharing;
  const against = await whatStandsAgainst(sources, tenant, { now, position: upTo }, wanted, person, salePurpose);
  if (against === 'behind') throw new Error('A ledger that is folded is never behind.');
  const known = await disclosureTerms({ log }, { tenant, now }, statement, wanted, person);
  const terms = { ...known, against: against.reasons };
  const isOld = event.meta.type === disclosureRecordedOnce.type;
  if (!isOld && against.statementVersion !== event.meta.statementVersion)
    return differing(event, 'statement', event.meta.statementVersion, against.statementVersion);
  const found = groundFor(wanted, terms);
  const rejection = 'rejected' in found ? found.rejected : undefined;
  const { reasons, ground } = event.facts;
  if (event.meta.type === disclosureDenied.type) {
    if (!rejection) return differing(event, 'reasons', reasons, undefined);
  } else if (rejection) return differing(event, 'ground', ground, rejection.code);
  const command = { disclosure, person, wanted, terms, upTo };
  const decided = disclosuresOfAPerson.decide(
    rejection ? { ...command, rejection } : command,
    disclosuresOfAPerson.initial(),
  );
  const told = 'accepted' in decided ? decided.accepted[0] : undefined;
  return compared(event, isOld && told ? asOnce(told) : told);
}

/** As the first version of the event had it, which did not say what was counted. */
function asOnce({ facts }: { facts: object }): Told {
  const { company: _, upTo: __, ...rest } = facts as Partial<Disclosure>;
  return { type: disclosureRecordedOnce.type, facts: rest };
}

/** The company that the person acted for is recorded where its consent is the ground; otherwise it was one of the person's, or none. */
async function companiesOf({ source, tenant }: UseReading, event: AnyRecordedEvent): Promise<(string | undefined)[]> {
  const { ground, person } = event.facts as Disclosure;
  if (ground.kind === 'consents') return [ground.company];
  const channel = channelOf({ tenant, context: 'consent', entity: 'person', id: person });
  const { standing } = choicesOf((await source.readEntity(channel)) as unknown as ChoiceEvent[]);
  return [undefined, ...new Set(Object.values(standing).flatMap(({ company }) => company ?? []))];
}
