import { type Context, channelOf, type Tenant } from '@vitne/contracts/channels';
import { isNo, valueAt } from '@vitne/contracts/decisions/choice';
import { hasObjectedToMarketing } from '@vitne/contracts/decisions/person-facts';
import type { Purpose } from '@vitne/contracts/statement/schema';
import { decisionSources } from '@vitne/service-kit/decision-sources';
import { fileNow } from '@vitne/service-kit/gather-facts';
import type { ServiceContext } from '@vitne/service-kit/service';
import { everyFile } from '@vitne/service-kit/who-is-who';
import { consentsOf } from './consents-in-ledger.ts';
import type { CustomerFacts } from './domain/soft-opt-ins.ts';

/** What stands in the way of marketing to a customer, from the person's own events; somebody unknown has said nothing since. */
export async function customerFactsOf(
  context: ServiceContext,
  tenant: Tenant,
  person: string | undefined,
  purpose: Pick<Purpose, 'id'> | undefined,
  /** Purposes that somebody of this identifier had said no to before being forgotten. */
  before: readonly string[] = [],
): Promise<CustomerFacts | 'behind'> {
  const saidBefore = purpose !== undefined && before.includes(purpose.id);
  if (person === undefined || !purpose) return { isEnquirer: false, hasSaidNo: saidBefore };
  const sources = decisionSources(context);
  if (!(await sources.caughtUp(tenant, await sources.newest(tenant)))) return 'behind';
  const [{ choices }, facts, told] = await Promise.all([
    consentsOf(context, tenant, person),
    everyFile(sources, tenant, [person]).then((files) => fileNow(files, person)),
    eventTypes(context, tenant, 'retention', person),
  ]);
  const choice = valueAt(choices, purpose.id);
  const optedOut = valueAt(facts.optedOut, purpose.id) !== undefined;
  return {
    isEnquirer: told.includes('enquiry.received.v1') && !told.includes('customer.converted.v1'),
    hasSaidNo:
      saidBefore ||
      facts.saidNoBefore?.includes(purpose.id) === true ||
      optedOut ||
      hasObjectedToMarketing(facts) ||
      (choice !== undefined && isNo(choice)),
  };
}

const eventTypes = async ({ log }: ServiceContext, tenant: Tenant, context: Context, id: string): Promise<string[]> =>
  (await log.readEntity(channelOf({ tenant, context, entity: 'person', id }))).map(({ meta }) => meta.type);
