import { z } from 'zod';
import { defineEvent, personalPart, personIdSchema } from '../event-definition.ts';

/**
 * Under a key of its own: where a request is answered stays until the person is told, whatever ends meanwhile of what else
 * is kept of the person (Art. 12(3)), and no longer.
 */
export const answerAddressCategory = 'answer-address';

export const answerAddressKept = defineEvent({
  type: 'request.answer-address-kept.v1',
  context: 'request-intake',
  entity: 'request',
  says: 'Where the person is answered is kept for this request alone, until it is settled (Art. 12(3)).',
  facts: {
    request: z.string().max(64),
    person: personIdSchema,
    /** Given with the request, or the newest address that the person had given before. */
    from: z.enum(['request', 'earlier-contact']),
  },
  personal: {
    answerTo: personalPart(answerAddressCategory, {
      name: z.string().max(200).optional(),
      email: z.email().optional(),
      phone: z.string().max(40).optional(),
    }),
  },
});
