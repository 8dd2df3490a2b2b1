import { z } from 'zod';
import { defineEvent, personIdSchema, timestampSchema } from '../event-definition.ts';

const context = 'request-intake';
const entity = 'request';
/** The request, and the earlier one that asks the same. */
const id = { request: z.string().max(64), person: personIdSchema, of: z.string().max(64) };

/** Why a request stands by itself again. */
export const groundsOfDistinction = ['staff', 'accepted', 'first-withdrawn', 'first-unidentified'] as const;

export const duplicateFound = defineEvent({
  type: 'request.duplicate-found.v1',
  context,
  entity,
  says: 'The person asks what an open request of theirs asks already: one clock governs, that of the first, and one answer.',
  facts: { ...id, found: timestampSchema },
});

export const duplicateDismissed = defineEvent({
  type: 'request.duplicate-dismissed.v1',
  context,
  entity,
  says: 'The request stands by itself again, with its own clock, which never stopped.',
  facts: { ...id, because: z.enum(groundsOfDistinction) },
});

export const answeredWithFirst = defineEvent({
  type: 'request.answered-with-first.v1',
  context,
  entity,
  says: 'The first request was answered, and this one, which asks the same, with it.',
  facts: {
    ...id,
    outcome: z.enum(['fulfilled', 'partly-fulfilled', 'refused']),
    firstReceived: timestampSchema,
    answered: timestampSchema,
  },
});

export const requestDuplicateEvents = [duplicateFound, duplicateDismissed, answeredWithFirst] as const;
