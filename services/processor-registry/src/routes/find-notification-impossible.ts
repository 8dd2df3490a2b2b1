import { recipientNotificationFoundImpossible } from '@vitne/contracts/catalogue/processor-registry-events';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { answerNotification } from './answer-notification.ts';
import { notificationAnswerSchema, notificationParams } from './notification-schemas.ts';

const facts = recipientNotificationFoundImpossible.facts.shape;

/** Telling is impossible or takes disproportionate effort, and it is recorded why (Art. 19). */
export function findNotificationImpossible(app: HttpApp, context: ServiceContext): void {
  app.post(
    '/v1/recipient-notifications/:notification/impossible',
    {
      config: { access: ['staff', 'privacy-officer'] },
      schema: {
        tags: ['recipients to tell'],
        summary: 'Record why a recipient cannot be told',
        params: notificationParams,
        body: z.strictObject({
          ground: facts.ground,
          reasons: facts.reasons.trim().min(1).describe('Why; no names of people, it is kept readable.'),
        }),
        response: { 200: notificationAnswerSchema, 201: notificationAnswerSchema },
      },
    },
    async (request, reply) => {
      const { notification } = request.params;
      const { ground, reasons } = request.body;
      return answerNotification(context, request, reply, notification, (now) => ({
        command: 'find-impossible',
        notification,
        ground,
        reasons,
        now,
      }));
    },
  );
}
