import type { Tenant } from '@vitne/contracts/channels';
import { findDocument } from '@vitne/projector/documents';
import type { TimerSource } from '@vitne/projector/timers';
import { timedCommand } from '@vitne/service-kit/derived-command';
import { type OpenDsrProcessor, openDsrSignature } from '@vitne/service-kit/open-dsr';
import type { ServiceContext } from '@vitne/service-kit/service';
import { controllerRequest } from '../domain/controller-request.ts';
import {
  type ControllerRequestDocument,
  controllerRequestsProjection,
  firstCalls,
  type OwedCall,
} from '../projections/controller-requests.ts';
import { requestsProjection } from '../projections/requests.ts';

const answerTimeoutMs = 10_000;

/** Tells controllers of each new status of what they passed on, signed, and again when they did not take it (§ 8.5). */
export function callBack(context: ServiceContext, tenant: Tenant): TimerSource<ControllerRequestDocument> {
  return {
    projection: controllerRequestsProjection,
    dueField: 'nextCall',
    ready: () => context.openDsr?.has(tenant) ?? false,
    async fire(doc) {
      const processor = context.openDsr?.get(tenant);
      if (!processor) return;
      const now = context.clock.now();
      for (const call of firstCalls(doc.owed).filter(({ due }) => Date.parse(due) <= Date.parse(now))) {
        const httpStatus = await told(context, tenant, processor, doc, call);
        const { callback, status, attempt } = call;
        const step = [doc.request, callback, status, attempt] as const;
        const commanded = { ...timedCommand(context, tenant, 'call-back', ...step), correlation: doc.request, now };
        const command = { command: 'note-call', callback, status, attempt, httpStatus, now } as const;
        const target = { entity: 'controller-request', id: doc.request };
        const result = await context.execute(controllerRequest, commanded, target, command);
        if (result.outcome === 'rejected') throw new Error(result.rejection.code);
      }
    },
  };
}

/** The status with which the controller answered; undefined when it could not be reached. It is followed nowhere else. */
async function told(
  { db }: ServiceContext,
  tenant: Tenant,
  { domain, key }: OpenDsrProcessor,
  { request, controller, subjectRequestId }: ControllerRequestDocument,
  { callback, status }: OwedCall,
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
