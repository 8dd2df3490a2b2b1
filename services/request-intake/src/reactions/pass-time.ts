import type { Tenant } from '@vitne/contracts/channels';
import type { TimerSource } from '@vitne/projector/timers';
import { settled, timedCommand } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { request } from '../domain/request.ts';
import { type RequestDocument, requestsProjection } from '../projections/requests.ts';

const name = 'pass-time';

/** Brings requests to mind before their strict time is over, and records when it passed unanswered. */
export function passTimeOfRequests(context: ServiceContext, tenant: Tenant): TimerSource<RequestDocument> {
  return {
    projection: requestsProjection,
    dueField: 'nextLookAt',
    async fire({ request: id, nextLookAt = '', dueAt }) {
      const commanded = timedCommand(context, tenant, name, id, dueAt, nextLookAt);
      const { now } = commanded;
      settled(
        name,
        await context.execute(request, commanded, { entity: 'request', id }, { command: 'pass-time', now }),
      );
    },
  };
}
