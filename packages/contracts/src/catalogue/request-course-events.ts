import { z } from 'zod';
import { dataCategorySchema, defineEvent, personalPart, personIdSchema, timestampSchema } from '../event-definition.ts';
import { deadlineSchema, dueSchema } from '../law/derivation.ts';
import { extensionReasons } from '../law/extension.ts';
import { feeGroundSchema, refusalReasonSchema } from '../law/refusals.ts';
import { failedMailFacts, mailEvidenceSchema } from '../mail-evidence.ts';
import { heldPartSchema } from './erasure-events.ts';
import { requestTellingEvents } from './request-telling-events.ts';

const context = 'request-intake';
const entity = 'request';
const id = { request: z.string().max(64), person: personIdSchema };
const text = z.string().min(1).max(10_000);
const sealedText = personalPart('enquiry', { text });

/** What a person is told in the course of a request. */
export const messageMatters = ['receipt', 'question', 'extension', 'fee', 'answer', 'refusal', 'lifting'] as const;
/** How a person can be told; `other` where nobody said how. */
export const waysOfTelling = ['email', 'letter', 'phone', 'in-person', 'portal', 'other'] as const;
/** Why a person asked something, or is asked something. */
export const questionGrounds = ['identity-doubt', 'clarification'] as const;

/** The name of a message within its request: `acknowledgement`, `question-2`, `answer`. */
const message = { message: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/), matter: z.enum(messageMatters) };
/** The name of an item within its request: `item-1`. */
const item = z.string().regex(/^item-[1-9][0-9]?$/);
const question = { ...id, message: message.message };

export const messageOwed = defineEvent({
  type: 'request.message-owed.v1',
  context,
  entity,
  says: 'The person is to be told of a step of the request.',
  facts: { ...id, ...message },
});

export const messageTold = defineEvent({
  type: 'request.told.v1',
  context,
  entity,
  says: 'The person was told of a step of the request.',
  facts: { ...id, ...message, how: z.enum(waysOfTelling), told: timestampSchema, mail: mailEvidenceSchema.optional() },
});

export const messageFailed = defineEvent({
  type: 'request.telling-failed.v1',
  context,
  entity,
  says: 'An e-mail about a step of the request did not reach the person.',
  facts: { ...id, ...message, ...failedMailFacts },
});

export const messageLapsed = defineEvent({
  type: 'request.message-lapsed.v1',
  context,
  entity,
  says: 'A message has nothing to tell any more, or nobody who could be told.',
  facts: {
    ...id,
    ...message,
    /** `answered`: the answer says it; `too-late`: it would have no effect; `address-erased`: every address is destroyed. */
    because: z.enum(['answered', 'withdrawn', 'too-late', 'address-erased']),
    lapsed: timestampSchema,
  },
});

export const questionAsked = defineEvent({
  type: 'request.question-asked.v1',
  context,
  entity,
  says: 'The person is asked for what the request cannot be answered without (Art. 12(6), recital 63).',
  facts: { ...question, ground: z.enum(questionGrounds), asked: timestampSchema },
  personal: { question: sealedText, doubt: sealedText },
});

export const questionAnswered = defineEvent({
  type: 'request.question-answered.v1',
  context,
  entity,
  says: 'The person answered what was asked.',
  facts: {
    ...question,
    answered: timestampSchema,
    answeredThrough: z.enum(['portal', 'staff', 'email', 'phone', 'letter', 'system']),
  },
  personal: { reply: sealedText },
});

export const requestPaused = defineEvent({
  type: 'request.paused.v1',
  context,
  entity,
  says: 'The person was asked, so a second, later time to answer runs beside the strict one, which goes on.',
  facts: { ...question, paused: timestampSchema, due: dueSchema },
});

export const requestResumed = defineEvent({
  type: 'request.resumed.v1',
  context,
  entity,
  says: 'The person answered, so the later time to answer has an end again.',
  facts: { ...question, resumed: timestampSchema, due: dueSchema },
});

export const extensionDecided = defineEvent({
  type: 'request.extension-decided.v1',
  context,
  entity,
  says: 'The time to answer will be extended as soon as the person is told of it inside the first month (Art. 12(3)).',
  facts: { ...id, reasons: z.array(z.enum(extensionReasons)).min(1), decided: timestampSchema },
});

export const requestSplit = defineEvent({
  type: 'request.split.v1',
  context,
  entity,
  says: 'The request asks for several things, each of which gets an answer of its own.',
  facts: {
    ...id,
    items: z
      .array(z.strictObject({ item, dataCategory: dataCategorySchema.optional() }))
      .min(2)
      .max(20),
  },
  personal: {
    wording: personalPart('enquiry', {
      items: z.array(z.strictObject({ item, words: z.string().min(1).max(500) })).max(20),
    }),
  },
});

