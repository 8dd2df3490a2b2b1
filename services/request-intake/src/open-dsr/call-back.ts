import type { Tenant } from '@vitne/contracts/channels';
import { findDocument } from '@vitne/projector/documents';
import { failureCode } from '@vitne/projector/failure';
import type { TimerSource } from '@vitne/projector/timers';
import { settled, timedCommand } from '@vitne/service-kit/derived-command';
import { type OpenDsrProcessor, openDsrSignature } from '@vitne/service-kit/open-dsr';
import { type OutboundCall, outboundCalls } from '@vitne/service-kit/outbound-calls';
import type { ServiceContext } from '@vitne/service-kit/service';
import { controllerRequest } from '../domain/controller-request.ts';
import {
  type ControllerRequestDocument,
  controllerRequestsProjection,
  firstCalls,
  type OwedCall,
} from '../projections/controller-requests.ts';
import { requestsProjection } from '../projections/requests.ts';

const name = 'call-back';
const answerTimeoutMs = 10_000;

/**
 * Tells controllers of each new status of what they passed on, signed, and again when they did not take it (§ 8.5). No look
 * waits for a controller: one that hangs holds up neither the others nor anything else that is due.
 */
export function callBack(context: ServiceContext, tenant: Tenant): TimerSource<ControllerRequestDocument> {
  const calls = outboundCalls((error) =>
    context.logger.warn({ tenant, timer: name, code: failureCode(error) }, 'A call back failed and is tried again.'),
  );
  return {
    projection: controllerRequestsProjection,
    dueField: 'nextCall',
    ready: () => context.openDsr?.has(tenant) ?? false,
    underWay: calls.underWay,
    async fire(doc) {
      const now = Date.parse(context.clock.now());
      const begun = firstCalls(doc.owed)
        .filter(({ due }) => Date.parse(due) <= now)
        .map(({ callback, status, round, attempt }) =>
          calls.begin({
            to: callback,
            about: `${doc.request} ${callback}`,
            make: () => call(context, tenant, doc.request, { callback, status, round, attempt }),
          }),
        );
      return begun.includes(true);
    },
  };
}

type Due = Pick<OwedCall, 'callback' | 'status' | 'round' | 'attempt'>;

/** Makes a call that is still owed, and records what came of it. */
async function call(
  context: ServiceContext,
  tenant: Tenant,
  request: string,
  { callback, status, round, attempt }: Due,
): ReturnType<OutboundCall['make']> {
  const processor = context.openDsr?.get(tenant);
  const doc = await findDocument(context.db, tenant, controllerRequestsProjection, request);
  const owed = firstCalls(doc?.owed ?? []).some(
    (one) => one.callback === callback && one.status === status && one.round === round && one.attempt === attempt,
  );
  if (!processor || !doc || !owed) return 'not-made';
  const httpStatus = await told(context, tenant, processor, doc, { callback, status });
  const now = context.clock.now();
  // The first round is named as it was when there was no other.
  const step = [request, callback, status, ...(round === 1 ? [] : [`round ${round}`]), attempt] as const;
  const commanded = { ...timedCommand(context, tenant, name, ...step), correlation: request, now };
  const command = { command: 'note-call', callback, status, round, attempt, httpStatus, now } as const;
  settled(
    name,
    await context.execute(controllerRequest, commanded, { entity: 'controller-request', id: request }, command),
  );
  return httpStatus === undefined ? 'silent' : 'answered';
}

/** The status with which the controller answered; undefined when it could not be reached. It is followed nowhere else. */
async function told(
  { db }: ServiceContext,
  tenant: Tenant,
  { domain, key }: OpenDsrProcessor,
  { request, controller, subjectRequestId }: ControllerRequestDocument,
  { callback, status }: Pick<Due, 'callback' | 'status'>,
): Promise<number | undefined> {
  const due = (await findDocument(db, tenant, requestsProjection, request))?.due.due;
  const body = Buffer.from(
    JSON.stringify({
      controller_id: controller,
      expected_completion_time: due,
      status_callback_url: callback,
      subject_request_id: subjectRequestId,
      request_status: status,
    }),
  );
  const headers = {
    'content-type': 'application/json',
    'x-opendsr-processor-domain': domain,
    'x-opendsr-signature': openDsrSignature(body, key),
  };
  try {
    const signal = AbortSignal.timeout(answerTimeoutMs);
    const answer = await fetch(callback, { method: 'POST', headers, body, redirect: 'manual', signal });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return undefined;
  }
}
