import type { Tenant } from '@vitne/contracts/channels';
import type { PersonId } from '@vitne/contracts/event-definition';
import { derivedId } from '@vitne/service-kit/derived-id';
import type { OpenDsrController } from '@vitne/service-kit/open-dsr';
import { knownPerson } from '@vitne/service-kit/person-reference';
import type { ServiceContext } from '@vitne/service-kit/service';
import { controllerRequest } from '../domain/controller-request.ts';
import { receiveRequest } from '../request-receipt.ts';
import { knownOf } from '../routes/request-schemas.ts';
import { OpenDsrError, type OpenDsrRequest } from './open-dsr-shape.ts';

/** The longest that the law lets anybody wait, so whoever hands in something older has to say when it is really from. */
const oldestMs = 92 * 86_400_000;

export const requestIdOf = (tenant: Tenant, controller: string, subjectRequestId: string): string =>
  derivedId(tenant, 'open-dsr', controller, subjectRequestId);

/**
 * Receives what a controller passed on. The person's time has run since the person asked; who the person is stays for staff
 * to settle, because a controller's word that it has looked is no proof of ours.
 * @throws {OpenDsrError} when it is not taken; then nothing is recorded.
 */
export async function receiveOpenDsr(
  context: ServiceContext,
  { tenant, controller, known }: { tenant: Tenant; controller: string; known: OpenDsrController },
  sent: OpenDsrRequest,
): Promise<{ due: string; receivedAt: string }> {
  const now = context.clock.now();
  const age = Date.parse(now) - Date.parse(sent.submitted_time);
  if (age < 0) throw refused('submitted-in-future', 'submitted_time is later than now.');
  if (age > oldestMs) throw refused('submitted-too-long-ago', 'submitted_time is longer ago than any time to answer.');
  if (sent.status_callback_urls.some((url) => !known.callbacks.includes(url))) {
    throw refused('unknown-callback', 'status_callback_urls holds an address that is not agreed on.');
  }
  const domain = context.openDsr?.get(tenant)?.domain ?? '';
  if (sent.extensions?.[domain]) throw refused('unknown-extension', 'There are no extensions for this processor.');
  const person = await onePerson(context, tenant, sent);
  const id = requestIdOf(tenant, controller, sent.subject_request_id);
  const commanded = {
    tenant,
    commandId: id,
    actor: `system:${controller}` as const,
    correlation: id,
    now,
    content: sent,
  };
  const result = await receiveRequest(context, commanded, {
    person,
    requestType: sent.subject_request_type,
    receivedThrough: 'system',
    received: sent.submitted_time,
  });
  if (result.outcome === 'rejected') throw refused(result.rejection.code, result.rejection.detail);
  const received = knownOf(result.state.received);
  const facts = {
    request: id,
    person: received.person,
    controller,
    subjectRequestId: sent.subject_request_id,
    regulation: sent.regulation,
    submitted: sent.submitted_time,
    callbacks: [...new Set(sent.status_callback_urls)],
  };
  const noted = await context.execute(
    controllerRequest,
    { ...commanded, commandId: derivedId(id, 'passed-on') },
    { entity: 'controller-request', id },
    { command: 'receive', facts },
  );
  if (noted.outcome === 'rejected') throw refused(noted.rejection.code, noted.rejection.detail);
  return { due: received.due.due, receivedAt: result.time };
}

/** Identities of one person only: a request about two would give the one what is the other's. */
async function onePerson(context: ServiceContext, tenant: Tenant, { subject_identities }: OpenDsrRequest) {
  const identifiers = subject_identities.map(({ identity_type, identity_value }) => ({
    kind: identity_type === 'email' ? ('email' as const) : ('customer-number' as const),
    value: identity_value,
  }));
  const people = await Promise.all(identifiers.map((one) => knownPerson(context.vault, tenant, one)));
  const found = [...new Set(people.filter((one): one is PersonId => one !== undefined))];
  if (found.length > 1) throw refused('several-people', 'subject_identities belong to several people.');
  const [first] = identifiers;
  if (!first) throw refused('no-identity', 'subject_identities is empty.');
  return found[0] === undefined ? first : { person: found[0] };
}

const refused = (reason: string, message: string) => new OpenDsrError(400, reason, message);
