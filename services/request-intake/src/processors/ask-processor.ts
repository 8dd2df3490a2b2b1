import type { Tenant } from '@vitne/contracts/channels';
import type { OpenDsr } from '@vitne/contracts/statement/schema';
import { type OpenDsrProcessor, openDsrSignature } from '@vitne/service-kit/open-dsr';
import { originOfPlatform } from '@vitne/service-kit/public-origin';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { z } from 'zod';
import { type DeliveredData, deliveredDataSchema, deliveryLimitBytes } from '../delivered-data.ts';
import type { KnownProcessorRequest } from '../domain/processor-request-state.ts';
import { identitiesOf } from './person-identities.ts';
import { cancellationSchema, type ProcessorSays, receiptSchema, statusSchema } from './processor-answers.ts';
import type { ProcessorCertificates, Signed } from './processor-certificates.ts';
import { CallFailed, callOut, type Heard, isWithin, jsonOf } from './processor-door.ts';

/** Where a system's processor is asked, as the statement in force has it, and what we sign with. */
export type Speaking = { tenant: Tenant; openDsr: OpenDsr; own: OpenDsrProcessor; system: string };

export type Receipt = z.infer<typeof receiptSchema> & { signed: Signed; identities: OpenDsr['identities'] };

/** @throws {CallFailed} when the statement names no such processor any more, or nothing says with which key we sign. */
export async function speakingTo(context: ServiceContext, tenant: Tenant, system: string): Promise<Speaking> {
  const inForce = await context.statements.inForce(tenant);
  const openDsr = inForce?.statement.systems.find(({ id }) => id === system)?.openDsr;
  if (!openDsr) throw new CallFailed('not-in-statement');
  const own = context.openDsr?.get(tenant);
  if (!own) throw new CallFailed('no-settings');
  return { tenant, openDsr, own, system };
}

/** Where a processor calls back about what it was asked. */
export const callbackUrlFor = (context: ServiceContext, tenant: Tenant, system: string): string =>
  `${originOfPlatform(context)}/opendsr/${tenant}/v2/callbacks/${system}`;

const under = ({ openDsr: { url } }: Speaking, path: string): string => `${url.replace(/\/$/, '')}${path}`;

function headersOf({ own, system }: Speaking, body?: Buffer): Record<string, string> {
  const token = own.tokens?.get(system);
  return {
    accept: 'application/json',
    'x-opendsr-processor-domain': own.domain,
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(body && { 'content-type': 'application/json', 'x-opendsr-signature': openDsrSignature(body, own.key) }),
  };
}

/**
 * Sends a person's request (§ 7), signed over the bytes that are sent, and checks the receipt against them.
 * @throws {CallFailed}
 */
export async function sendRequest(
  context: ServiceContext,
  certificates: ProcessorCertificates,
  speaking: Speaking,
  owed: KnownProcessorRequest,
): Promise<Receipt> {
  const { tenant, openDsr, system } = speaking;
  const { subjectRequestId, requestType, submitted, person, request } = owed;
  const discovery = await certificates.discovery(openDsr);
  const known = openDsr.identities.filter(({ type, format }) =>
    discovery.supported_identities.some((one) => one.identity_type === type && one.identity_format === format),
  );
  if (known.length === 0 || !discovery.supported_subject_request_types.includes(requestType)) {
    throw new CallFailed('not-supported');
  }
  const identities = await identitiesOf(context, tenant, { person, system, request }, known);
  if (identities.length === 0) throw new CallFailed('no-identity');
  const body = Buffer.from(
    JSON.stringify({
      regulation: 'gdpr',
      subject_request_id: subjectRequestId,
      subject_request_type: requestType,
      subject_identities: identities,
      submitted_time: submitted,
      api_version: '2.0',
      status_callback_urls: [callbackUrlFor(context, tenant, system)],
    }),
  );
  const heard = await callOut(under(speaking, '/requests'), {
    method: 'POST',
    headers: headersOf(speaking, body),
    body,
    expected: [200, 201],
  });
  const signed = await certificates.verified(openDsr, heard.raw, heard.headers, context.clock.now());
  const receipt = receiptSchema.safeParse(jsonOf(heard.raw));
  if (!receipt.success) throw new CallFailed('malformed');
  const isOurs = Buffer.from(receipt.data.encoded_request, 'base64').equals(body);
  if (!isOurs || !isAboutUs(speaking, owed, receipt.data)) throw new CallFailed('not-ours');
  const sent = known.filter(({ type, format }) =>
    identities.some((one) => one.identity_type === type && one.identity_format === format),
  );
  return { ...receipt.data, signed, identities: sent };
}

