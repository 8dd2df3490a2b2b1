import { alertRaised } from '@vitne/contracts/catalogue/alert-events';
import { timestampSchema } from '@vitne/contracts/event-definition';
import { mailFailureSchema } from '@vitne/contracts/mail-evidence';
import { z } from 'zod';
import { alarmingEvents } from '../domain/alarming-events.ts';
import { isUnanswered, type KnownAlert } from '../domain/alert.ts';

const { alert, matter, cause, urgency, raised } = alertRaised.facts.shape;

export const alertParams = z.strictObject({ alert: alert.describe('`GET /v1/alerts` lists them.') });
export const alertStatus = z.enum(['open', 'acknowledged', 'ended']);

const text = z.object({ nb: z.string(), en: z.string() });

export const alertSchema = z.object({
  alert,
  matter,
  cause,
  urgency,
  raised,
  status: alertStatus,
  says: text.optional(),
  toDo: text.optional(),
  ordersWaiting: z
    .int()
    .optional()
    .describe(
      'Of a system: how many orders it has not confirmed in time, or said that it cannot carry out, as it stands now.',
    ),
  round: z.int().describe('How often everybody was written to, or is about to be.'),
  unanswered: z.boolean().describe('Nobody took it, and nobody is written to any more.'),
  contacts: z.array(
    z.object({
      contact: z.string(),
      sent: timestampSchema.optional(),
      attempts: z.int().describe('How many mails of this round were not taken.'),
      failure: mailFailureSchema.optional(),
      next: timestampSchema.optional().describe('When it is written to (again).'),
    }),
  ),
  acknowledged: timestampSchema.optional(),
  ended: timestampSchema.optional(),
});

/** An alert for whoever reads it, with what it means in words. */
export function alertAnswer(state: KnownAlert, ordersWaiting?: number): z.infer<typeof alertSchema> {
  const { roundBegan: _, causes: _causes, contacts, ...facts } = state;
  const row = alarmingEvents.find(({ type }) => type === state.cause);
  return {
    ...facts,
    ...(row && { says: row.says, toDo: row.toDo }),
    ...(ordersWaiting !== undefined && { ordersWaiting }),
    unanswered: isUnanswered(state),
    contacts: Object.entries(contacts).map(([contact, reach]) => ({ contact, ...reach })),
  };
}
