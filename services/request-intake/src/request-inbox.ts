import type { Tenant } from '@vitne/contracts/channels';
import type { InboxAnswer, InboxHandler } from '@vitne/service-kit/inbox';
import { answerEvent, commandedByEvent, invalidEvent, unknownEventType } from '@vitne/service-kit/inbox-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { CloudEvent } from '@vitne/service-kit/user-event-message';
import { incidentReportSchema, reportIncident } from './incident-report.ts';
import { receiptSchema, receiveRequest } from './request-receipt.ts';
import { rejectionStatuses } from './routes/rejection-statuses.ts';
import { completeTask, completionMessageSchema, failTask, failureMessageSchema } from './task-answers.ts';

/** What systems tell: a request that came in at a mailbox or a form of theirs, what became of a task of theirs, an incident. */
export function requestInbox(context: ServiceContext): { handle: InboxHandler; laneOf: (event: CloudEvent) => string } {
  return {
    laneOf: ({ source, id }) => `${source}/${id}`,
    async handle(tenant, event) {
      if (event.type === 'task.completed') return completed(context, tenant, event);
      if (event.type === 'task.failed') return failed(context, tenant, event);
      if (event.type === 'incident.reported') return incidentFromSystem(context, tenant, event);
      if (event.type !== 'request.received') return unknownEventType(event.type);
      const receipt = receiptSchema.safeParse(event.data);
      if (!receipt.success) return invalidEvent(receipt.error);
      const commanded = commandedByEvent(context, tenant, event);
      const received = receipt.data.received ?? receivedAt(event, commanded.now);
      return answerEvent(await receiveRequest(context, commanded, { ...receipt.data, received }), rejectionStatuses);
    },
  };
}

async function completed(context: ServiceContext, tenant: Tenant, event: CloudEvent): Promise<InboxAnswer> {
  const told = completionMessageSchema.safeParse(event.data);
  if (!told.success) return invalidEvent(told.error);
  const commanded = commandedByEvent(context, tenant, event);
  return answerEvent(await completeTask(context, commanded, event.source, told.data), rejectionStatuses);
}

async function failed(context: ServiceContext, tenant: Tenant, event: CloudEvent): Promise<InboxAnswer> {
  const told = failureMessageSchema.safeParse(event.data);
  if (!told.success) return invalidEvent(told.error);
  const commanded = commandedByEvent(context, tenant, event);
  return answerEvent(await failTask(context, commanded, event.source, told.data), rejectionStatuses);
}

/** What a system found, or was told: those on call are alerted as by any other report. */
async function incidentFromSystem(context: ServiceContext, tenant: Tenant, event: CloudEvent): Promise<InboxAnswer> {
  const report = incidentReportSchema.safeParse(event.data);
  if (!report.success) return invalidEvent(report.error);
  const commanded = commandedByEvent(context, tenant, event);
  const suspected = report.data.suspected ?? report.data.received ?? receivedAt(event, commanded.now);
  const result = await reportIncident(context, commanded, { ...report.data, suspected }, 'system');
  return answerEvent(result, rejectionStatuses);
}

/** The event's own time says when the request came in, unless the system's clock is ahead of ours. */
const receivedAt = ({ time }: CloudEvent, now: string): string =>
  time !== undefined && Date.parse(time) < Date.parse(now) ? time : now;
