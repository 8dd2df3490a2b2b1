import type { Tenant } from '@vitne/contracts/channels';
import type { SealedPart } from '@vitne/contracts/envelope';
import type { ServiceContext } from '@vitne/service-kit/service';
import { emailKeptFor, knownEmail } from './answer-address.ts';
import type { IdentityCheckDocument } from './projections/identity-checks.ts';
import type { RequestDocument } from './projections/requests.ts';

type Reading = Pick<ServiceContext, 'vault' | 'db'>;

/**
 * The address that a code is sent to: the one that was claimed, the one that the request came with, the newest that the
 * person gave before, or the one that was kept for the request; and of these only one that the directory says leads to the very person whom the request is about.
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
    () => knownEmail(reading, tenant, person),
    () => emailKeptFor(reading, tenant, request),
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
