import {
  recipientNotificationAcknowledged,
  recipientNotificationFoundImpossible,
  recipientNotificationRequired,
  recipientNotificationTold,
} from '@vitne/contracts/catalogue/processor-registry-events';
import type { Tenant } from '@vitne/contracts/channels';
import { findDocuments } from '@vitne/projector/documents';
import { recordedSchema } from '@vitne/service-kit/http-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import type { RecipientNotificationDocument } from '../projections/recipient-notifications.ts';
import { recipientsProjection } from '../projections/recipients.ts';

const { notification, person, recipient } = recipientNotificationRequired.facts.shape;
export const notificationStatus = z.enum(['open', 'told', 'acknowledged', 'impossible']);
export const notificationParams = z.object({
  notification: notification.describe('`GET /v1/recipient-notifications` lists them.'),
});
export const notificationAnswerSchema = recordedSchema.extend({
  notification,
  person,
  recipient,
  status: notificationStatus,
});

/** A recipient that has to be told, and how far that has come. */
export const notificationRowSchema = recipientNotificationRequired.facts.extend({
  recipientName: z.string().optional(),
  status: notificationStatus,
  ...recipientNotificationTold.facts.pick({ how: true, told: true }).partial().shape,
  ...recipientNotificationAcknowledged.facts.pick({ acknowledged: true, evidence: true }).partial().shape,
  ...recipientNotificationFoundImpossible.facts.pick({ ground: true, reasons: true, found: true }).partial().shape,
});

/** Rows with the recipients' names, so that whoever reads them knows whom to tell, or who was told. */
export async function notificationRows(
  { db }: ServiceContext,
  tenant: Tenant,
  documents: readonly RecipientNotificationDocument[],
): Promise<z.infer<typeof notificationRowSchema>[]> {
  const ids = [...new Set(documents.map(({ recipient: id }) => id))];
  const filter = { recipient: { $in: ids } };
  const { documents: found } = await findDocuments(db, tenant, recipientsProjection, filter, { limit: 1_000 });
  const names = new Map(found.map(({ recipient: id, named }) => [id, named?.name]));
  return documents.map(({ order: _order, ...row }) => {
    const recipientName = names.get(row.recipient);
    return { ...row, ...(recipientName !== undefined && { recipientName }) };
  });
}
