import { recipientRegistered } from '@vitne/contracts/catalogue/processor-registry-events';
import { localDateSchema } from '@vitne/contracts/event-definition';
import { recordedSchema } from '@vitne/service-kit/http-command';
import { z } from 'zod';
import { isInForce } from '../domain/agreement.ts';
import type { RecipientState } from '../domain/recipient.ts';
import type { AgreementRow } from '../projections/recipients.ts';

export const recipientParams = z.object({ recipient: recipientRegistered.facts.shape.recipient });

/** An agreement as the API shows it. */
export const agreementSchema = z.object({
  agreement: z.string(),
  signed: localDateSchema,
  expires: localDateSchema.optional(),
  ended: localDateSchema.optional(),
  reason: z.string().optional(),
  subProcessorNotice: z.string().optional(),
  inForce: z.boolean().describe('Whether data may be handed over under it today.'),
});

export const recipientAnswerSchema = recordedSchema.extend({
  recipient: z.string(),
  agreements: z.array(agreementSchema),
});

/** What is said to everybody of who gets data (Art. 13(1)(e) and (f)). */
export const publicRecipientSchema = recipientRegistered.facts.omit({ statementVersion: true });

/** The agreements as a command leaves them. */
export const agreementsOf = (recipient: string, { agreements }: RecipientState, today: string) => ({
  recipient,
  agreements: Object.entries(agreements).map(([agreement, dates]) => ({
    agreement,
    ...dates,
    inForce: isInForce(dates, today),
  })),
});

/** The agreements as they were recorded, and whether they are in force today. */
export const agreementRowsOf = (rows: readonly AgreementRow[], today: string) =>
  rows.map((row) => ({ ...row, inForce: isInForce(row, today) }));
