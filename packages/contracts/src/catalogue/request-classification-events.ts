import { z } from 'zod';
import { defineEvent, personIdSchema, timestampSchema } from '../event-definition.ts';
import { requestTypeSchema } from '../law/requests.ts';

export const requestClassified = defineEvent({
  type: 'request.classified.v1',
  context: 'request-intake',
  entity: 'request',
  says: 'Staff settled what the person asks for, where free text had to be read.',
  facts: {
    request: z.string().max(64),
    person: personIdSchema,
    requestType: requestTypeSchema,
    /** What it was taken for before; the same where the reading is confirmed. */
    before: requestTypeSchema,
    classified: timestampSchema,
  },
});