/** An answer about another request, or to another controller, is none to us. */
export const isAboutUs = (
  { openDsr: { controllerId } }: Pick<Speaking, 'openDsr'>,
  { subjectRequestId }: Pick<KnownProcessorRequest, 'subjectRequestId'>,
  said: { controller_id: string; subject_request_id: string },
): boolean =>
  said.subject_request_id === subjectRequestId && (controllerId === undefined || controllerId === said.controller_id);

/** Asks how a request stands (§ 8.1). @throws {CallFailed} */
export async function askStatus(
  context: ServiceContext,
  certificates: ProcessorCertificates,
  speaking: Speaking,
  owed: KnownProcessorRequest,
): Promise<{ said: ProcessorSays; signed: Signed }> {
  const { openDsr } = speaking;
  const { raw, headers } = await callOut(under(speaking, `/requests/${owed.subjectRequestId}`), {
    method: 'GET',
    headers: headersOf(speaking),
    expected: [200],
  });
  const signed = await certificates.verified(openDsr, raw, headers, context.clock.now());
  const said = statusSchema.safeParse(jsonOf(raw));
  if (!said.success) throw new CallFailed('malformed');
  if (!isAboutUs(speaking, owed, said.data)) throw new CallFailed('not-ours');
  return { said: said.data, signed };
}

/** Takes a request back (§ 9), and checks that the processor says so of that very one. @throws {CallFailed} */
export async function cancelRequest(
  context: ServiceContext,
  certificates: ProcessorCertificates,
  speaking: Speaking,
  owed: KnownProcessorRequest,
): Promise<{ httpStatus: number; signed: Signed }> {
  const { raw, headers, httpStatus } = await callOut(under(speaking, `/requests/${owed.subjectRequestId}`), {
    method: 'DELETE',
    headers: headersOf(speaking),
    expected: [200, 202],
  });
  const signed = await certificates.verified(speaking.openDsr, raw, headers, context.clock.now());
  const said = cancellationSchema.safeParse(jsonOf(raw));
  if (!said.success) throw new CallFailed('malformed');
  if (!isAboutUs(speaking, owed, said.data)) throw new CallFailed('not-ours');
  return { httpStatus, signed };
}

/**
 * Fetches what an access gave, from the very origin that the statement names. How results look is nothing that the
 * specification says (§ 1): ours are what any system delivers. Where they are signed, the signature has to be right.
 * @throws {CallFailed}
 */
export async function fetchResults(
  context: ServiceContext,
  certificates: ProcessorCertificates,
  speaking: Speaking,
  url: string,
): Promise<DeliveredData> {
  const { openDsr } = speaking;
  if (!isWithin(url, openDsr.url)) throw new CallFailed('results-elsewhere');
  const heard: Heard = await callOut(url, {
    method: 'GET',
    headers: headersOf(speaking),
    expected: [200],
    limitBytes: deliveryLimitBytes,
  });
  if (heard.headers.has('x-opendsr-signature')) {
    await certificates.verified(openDsr, heard.raw, heard.headers, context.clock.now());
  }
  const found = jsonOf(heard.raw);
  const data = deliveredDataSchema.safeParse(Array.isArray(found) ? found : (found as { data?: unknown } | null)?.data);
  if (!data.success) throw new CallFailed('results-unusable');
  return data.data;
}
