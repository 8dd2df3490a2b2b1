import { consultationEvents, consultationsEntity } from '@vitne/contracts/catalogue/consultation-events';
import { evidenceDownloadEvents, evidenceEntity } from '@vitne/contracts/catalogue/evidence-download-events';
import { type Context, channelOf, type Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { findDocument, findDocuments } from '@vitne/projector/documents';
import { decisionFactsProjection } from '@vitne/service-kit/decision-facts';
import type { ServiceContext } from '@vitne/service-kit/service';
import { incidentsProjection } from '../projections/incidents.ts';
import { requestsProjection } from '../projections/requests.ts';

/** Everything that the ledger holds about one person, by the services that tell it. */
export type PersonInLedger = {
  consents: AnyRecordedEvent[];
  data: AnyRecordedEvent[];
  disclosures: AnyRecordedEvent[];
  told: AnyRecordedEvent[];
  requests: AnyRecordedEvent[];
  /** Who asked, what systems were to do, and which controller passed it on: of the same requests. */
  aboutRequests: AnyRecordedEvent[];
  /** Incidents that the person reported. */
  reports: AnyRecordedEvent[];
  /** That the organisation opened something of the person. */
  consultations: AnyRecordedEvent[];
  /** Files with proof that were taken away. */
  downloads: AnyRecordedEvent[];
};

const mostVisitors = 200;
const mostRequests = 200;
const mostReports = 200;

/** Reads what stood about a person at a position, also what the person did while only a cookie was known. */
export async function personInLedger(
  context: ServiceContext,
  tenant: Tenant,
  person: string,
  upTo: number,
): Promise<PersonInLedger> {
  const people = [person, ...(await visitorsOf(context, tenant, person))];
  const read = async (of: Context, entity: string, ids: readonly string[]): Promise<AnyRecordedEvent[]> => {
    const histories = await Promise.all(
      ids.map((id) => context.log.readEntity(channelOf({ tenant, context: of, entity, id }))),
    );
    return inOrder(histories.flat().filter(({ position }) => position <= upTo));
  };
  const { documents } = await findDocuments(
    context.db,
    tenant,
    requestsProjection,
    { person: { $in: people } },
    { limit: mostRequests },
  );
  const reported = await findDocuments(
    context.db,
    tenant,
    incidentsProjection,
    { 'sealed.parts.person': { $in: people } },
    { limit: mostReports },
  );
  const asked = documents.map(({ request }) => request);
  const isTheirs = ({ person: of }: { person: string }): boolean => people.includes(of);
  const [consents, softOptIns, data, disclosures, told, requests, ...aboutRequests] = await Promise.all([
    read('consent', 'person', people),
    read('consent', 'soft-opt-in', people),
    read('retention', 'person', people),
    read('processor-registry', 'person', people),
    read('processor-registry', 'recipients-to-tell', people),
    read('request-intake', 'request', asked),
    read('request-intake', 'identity-check', people),
    read('request-intake', 'tasks', asked),
    read('request-intake', 'controller-request', asked),
  ]);
  const consultations = await Promise.all(
    consultationEvents.map(({ context: of }) => read(of, consultationsEntity, people)),
  );
  const downloads = await Promise.all(
    evidenceDownloadEvents.map(({ context: of }) => read(of, evidenceEntity, people)),
  );
  const incidents = await read(
    'request-intake',
    'incident',
    reported.documents.map(({ incident }) => incident),
  );
  const reports = incidents
    .map((event) => ({ ...event, sealed: event.sealed.filter(isTheirs) }))
    .filter(({ sealed }) => sealed.length > 0);
  return {
    consents: [...consents, ...softOptIns],
    data,
    disclosures,
    told,
    requests,
    aboutRequests: aboutRequests.flat(),
    reports,
    consultations: inOrder(consultations.flat()),
    downloads: inOrder(downloads.flat()),
  };
}

/** Whether nothing stands of a person in the ledger up to a position, but the request that asks. */
export async function nothingStandsOf(
  context: ServiceContext,
  tenant: Tenant,
  person: string,
  { upTo, request }: { upTo: number; request: string },
): Promise<boolean> {
  // That somebody was looked up, or the request itself was read or taken away, is nothing that is kept beside it.
  const {
    requests,
    aboutRequests,
    consultations: _,
    downloads: __,
    ...others
  } = await personInLedger(context, tenant, person, upTo);
  const isThis = ({ facts }: AnyRecordedEvent): boolean => facts['request'] === request;
  return [...requests, ...aboutRequests].every(isThis) && Object.values(others).every((events) => events.length === 0);
}

const inOrder = (events: AnyRecordedEvent[]): AnyRecordedEvent[] =>
  events.sort((one, other) => one.position - other.position);

async function visitorsOf({ db }: ServiceContext, tenant: Tenant, person: string): Promise<string[]> {
  const found: string[] = [];
  const toAsk = [person];
  for (let asked = toAsk.pop(); asked !== undefined && found.length < mostVisitors; asked = toAsk.pop()) {
    const facts = await findDocument(db, tenant, decisionFactsProjection, asked);
    const fresh = Object.keys(facts?.visitors ?? {}).filter(
      (visitor) => visitor !== person && !found.includes(visitor),
    );
    found.push(...fresh);
    toAsk.push(...fresh);
  }
  return found;
}
