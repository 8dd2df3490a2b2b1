import type { InboxHandler } from '@vitne/service-kit/inbox';
import { answerEvent, commandedByEvent, invalidEvent, unknownEventType } from '@vitne/service-kit/inbox-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { CloudEvent } from '@vitne/service-kit/user-event-message';
import { receiptSchema, receiveRequest } from './request-receipt.ts';
import { rejectionStatuses } from './routes/rejection-statuses.ts';

/** Requests that a system hands in, from a mailbox or a form of its own, as CloudEvents `request.received`. */
export function requestInbox(context: ServiceContext): { handle: InboxHandler; laneOf: (event: CloudEvent) => string } {
  return {
    laneOf: ({ source, id }) => `${source}/${id}`,
    async handle(tenant, event) {
      if (event.type !== 'request.received') return unknownEventType(event.type);
      const receipt = receiptSchema.safeParse(event.data);
      if (!receipt.success) return invalidEvent(receipt.error);
      const commanded = commandedByEvent(context, tenant, event);
      const received = receipt.data.received ?? receivedAt(event, commanded.now);
      return answerEvent(await receiveRequest(context, commanded, { ...receipt.data, received }), rejectionStatuses);
    },
  };
}

/** The event's own time says when the request came in, unless the system's clock is ahead of ours. */
const receivedAt = ({ time }: CloudEvent, now: string): string =>
  time !== undefined && Date.parse(time) < Date.parse(now) ? time : now;
