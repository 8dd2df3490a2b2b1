import { recipientNotificationTold } from '@vitne/contracts/catalogue/processor-registry-events';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { answerNotification } from './answer-notification.ts';
import { notificationAnswerSchema, notificationParams } from './notification-schemas.ts';

const facts = recipientNotificationTold.facts.shape;

/** The recipient was told what to rectify, erase or restrict. */
export function tellRecipient(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/recipient-notifications/:notification/told',
    {
      config: { access: ['system', 'staff', 'privacy-officer'] },
      schema: {
        tags: ['recipients to tell'],
        summary: 'Record that a recipient was told of a rectification, erasure or restriction',
        params: notificationParams,
        body: z.strictObject({ how: facts.how, told: facts.told.optional().describe('Now, when left out.') }),
        response: { 200: notificationAnswerSchema, 201: notificationAnswerSchema },
      },
    },
    async (request, reply) => {
      const { notification } = request.params;
      const { how, told } = request.body;
      return answerNotification(context, request, reply, notification, (now) => ({
        command: 'tell',
        notification,
        how,
        told: told ?? now,
        now,
      }));
    },
  );
}
