import { z } from 'zod';
import { defineEvent, personalPart, personIdSchema, timestampSchema } from '../event-definition.ts';

/** How the message is named that answers a question; several of one request are numbered. */
export const isEnquiryAnswer = (message: string): boolean => message.startsWith('enquiry-answer-');

export const takenAsEnquiry = defineEvent({
  type: 'request.taken-as-enquiry.v1',
  context: 'request-intake',
  entity: 'request',
  says: 'Staff read that the message exercises no right: it is a question, and is kept as the statement says of enquiries.',
  facts: {
    request: z.string().max(64),
    person: personIdSchema,
    /** The last contact: when the person is answered or, where nobody says so, when the person wrote. */
    contacted: timestampSchema,
    taken: timestampSchema,
    /** The message by which the person is answered. */
    message: z
      .string()
      .regex(/^enquiry-answer-[1-9][0-9]?$/)
      .optional(),
  },
  personal: { answer: personalPart('enquiry', { text: z.string().min(1).max(10_000) }) },
});
