import { recipientNotificationAcknowledged } from '@vitne/contracts/catalogue/processor-registry-events';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { answerNotification } from './answer-notification.ts';
import { notificationAnswerSchema, notificationParams } from './notification-schemas.ts';

const facts = recipientNotificationAcknowledged.facts.shape;

/** The recipient confirmed that it was told. */
export function acknowledgeNotification(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/recipient-notifications/:notification/acknowledgement',
    {
      config: { access: ['system', 'staff', 'privacy-officer'] },
      schema: {
        tags: ['recipients to tell'],
        summary: 'Record that a recipient confirmed it',
        params: notificationParams,
        body: z
          .strictObject({ evidence: facts.evidence.describe('Where the confirmation is; no names of people.') })
          .nullish(),
        response: { 200: notificationAnswerSchema, 201: notificationAnswerSchema },
      },
    },
    async (request, reply) => {
      const { notification } = request.params;
      const evidence = request.body?.evidence;
      return answerNotification(context, request, reply, notification, (now) => ({
        command: 'acknowledge',
        notification,
        evidence,
        now,
      }));
    },
  );
}
