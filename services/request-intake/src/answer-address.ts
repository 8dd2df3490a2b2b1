import { answerAddressKept } from '@vitne/contracts/catalogue/request-address-events';
import type { Tenant } from '@vitne/contracts/channels';
import { findDocument } from '@vitne/projector/documents';
import { addresseesProjection, addressOf } from '@vitne/service-kit/addressees';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { RequestDocument } from './projections/requests.ts';

type Reading = Pick<ServiceContext, 'vault' | 'db'>;

/** The newest e-mail address that a person gave before, while it opens. */
export async function knownEmail({ vault, db }: Reading, tenant: Tenant, person: string): Promise<string | undefined> {
  const found = await addressOf(vault, tenant, await findDocument(db, tenant, addresseesProjection, person));
  return found.found === 'address' ? found.email : undefined;
}

/** The e-mail address that was kept for a request alone, whatever else of the person has ended since. */
export async function emailKeptFor(
  { vault }: Pick<ServiceContext, 'vault'>,
  tenant: Tenant,
  { sealed }: Pick<RequestDocument, 'sealed'>,
): Promise<string | undefined> {
  const kept = sealed.find(({ eventType }) => eventType === answerAddressKept.type);
  if (!kept) return undefined;
  const { eventId, eventType, parts } = kept;
  const [opened] = await vault.open([{ binding: { tenant, eventId, eventType }, sealed: parts }]);
  const part = opened?.[0];
  return part && 'fields' in part ? (part.fields as { email?: string }).email : undefined;
}
