import type { Commanded } from '@vitne/service-kit/command-handler';
import type { InboxAnswer, InboxHandler } from '@vitne/service-kit/inbox';
import type { ServiceContext } from '@vitne/service-kit/service';
import { type CloudEvent, commandIdOfUserEvent, issuesOf } from '@vitne/service-kit/user-event-message';
import { receiptSchema, receiveRequest } from './request-receipt.ts';
import { rejectionStatuses } from './routes/rejection-statuses.ts';

/** Requests that a system hands in, from a mailbox or a form of its own, as CloudEvents `request.received`. */
export function requestInbox(context: ServiceContext): { handle: InboxHandler; laneOf: (event: CloudEvent) => string } {
  return {
    laneOf: ({ source, id }) => `${source}/${id}`,
    async handle(tenant, event) {
      if (event.type !== 'request.received') {
        return refusal('unknown-event-type', `No user event ${event.type} is known here.`, 404);
      }
      const receipt = receiptSchema.safeParse(event.data);
      if (!receipt.success) {
        return refusal(
          'invalid-request',
          'The data of the event is not what its type asks for.',
          400,
          issuesOf(receipt.error),
        );
      }
      const commanded = commandedByEvent(context, tenant, event);
      const received = receipt.data.received ?? receivedAt(event, commanded.now);
      const result = await receiveRequest(context, commanded, { ...receipt.data, received });
      if (result.outcome !== 'rejected') return { position: result.position, duplicate: result.outcome === 'repeated' };
      const statuses = { ...rejectionStatuses, 'idempotency-key-reused': 409, 'too-many-writers': 409 };
      return { rejection: result.rejection, status: statuses[result.rejection.code] };
    },
  };
}

function commandedByEvent(context: ServiceContext, tenant: string, event: CloudEvent): Commanded {
  const commandId = commandIdOfUserEvent(tenant, context.service, event);
  const system = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(event.source) ? event.source : 'unnamed';
  return {
    tenant,
    commandId,
    correlation: commandId,
    actor: `system:${system}`,
    now: context.clock.now(),
    content: { type: event.type, data: event.data, ...(event.time !== undefined && { time: event.time }) },
  };
}

/** The event's own time says when the request came in, unless the system's clock is ahead of ours. */
const receivedAt = ({ time }: CloudEvent, now: string): string =>
  time !== undefined && Date.parse(time) < Date.parse(now) ? time : now;

const refusal = (
  code: string,
  detail: string,
  status: number,
  errors?: { path: string; message: string }[],
): InboxAnswer => ({
  status,
  rejection: { code, detail, ...(errors && { errors }) },
});
