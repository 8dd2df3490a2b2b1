import { findDocument } from '@vitne/projector/documents';
import { answerCommand, commandedBy } from '@vitne/service-kit/http-command';
import { rejectionProblem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type RecipientsToTellCommand, recipientsToTell } from '../domain/recipients-to-tell.ts';
import { recipientNotificationsProjection } from '../projections/recipient-notifications.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const unknown = {
  code: 'notification-unknown',
  detail: 'No notification of that id is owed to any recipient.',
} as const;

/** Carries out a command on one notification, which belongs to the person whose data it is about. */
export async function answerNotification(
  context: ServiceContext,
  request: FastifyRequest,
  reply: FastifyReply,
  notification: string,
  commandAt: (now: string) => RecipientsToTellCommand,
): Promise<FastifyReply> {
  const commanded = commandedBy(request, context.clock);
  const found = await findDocument(context.db, commanded.tenant, recipientNotificationsProjection, notification);
  if (!found) return sendProblem(reply, rejectionProblem(unknown, rejectionStatuses));
  const target = { entity: 'recipients-to-tell', id: found.person };
  const result = await context.execute(recipientsToTell, commanded, target, commandAt(commanded.now));
  return answerCommand(reply, result, rejectionStatuses, (state) => {
    const { person, recipient, status } = state[notification] ?? found;
    return { notification, person, recipient, status };
  });
}
