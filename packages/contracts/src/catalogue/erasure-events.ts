import { z } from 'zod';
import {
  dataCategorySchema,
  defineEvent,
  localDateSchema,
  personIdSchema,
  slugSchema,
  timestampSchema,
} from '../event-definition.ts';

const context = 'retention';
const entity = 'person';
const asked = { person: personIdSchema, request: z.string().max(64), decided: timestampSchema };
const dataCategories = z.array(dataCategorySchema).min(1).max(64);

/** Why something stays although the person asked for its erasure. */
export const reasonsToHold = ['legal-duty', 'legal-hold', 'kept-for-client'] as const;

/** One part of what stays: which data, why by which article, and until when. */
export const heldPartSchema = z.strictObject({
  dataCategories,
  because: z.enum(reasonsToHold),
  article: z.string().max(100),
  /** The law in the statement's words. */
  law: z.string().max(300).optional(),
  /** The day from which it can go; absent while its reason has no end yet. */
  until: localDateSchema.optional(),
  /** The client that is its controller. */
  client: z.string().max(64).optional(),
});

export type HeldPart = z.infer<typeof heldPartSchema>;

/** How the telling before an erasure can end. */
export const tellingOutcomes = ['told', 'nobody-to-tell', 'answered-before'] as const;
export type TellingOutcome = (typeof tellingOutcomes)[number];

export const erasureRemainderHeld = defineEvent({
  type: 'erasure.remainder-held.v1',
  context,
  entity,
  says: 'The person asked for erasure, and some of the data must be kept: it is restricted, and has a day on which it goes.',
  facts: { ...asked, held: z.array(heldPartSchema).min(1).max(100) },
});

export const erasureWithheld = defineEvent({
  type: 'erasure.withheld.v1',
  context,
  entity,
  says: 'The person asked for erasure and everything must be kept: nothing is ordered, all of it is restricted, and each part has the day on which it can go.',
  facts: { ...asked, held: z.array(heldPartSchema).min(1).max(100) },
});

export const erasureReferred = defineEvent({
  type: 'erasure.referred-to-clients.v1',
  context,
  entity,
  says: 'The person asked for erasure and stands in the books of clients only, who are the controllers and decide about it.',
  facts: { ...asked, clients: z.array(z.string().max(64)).min(1).max(100) },
});

export const personForgotten = defineEvent({
  type: 'person.forgotten.v1',
  context,
  entity,
  says: 'Nothing is kept of the person any more, so nothing outside leads to the id: who comes back is new.',
  facts: {
    person: personIdSchema,
    /** `erasure`: the person asked for it. `nothing-kept`: every rule has ended. */
    because: z.enum(['erasure', 'nothing-kept']),
    forgotten: timestampSchema,
  },
});

export const optOutRecognised = defineEvent({
  type: 'opt-out.recognised.v1',
  context,
  entity,
  says: 'Somebody who had said no before being forgotten has come back: the no stands until the person agrees anew.',
  facts: {
    person: personIdSchema,
    /** What the no is about. */
    purposes: z.array(slugSchema).min(1).max(100),
  },
});

export const erasureTellingOwed = defineEvent({
  type: 'erasure.telling-owed.v1',
  context,
  entity,
  says: 'Every system confirmed an erasure that a person asked for, so the person is told before the keys go, and with them the address.',
  facts: {
    person: personIdSchema,
    request: z.string().max(64),
    disposal: z.string().max(64),
    /** What stays, as it was decided; empty when nothing does. */
    held: z.array(heldPartSchema).max(100),
    /** When the last system had confirmed. */
    confirmed: timestampSchema,
    /** When the keys go, told or not. */
    tellBy: timestampSchema,
    terms: z.string().max(32),
  },
});

export const answerAddressLeft = defineEvent({
  type: 'erasure.answer-address-left.v1',
  context,
  entity,
  says: 'Other requests of the person are still to be answered, so where those answers go stays for them alone, and goes with the last of them (Art. 12(3)).',
  facts: {
    person: personIdSchema,
    request: z.string().max(64),
    disposal: z.string().max(64),
    /** The requests that are still to be answered. */
    forRequests: z.array(z.string().max(64)).min(1).max(100),
    decided: timestampSchema,
  },
});

export const erasureEvents = [
  erasureRemainderHeld,
  erasureWithheld,
  erasureReferred,
  erasureTellingOwed,
  answerAddressLeft,
  personForgotten,
  optOutRecognised,
] as const;
