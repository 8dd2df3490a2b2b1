import { personIdSchema } from '@vitne/contracts/event-definition';
import { findDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { pageFields, readPage } from '@vitne/service-kit/paged-answer';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { recipientNotificationsProjection } from '../projections/recipient-notifications.ts';
import { notificationRowSchema, notificationRows, notificationStatus } from './notification-schemas.ts';

/** Whom to tell for the organisation, the oldest first; and for one person, who was told (Art. 19, second sentence). */
export function listRecipientNotifications(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/recipient-notifications',
    {
      config: { access: ['system', 'staff', 'privacy-officer', 'auditor'] },
      schema: {
        tags: ['recipients to tell'],
        summary: 'List recipients that have to be told of a rectification, erasure or restriction (Art. 19)',
        querystring: z.strictObject({ status: notificationStatus.default('open'), ...pageFields }),
        response: { 200: z.object({ notifications: z.array(notificationRowSchema), next: z.string().optional() }) },
      },
    },
    async (request, reply) => {
      const { tenant } = request.caller;
      const { status, cursor, limit } = request.query;
      const options = { sort: { order: 1 }, limit, after: cursor } as const;
      return readPage(
        reply,
        () => findDocuments(context.db, tenant, recipientNotificationsProjection, { status }, options),
        async (documents) => ({ notifications: await notificationRows(context, tenant, documents) }),
      );
    },
  );
  app.get(
    '/v1/people/:person/recipients-told',
    {
      config: { access: ['staff', 'privacy-officer', 'auditor'] },
      schema: {
        tags: ['recipients to tell'],
        summary: 'List which recipients were told, or have to be, about one person',
        params: z.object({ person: personIdSchema }),
        querystring: z.strictObject(pageFields),
        response: {
          200: z.object({
            person: z.string(),
            recipients: z.array(notificationRowSchema),
            next: z.string().optional(),
          }),
        },
      },
    },
    async (request, reply) => {
      const { tenant } = request.caller;
      const { person } = request.params;
      const { cursor, limit } = request.query;
      const options = { sort: { order: -1 }, limit, after: cursor } as const;
      return readPage(
        reply,
        () => findDocuments(context.db, tenant, recipientNotificationsProjection, { person }, options),
        async (documents) => ({ person, recipients: await notificationRows(context, tenant, documents) }),
      );
    },
  );
}
