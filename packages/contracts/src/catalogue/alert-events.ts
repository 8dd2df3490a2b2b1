import { z } from 'zod';
import { defineEvent, timestampSchema } from '../event-definition.ts';
import { failedMailFacts, mailEvidenceSchema } from '../mail-evidence.ts';

const context = 'request-intake';
const entity = 'alert';
const id = { alert: z.string().max(64) };
const contact = z.string().max(60);
const round = z.int().positive();

/** What somebody on call is alerted about. */
export const alertedMatters = [
  'request',
  'task',
  'disposal',
  'incident',
  'ledger',
  'package',
  'system',
  'announcement',
] as const;
/** `at-once`: somebody has to look now. `daily`: something is late, and is asked about once a day. */
export const alertUrgencies = ['at-once', 'daily'] as const;

export const alertRaised = defineEvent({
  type: 'alert.raised.v1',
  context,
  entity,
  says: 'Something needs those who are on call.',
  facts: {
    ...id,
    matter: z.strictObject({ kind: z.enum(alertedMatters), id: z.string().max(64) }),
    /** The type of the event that alarmed. */
    cause: z.string().max(80),
    urgency: z.enum(alertUrgencies),
    raised: timestampSchema,
    /** The statement's contacts that are written to, by their ids. */
    contacts: z.array(contact).min(1).max(50),
  },
});

export const alertSent = defineEvent({
  type: 'alert.sent.v1',
  context,
  entity,
  says: 'A function on call was written to, and its mail server took the mail.',
  facts: { ...id, contact, round, sent: timestampSchema, mail: mailEvidenceSchema },
});

export const alertSendingFailed = defineEvent({
  type: 'alert.sending-failed.v1',
  context,
  entity,
  says: 'A mail to a function on call was not taken.',
  facts: { ...id, contact, round, ...failedMailFacts },
});

export const alertRepeated = defineEvent({
  type: 'alert.repeated.v1',
  context,
  entity,
  says: 'Nobody had taken the alert, so everybody is written to again.',
  facts: { ...id, round, repeated: timestampSchema },
});

export const alertAcknowledged = defineEvent({
  type: 'alert.acknowledged.v1',
  context,
  entity,
  says: 'Somebody took the matter in hand.',
  facts: { ...id, acknowledged: timestampSchema },
});

export const alertEnded = defineEvent({
  type: 'alert.ended.v1',
  context,
  entity,
  says: 'What the alert was about is settled.',
  facts: { ...id, ended: timestampSchema, cause: z.string().max(80) },
});

export const alertEvents = [
  alertRaised,
  alertSent,
  alertSendingFailed,
  alertRepeated,
  alertAcknowledged,
  alertEnded,
] as const;
