import { createHash } from 'node:crypto';
import { answerAddressKept } from '@vitne/contracts/catalogue/request-address-events';
import { requestReceived } from '@vitne/contracts/catalogue/request-intake-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { OpenDsr } from '@vitne/contracts/statement/schema';
import { findDocument } from '@vitne/projector/documents';
import { addresseesProjection } from '@vitne/service-kit/addressees';
import type { ServiceContext } from '@vitne/service-kit/service';
import { systemReferences } from '@vitne/service-kit/system-orders';
import { requestsProjection } from '../projections/requests.ts';

/** One identity as § 5.3 has it. It stands in the body of the call alone, and is written nowhere. */
export type SubjectIdentity = { identity_type: string; identity_value: string; identity_format: string };

const mostOfAType = 10;

/**
 * By what a processor is asked about a person: the addresses that lead to that very person, and the system's own names for its
 * records, as the statement says that the processor knows people. Opened at the moment of sending.
 */
export async function identitiesOf(
  context: ServiceContext,
  tenant: Tenant,
  { person, system, request }: { person: string; system: string; request?: string | undefined },
  wanted: OpenDsr['identities'],
): Promise<SubjectIdentity[]> {
  const isWanted = (type: OpenDsr['identities'][number]['type']) => wanted.some((one) => one.type === type);
  const emails = isWanted('email') ? await emailsOf(context, tenant, person, request) : [];
  const references = isWanted('controller_customer_id')
    ? ((await systemReferences(context, tenant, person)).get(system) ?? [])
    : [];
  const values = { email: emails, controller_customer_id: references };
  return wanted.flatMap(({ type, format }) =>
    values[type].slice(0, mostOfAType).map((value) => ({
      identity_type: type,
      identity_value: format === 'raw' ? value : createHash('sha256').update(value).digest('hex'),
      identity_format: format,
    })),
  );
}

/** Every address that the person gave and that the directory says leads to nobody else, in lower case as digests are made of it. */
async function emailsOf(
  { db, vault }: ServiceContext,
  tenant: Tenant,
  person: string,
  request: string | undefined,
): Promise<string[]> {
  const [addressee, asked] = await Promise.all([
    findDocument(db, tenant, addresseesProjection, person),
    request === undefined ? undefined : findDocument(db, tenant, requestsProjection, request),
  ]);
  const ofRequest = (asked?.sealed ?? []).filter(
    ({ eventType }) => eventType === requestReceived.type || eventType === answerAddressKept.type,
  );
  const sealed = [
    ...(addressee?.contacts ?? []).map(({ eventId, eventType, sealed: part }) => ({
      eventId,
      eventType,
      parts: [part],
    })),
    ...ofRequest.map(({ eventId, eventType, parts }) => ({
      eventId,
      eventType,
      parts: parts.filter(({ part }) => part === 'contact' || part === 'answerTo'),
    })),
  ];
  const opened = await vault.open(
    sealed.map(({ eventId, eventType, parts }) => ({ binding: { tenant, eventId, eventType }, sealed: parts })),
  );
  const given = opened
    .flat()
    .flatMap((part) => ('fields' in part ? [(part.fields as { email?: string }).email] : []))
    .flatMap((email) => (email === undefined ? [] : [email.trim().toLowerCase()]));
  const own: string[] = [];
  for (const email of new Set(given.reverse())) {
    if ((await vault.findPerson(tenant, { kind: 'email', value: email })) === person) own.push(email);
  }
  return own;
}
