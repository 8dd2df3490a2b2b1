import { requestReceived } from '@vitne/contracts/catalogue/request-intake-events';
import type { Tenant } from '@vitne/contracts/channels';
import { findDocument } from '@vitne/projector/documents';
import { addresseesProjection, addressOf } from '@vitne/service-kit/addressees';
import type { ServiceContext } from '@vitne/service-kit/service';
import { emailKeptFor } from '../answer-address.ts';
import { requestsProjection } from '../projections/requests.ts';

export type PackageAddress = { email: string; language?: 'nb' | 'en' | undefined };

/**
 * Where a package's link is sent: to an address that the directory says leads to the very person, and to no other, whatever
 * stands in a request. Of those the newest that the person gave before, or the one that the request came with or kept.
 */
export async function addressForPackage(
  { db, vault }: Pick<ServiceContext, 'db' | 'vault'>,
  tenant: Tenant,
  { person, request }: { person: string; request: string },
): Promise<PackageAddress | undefined> {
  const addressee = await findDocument(db, tenant, addresseesProjection, person);
  const known = await addressOf(vault, tenant, addressee);
  const candidates = [known.found === 'address' ? known.email : undefined, await emailOfRequest()];
  for (const email of candidates) {
    if (email === undefined) continue;
    const leadsTo = await vault.findPerson(tenant, { kind: 'email', value: email });
    if (leadsTo === person) return { email, language: addressee?.language };
  }
  return undefined;

  async function emailOfRequest(): Promise<string | undefined> {
    const document = await findDocument(db, tenant, requestsProjection, request);
    const told = document?.sealed.find(({ eventType }) => eventType === requestReceived.type);
    const sealed = told?.parts.filter(({ part }) => part === 'contact') ?? [];
    if (!document || !told) return undefined;
    const binding = { tenant, eventId: told.eventId, eventType: told.eventType };
    const part = sealed.length > 0 ? (await vault.open([{ binding, sealed }]))[0]?.[0] : undefined;
    const given = part && 'fields' in part ? (part.fields as { email?: string }).email : undefined;
    return given ?? emailKeptFor({ vault }, tenant, document);
  }
}
