import { type Context, channelOf, type Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { findDocument, findDocuments } from '@vitne/projector/documents';
import { decisionFactsProjection } from '@vitne/service-kit/decision-facts';
import type { ServiceContext } from '@vitne/service-kit/service';
import { requestsProjection } from '../projections/requests.ts';

/** Everything that the ledger holds about one person, by the services that tell it. */
export type PersonInLedger = {
  consents: AnyRecordedEvent[];
  data: AnyRecordedEvent[];
  disclosures: AnyRecordedEvent[];
  told: AnyRecordedEvent[];
  requests: AnyRecordedEvent[];
};

const mostVisitors = 200;
const mostRequests = 200;

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
    return histories
      .flat()
      .filter(({ position }) => position <= upTo)
      .sort((one, other) => one.position - other.position);
  };
  const { documents } = await findDocuments(
    context.db,
    tenant,
    requestsProjection,
    { person: { $in: people } },
    { limit: mostRequests },
  );
  const [consents, data, disclosures, told, requests] = await Promise.all([
    read('consent', 'person', people),
    read('retention', 'person', people),
    read('processor-registry', 'person', people),
    read('processor-registry', 'recipients-to-tell', people),
    read(
      'request-intake',
      'request',
      documents.map(({ request }) => request),
    ),
  ]);
  return { consents, data, disclosures, told, requests };
}

/** Whether nothing stands of a person in the ledger up to a position, but the request that asks. */
export async function nothingStandsOf(
  context: ServiceContext,
  tenant: Tenant,
  person: string,
  { upTo, request }: { upTo: number; request: string },
): Promise<boolean> {
  const { requests, ...others } = await personInLedger(context, tenant, person, upTo);
  const isThis = ({ facts }: AnyRecordedEvent): boolean => facts['request'] === request;
  return requests.every(isThis) && Object.values(others).every((events) => events.length === 0);
}

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
