import type { Context, Tenant } from '@vitne/contracts/channels';
import { type DecisionFacts, momentOf, type Question } from '@vitne/contracts/decisions/decision-facts';
import { hasCome, isAfter, laterOf } from '@vitne/contracts/decisions/moments';
import { foldPersonFacts, noFacts, type PersonFacts } from '@vitne/contracts/decisions/person-facts';
import {
  asSubProcessor,
  foldRecipient,
  noRecipient,
  type RecipientEvent,
  type RecipientFacts,
  type SubProcessorEvent,
} from '@vitne/contracts/decisions/recipient-facts';
import { type ChoiceEvent, choicesOf } from '@vitne/contracts/decisions/standing-choices';
import { withVisitors } from '@vitne/contracts/decisions/with-visitors';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { concurrentMap } from './concurrent-map.ts';
import type { DecisionSources } from './decision-sources.ts';
import { everyFile, idsOf, type Read } from './who-is-who.ts';

/** A question about a person, by id; without one it is about somebody whom nobody has met. */
export type Asked = {
  question: Question;
  person?: string | undefined;
  /** A moment of the past: what had happened by then is counted, by the time of each event. */
  asOf?: string | undefined;
  /** With `asOf`, both of an earlier answer: exactly what stood up to this position is counted, so that it comes out again. */
  position?: number | undefined;
};

/** Everything that stands about one question, and the ledger position up to which it was counted. */
export type FactsAtHand = DecisionFacts & { position: number };

export type Gathered = {
  position: number;
  /** Whom each question is about as things stand. */
  people: (string | undefined)[];
  /** In the order of the questions; 'in-future' for a moment or a position that has not come. */
  facts: (FactsAtHand | 'in-future')[];
};

const mostAtOnce = 64;
const mostRounds = 8;

/**
 * The facts of questions, of exactly the ledger's events up to one position. Who asks by the id of a visitor asks about
 * the person that the visitor turned out to be. The moment of each answer is closed before the ledger is read, so that no
 * event of this process that is recorded later can have happened by then.
 * @param now the moment that questions without one are about, unless something recorded is newer.
 * @returns 'behind' when the read models, or what is being recorded, did not get there in time.
 */
export async function gatherFacts(
  sources: DecisionSources,
  tenant: Tenant,
  asked: readonly Asked[],
  now: string,
): Promise<'behind' | Gathered> {
  let moment = asked.reduce((latest, { asOf }) => (asOf && hasCome(asOf, now) ? laterOf(latest, asOf) : latest), now);
  let concerned = new Set(
    asked.flatMap(({ question: { company, recipient }, person }) => [person, company, recipient]),
  );
  for (let round = 0; round < mostRounds; round++) {
    if (!(await sources.closed(tenant, moment, concerned))) return 'behind';
    const found = await gatherOnce(sources, tenant, asked, now);
    if (found === 'behind') return found;
    const moments = found.facts.flatMap((facts) => (facts === 'in-future' ? [] : [facts.at]));
    const newest = moments.reduce(laterOf, moment);
    const all = concerned.union(found.concerned);
    if (!isAfter(newest, moment) && all.size === concerned.size) return found;
    [moment, concerned] = [newest, all];
  }
  return 'behind';
}

async function gatherOnce(
  sources: DecisionSources,
  tenant: Tenant,
  asked: readonly Asked[],
  now: string,
): Promise<'behind' | (Gathered & { concerned: ReadonlySet<string | undefined> })> {
  const position = await sources.newest(tenant);
  const read = entityReader(sources, tenant);
  const upToNow: Happened = (event) => event.position <= position;
  const [caughtUp, ids] = await Promise.all([
    sources.caughtUp(tenant, position),
    concurrentMap(asked, mostAtOnce, async ({ question, person }) => {
      const all = await idsOf(read, person, upToNow);
      await entitiesOf(read, question, all.at(-1), upToNow);
      return all;
    }),
  ]);
  if (!caughtUp) return 'behind';
  const [statements, files] = await Promise.all([
    sources.statements(tenant, position),
    everyFile(sources, tenant, ids.flat()),
  ]);
  const concerned = new Set<string | undefined>([...ids.flat(), ...files.keys()]);

  const factsOf = async ({ question, person, asOf, position: named }: Asked): Promise<FactsAtHand | 'in-future'> => {
    const isPast = asOf !== undefined || named !== undefined;
    const last = named ?? position;
    if (last > position) return 'in-future';
    const happened: Happened = (event) =>
      event.position <= last && (named !== undefined || asOf === undefined || hasCome(event.meta.time, asOf));
    const of = (await idsOf(read, person, happened)).at(-1);
    const [file, entities] = await Promise.all([
      of === undefined ? noFacts() : fileOf(read, files, of, happened, isPast ? undefined : position),
      entitiesOf(read, question, of, happened),
    ]);
    if (entities.recipient.named?.under !== undefined) concerned.add(entities.recipient.named.under);
    const known = statements.filter((one) => happened({ position: one.position, meta: { time: one.published } }));
    const facts = { statements: known, file, ...entities };
    const latest = momentOf(now, facts);
    if (asOf !== undefined && isAfter(asOf, latest)) return 'in-future';
    return { ...facts, at: asOf ?? latest, position: last };
  };
  const facts = await concurrentMap(asked, mostAtOnce, factsOf);
  return { position, people: ids.map((all) => all.at(-1)), facts, concerned };
}

/** Whether an event counts for a question. */
type Happened = (event: { position: number; meta: { time: string } }) => boolean;

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
  return {
    person: choicesOf(ofPerson as unknown as ChoiceEvent[]),
    company: choicesOf(ofCompany as unknown as ChoiceEvent[]),
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

/** A person's file with those of every visitor that the person was, also of one who was another visitor before. */
export function fileNow(files: ReadonlyMap<string, PersonFacts>, person: string): PersonFacts {
  const own = files.get(person) ?? noFacts();
  return withVisitors(
    own,
    Object.keys(own.visitors).map((visitor) => fileNow(files, visitor)),
  );
}

/** A person's file: the read model's where it holds nothing newer than `upTo`, and otherwise as it stood. */
async function fileOf(
  read: Read,
  files: ReadonlyMap<string, PersonFacts>,
  person: string,
  happened: Happened,
  upTo: number | undefined,
): Promise<PersonFacts> {
  const now = fileNow(files, person);
  return upTo !== undefined && (now.position ?? 0) <= upTo ? now : fileThen(read, files, person, happened);
}

/** The file as it stood: which requests and visitors there are is known by now, what had happened is read. */
async function fileThen(
  read: Read,
  files: ReadonlyMap<string, PersonFacts>,
  person: string,
  happened: Happened,
): Promise<PersonFacts> {
  const known = files.get(person) ?? noFacts();
  const mergesOf = async (visitor: string) =>
    (await read('consent', 'person', visitor)).filter(
      (event) => event.meta.type === 'person.merged.v1' && event.facts['into'] === person && happened(event),
    );
  const visitors = Object.keys(known.visitors);
  const [ofVisitors, ...histories] = await Promise.all([
    Promise.all(visitors.map(mergesOf)),
    read('retention', 'person', person),
    ...Object.keys(known.requests).map((request) => read('request-intake', 'request', request)),
  ]);
  const events = [...ofVisitors.flat(), ...histories.flat().filter(happened)];
  const own = events.sort((one, other) => one.position - other.position).reduce(foldPersonFacts, noFacts());
  const met = Object.keys(own.visitors).map((visitor) => fileThen(read, files, visitor, happened));
  return withVisitors(own, await Promise.all(met));
}
