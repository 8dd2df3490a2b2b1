import type { Context, Tenant } from '@vitne/contracts/channels';
import type { KnownStatement } from '@vitne/contracts/decisions/consent-carries-over';
import { type Decision, decide } from '@vitne/contracts/decisions/decide';
import { type DecisionFacts, momentOf, type Question } from '@vitne/contracts/decisions/decision-facts';
import { hasCome, laterOf } from '@vitne/contracts/decisions/moments';
import { foldPersonFacts, noFacts, type PersonFacts, withVisitors } from '@vitne/contracts/decisions/person-facts';
import {
  asSubProcessor,
  foldRecipient,
  noRecipient,
  type RecipientEvent,
  type RecipientFacts,
  type SubProcessorEvent,
} from '@vitne/contracts/decisions/recipient-facts';
import { type ChoiceEvent, foldChoice, noChoices } from '@vitne/contracts/decisions/standing-choices';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { concurrentMap } from './concurrent-map.ts';
import { type DecisionSources, knownStatement } from './decision-sources.ts';

/** A question about a person, by id; without one it is about somebody whom nobody has met. */
export type Asked = {
  question: Question;
  person?: string | undefined;
  asOf?: string | undefined;
  /** With `asOf`: counts the ledger up to this position, so that an earlier answer comes out again exactly. */
  position?: number | undefined;
};

/** An answer, and the moment it is about. */
export type Answer = Decision & { asOf: string };

/** Everything but the moment, for one question. */
export type FactsAtHand = Omit<DecisionFacts, 'at'>;

const mostAtOnce = 64;

/**
 * Answers questions in their order. A question about now counts everything that the ledger held when it was asked; one
 * about a moment counts what had happened by then, by the time of each event. Events of one instant, or of a command that
 * was under way, can be on either side of a moment, so whoever wants an earlier answer again names its position too.
 * @returns 'behind' when the read models did not get there in time; nothing is answered then.
 */
export async function answerQuestions(
  sources: DecisionSources,
  tenant: Tenant,
  asked: readonly Asked[],
  now: string,
): Promise<'behind' | { position: number; answers: Answer[] }> {
  const gathered = await gatherFacts(sources, tenant, asked);
  if (gathered === 'behind') return gathered;
  const answers = await concurrentMap(asked, mostAtOnce, async (one, index): Promise<Answer> => {
    const { question, asOf, position } = one;
    if (asOf === undefined) {
      const facts = await gathered.factsNow(index);
      const at = momentOf(now, facts);
      return { ...decide(question, { ...facts, at }), asOf: at };
    }
    const isAhead = !hasCome(asOf, now) && position === undefined;
    if (isAhead || (position ?? 0) > gathered.position) {
      return { decision: 'deny', reasons: ['moment-in-future'], asOf };
    }
    return { ...decide(question, { ...(await gathered.factsAsOf(index, countedBy(asOf, position))), at: asOf }), asOf };
  });
  return { position: gathered.position, answers };
}

/** The facts of each question as they stand, for whoever decides by itself. */
export async function gatherFacts(sources: DecisionSources, tenant: Tenant, asked: readonly Asked[]) {
  const position = await sources.newest(tenant);
  const read = entityReader(sources, tenant);
  const meant = await concurrentMap(asked, mostAtOnce, ({ person }) => meantBy(read, person, () => true));
  const people = [...new Set([...asked.map(({ person }) => person), ...meant].filter((one) => one !== undefined))];
  const readModels = async () => {
    if (!(await sources.caughtUp(tenant, position))) return 'behind';
    return Promise.all([sources.statements(tenant, position), filesOf(sources, tenant, people)]);
  };
  const [found] = await Promise.all([
    readModels(),
    concurrentMap(asked, mostAtOnce, ({ question }, index) => entitiesOf(read, question, meant[index], () => true)),
  ]);
  if (found === 'behind') return found;
  const [statements, files] = found;

  const factsNow = async (index: number): Promise<FactsAtHand> => {
    const { question } = asked[index] as Asked;
    const person = meant[index];
    const own = (person === undefined ? undefined : files.get(person)) ?? noFacts();
    const visitors = Object.keys(own.visitors).flatMap((visitor) => files.get(visitor) ?? []);
    return { statements, file: withVisitors(own, visitors), ...(await entitiesOf(read, question, person, () => true)) };
  };

  const factsAsOf = async (index: number, happened: Happened): Promise<FactsAtHand> => {
    const { question, person: named } = asked[index] as Asked;
    const person = await meantBy(read, named, happened);
    const [published, file, entities] = await Promise.all([
      read('consent', 'statement', 'main'),
      fileAsOf(read, files, person, happened),
      entitiesOf(read, question, person, happened),
    ]);
    const known: KnownStatement[] = published.filter(happened).map(knownStatement);
    return { statements: known, file, ...entities };
  };

  /** Whom a question is about: the person that a visitor turned out to be, where it names the visitor. */
  const personOf = (index: number): string | undefined => meant[index];

  return { position, personOf, factsNow, factsAsOf };
}

