import { identityCheckProved } from '@vitne/contracts/catalogue/identity-events';
import { channelOf, type Tenant } from '@vitne/contracts/channels';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { ServiceContext } from '@vitne/service-kit/service';
import { request as decider } from './domain/request.ts';
import type { IdentityProof } from './domain/request-commands.ts';
import type { KnownRequest, RecordedRequestEvent } from './domain/request-state.ts';

const context = 'request-intake';

/** A request as the ledger has it at this moment; undefined when nobody made one under the id. */
export async function requestInLedger(
  { log }: ServiceContext,
  tenant: Tenant,
  id: string,
): Promise<KnownRequest | undefined> {
  const history = await log.readEntity(channelOf({ tenant, context, entity: 'request', id }));
  const state = history.reduce(
    (folded, event) => decider.evolve(folded, event as RecordedRequestEvent),
    decider.initial(),
  );
  return state.status === 'unknown' ? undefined : state;
}

/** The proof that was given for a request, if there is one; a proof for another request is none. */
export async function proofOf(service: ServiceContext, tenant: Tenant, id: string): Promise<IdentityProof | undefined> {
  const known = await requestInLedger(service, tenant, id);
  if (!known) return undefined;
  const channel = channelOf({ tenant, context, entity: 'identity-check', id: known.person });
  const proved = (await service.log.readEntity(channel)).find(
    ({ meta, facts }) => meta.type === identityCheckProved.type && facts['request'] === id,
  );
  return proved && proofIn(proved as RecordedEvent<typeof identityCheckProved>);
}

/** The proof that an event is. */
export const proofIn = ({ meta, facts }: RecordedEvent<typeof identityCheckProved>): IdentityProof => ({
  request: facts.request,
  person: facts.person,
  by: facts.by,
  event: meta.id,
});
