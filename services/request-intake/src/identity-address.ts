import type { Tenant } from '@vitne/contracts/channels';
import type { SealedPart } from '@vitne/contracts/envelope';
import { findDocument } from '@vitne/projector/documents';
import { addresseesProjection, addressOf } from '@vitne/service-kit/addressees';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { IdentityCheckDocument } from './projections/identity-checks.ts';
import type { RequestDocument } from './projections/requests.ts';

type Reading = Pick<ServiceContext, 'vault' | 'db'>;

/**
 * The address that a code is sent to: the one that was claimed, the one that the request came with, or the newest that the
 * person gave before; and of these only one that the directory says leads to the very person whom the request is about.
 */
export async function addressLeadingTo(
  reading: Reading,
  tenant: Tenant,
  { person, claimed }: IdentityCheckDocument,
  request: RequestDocument,
): Promise<string | undefined> {
  const contact = request.sealed
    .flatMap(({ eventId, eventType, parts }) => parts.map((sealed) => ({ eventId, eventType, sealed })))
    .find(({ sealed }) => sealed.part === 'contact');
  const candidates = [
    claimed && (() => emailIn(reading, tenant, claimed)),
    contact && (() => emailIn(reading, tenant, contact)),
    () => knownAddress(reading, tenant, person),
  ];
  for (const candidate of candidates) {
    const email = await candidate?.();
    if (email === undefined) continue;
    if ((await reading.vault.findPerson(tenant, { kind: 'email', value: email })) === person) return email;
  }
  return undefined;
}

async function emailIn(
  { vault }: Reading,
  tenant: Tenant,
  { eventId, eventType, sealed }: { eventId: string; eventType: string; sealed: SealedPart },
): Promise<string | undefined> {
  const [opened] = await vault.open([{ binding: { tenant, eventId, eventType }, sealed: [sealed] }]);
  const part = opened?.[0];
  return part && 'fields' in part ? (part.fields as { email?: string }).email : undefined;
}

async function knownAddress({ vault, db }: Reading, tenant: Tenant, person: string): Promise<string | undefined> {
  const found = await addressOf(vault, tenant, await findDocument(db, tenant, addresseesProjection, person));
  return found.found === 'address' ? found.email : undefined;
}