/** What counts as having happened, by its time or, where a position is named, by its place in the ledger. */
const countedBy = (asOf: string, position: number | undefined): Happened =>
  position === undefined ? ({ meta }) => hasCome(meta.time, asOf) : (event) => event.position <= position;

type Read = (context: Context, entity: string, id: string) => Promise<AnyRecordedEvent[]>;
type Happened = (event: AnyRecordedEvent) => boolean;

/** Reads each entity once for all questions. */
function entityReader(sources: DecisionSources, tenant: Tenant): Read {
  const read = new Map<string, Promise<AnyRecordedEvent[]>>();
  return (context, entity, id) => {
    const key = `${context}.${entity}.${id}`;
    const events = read.get(key) ?? sources.entity(tenant, context, entity, id);
    read.set(key, events);
    return events;
  };
}

/** A visitor who turned out to be somebody known is that person, by whichever of their ids they are asked about. */
async function meantBy(read: Read, person: string | undefined, happened: Happened): Promise<string | undefined> {
  let meant = person;
  for (let step = 0; meant !== undefined && step < mostMerges; step++) {
    const merged = await mergeOf(read, meant, happened);
    if (!merged) return meant;
    meant = String(merged.facts['into']);
  }
  return meant;
}

const mostMerges = 8;

const mergeOf = async (read: Read, visitor: string, happened: Happened): Promise<AnyRecordedEvent | undefined> =>
  (await read('consent', 'person', visitor)).find((event) => event.meta.type === 'person.merged.v1' && happened(event));

/** Consents and recipients come from the ledger itself, so that what was withdrawn a moment ago counts. */
async function entitiesOf(
  read: Read,
  { company, recipient }: Question,
  person: string | undefined,
  happened: Happened,
): Promise<Pick<FactsAtHand, 'person' | 'company' | 'recipient'>> {
  const eventsOf: EventsOf = async (context, entity, id) =>
    id === undefined ? [] : (await read(context, entity, id)).filter(happened);
  const [ofPerson, ofCompany, ofRecipient] = await Promise.all([
    eventsOf('consent', 'person', person),
    eventsOf('consent', 'company', company),
    recipientOf(recipient, eventsOf),
  ]);
  const choices = (events: AnyRecordedEvent[]) => (events as unknown as ChoiceEvent[]).reduce(foldChoice, noChoices());
  return {
    person: choices(ofPerson),
    company: choices(ofCompany),
    recipient: ofRecipient,
  };
}

type EventsOf = (context: Context, entity: string, id: string | undefined) => Promise<AnyRecordedEvent[]>;

async function recipientOf(id: string | undefined, eventsOf: EventsOf): Promise<RecipientFacts> {
  const named = async (one: string | undefined) =>
    ((await eventsOf('processor-registry', 'recipient', one)) as unknown as RecipientEvent[]).reduce(
      foldRecipient,
      noRecipient(),
    );
  const recipient = await named(id);
  if (recipient.named?.kind !== 'sub-processor') return recipient;
  const { under } = recipient.named;
  const [changes, processor] = await Promise.all([
    eventsOf('processor-registry', 'sub-processor', id),
    under === undefined ? undefined : named(under),
  ]);
  return asSubProcessor(recipient, changes as unknown as SubProcessorEvent[], processor);
}

/** The files of people, and of the visitors that they were. */
async function filesOf(
  sources: DecisionSources,
  tenant: Tenant,
  people: readonly string[],
): Promise<ReadonlyMap<string, PersonFacts>> {
  const files = await sources.peopleFacts(tenant, people);
  const visitors = [...files.values()].flatMap((file) => Object.keys(file.visitors)).filter((id) => !files.has(id));
  if (visitors.length === 0) return files;
  return new Map([...files, ...(await sources.peopleFacts(tenant, [...new Set(visitors)]))]);
}

/** A person's facts as they stood: which requests and visitors there are is known by now, what had happened is read. */
async function fileAsOf(
  read: Read,
  files: ReadonlyMap<string, PersonFacts>,
  person: string | undefined,
  happened: Happened,
): Promise<PersonFacts> {
  const own = person === undefined ? undefined : files.get(person);
  if (person === undefined || own === undefined) return noFacts();
  const merges = await Promise.all(Object.keys(own.visitors).map((visitor) => mergeOf(read, visitor, happened)));
  const visitors = merges.flatMap((merge) =>
    merge ? [[String(merge.facts['person']), merge.meta.time] as const] : [],
  );
  const ofOne = async (id: string): Promise<PersonFacts> => {
    const requests = Object.keys(files.get(id)?.requests ?? {});
    const histories = await Promise.all([
      read('retention', 'person', id),
      ...requests.map((request) => read('request-intake', 'request', request)),
    ]);
    const events = histories.flat().filter(happened);
    return events.sort((one, other) => one.position - other.position).reduce(foldPersonFacts, noFacts());
  };
  const [file, ...others] = await Promise.all([person, ...visitors.map(([id]) => id)].map(ofOne));
  const merged = visitors.reduce<string | undefined>((latest, [, time]) => laterOf(latest, time), file?.newest);
  const facts = { ...(file ?? noFacts()), ...(merged !== undefined && { newest: merged }) };
  return withVisitors(facts, others);
}