export const itemFulfilled = defineEvent({
  type: 'request.item-fulfilled.v1',
  context,
  entity,
  says: 'One of the things that the request asks for was done.',
  facts: { ...id, item, fulfilled: timestampSchema },
  personal: { answer: sealedText },
});

export const itemRefused = defineEvent({
  type: 'request.item-refused.v1',
  context,
  entity,
  says: 'One of the things that the request asks for was refused, with reasons (Art. 12(4)).',
  facts: {
    ...id,
    item,
    refused: timestampSchema,
    reason: refusalReasonSchema,
    complaintTo: z.string().max(200),
    courtRemedyStated: z.literal(true),
  },
  personal: { explanation: sealedText },
});

/** As it was recorded while items alone could be answered apart; nothing records it any more. */
export const partlyFulfilled = defineEvent({
  type: 'request.partly-fulfilled.v1',
  context,
  entity,
  says: 'Everything that the request asks for is answered: some of it was done, some refused.',
  facts: { ...id, closed: timestampSchema, fulfilled: z.array(item).min(1), refused: z.array(item).min(1) },
});

export const partlyFulfilledV2 = defineEvent({
  type: 'request.partly-fulfilled.v2',
  context,
  entity,
  says: 'Everything that the request asks for is answered: some of it was done, some was refused or has to be kept (Art. 12(4), 17(3)).',
  facts: {
    ...id,
    closed: timestampSchema,
    by: z.enum(['staff', 'disposal', 'package', 'withdrawal']),
    fulfilled: z.array(item),
    refused: z.array(item),
    /** What stays after an erasure, why by which article, and until when. */
    held: z.array(heldPartSchema).max(100),
  },
});

export const feeAnnounced = defineEvent({
  type: 'request.fee-announced.v1',
  context,
  entity,
  says: 'A reasonable fee was set for a manifestly unfounded or excessive request (Art. 12(5)).',
  facts: {
    ...id,
    ground: feeGroundSchema,
    amount: z.string().regex(/^(?!0+(\.0+)?$)\d{1,6}(\.\d{2})?$/),
    currency: z.string().regex(/^[A-Z]{3}$/),
    announced: timestampSchema,
  },
  personal: { explanation: sealedText },
});

export const feeAgreed = defineEvent({
  type: 'request.fee-agreed.v1',
  context,
  entity,
  says: 'The person was told of the fee and agrees to it.',
  facts: { ...id, agreed: timestampSchema },
});

export const feeCharged = defineEvent({
  type: 'request.fee-charged.v1',
  context,
  entity,
  says: 'The fee that the person agreed to was charged.',
  facts: { ...id, charged: timestampSchema },
});

export const requestDueSoon = defineEvent({
  type: 'request.due-soon.v1',
  context,
  entity,
  says: 'The strict time to answer is nearly over.',
  facts: { ...id, ...deadlineSchema.shape, before: z.string().max(20), reminded: timestampSchema },
});

export const requestOverdue = defineEvent({
  type: 'request.overdue.v1',
  context,
  entity,
  says: 'The strict time to answer passed without an answer (Art. 12(3), 12(4)).',
  facts: { ...id, ...deadlineSchema.shape, boundBy: z.enum(['law', 'promise']), overdue: timestampSchema },
});

export const liftingAnnounced = defineEvent({
  type: 'request.lifting-announced.v1',
  context,
  entity,
  says: 'A restriction is to be lifted, and the person has to be told before (Art. 18(3)).',
  facts: { ...id, message: message.message, announced: timestampSchema },
  personal: { explanation: sealedText },
});

export const restrictionLifted = defineEvent({
  type: 'request.restriction-lifted.v1',
  context,
  entity,
  says: 'The restriction ended, after the person was told (Art. 18(3)).',
  facts: { ...id, lifted: timestampSchema },
});

/** What can happen between a request's receipt and its answer, and after it. */
export const requestCourseEvents = [
  messageOwed,
  messageTold,
  messageFailed,
  messageLapsed,
  questionAsked,
  questionAnswered,
  requestPaused,
  requestResumed,
  extensionDecided,
  requestSplit,
  itemFulfilled,
  itemRefused,
  partlyFulfilled,
  partlyFulfilledV2,
  feeAnnounced,
  feeAgreed,
  feeCharged,
  requestDueSoon,
  requestOverdue,
  liftingAnnounced,
  restrictionLifted,
  ...requestTellingEvents,
] as const;
